"""Find rows at the end of a table that each equal another statistic of the rows above all of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from crowd.analysis.sample import Values
from crowd.tables.summary_rows.scan_rows import MAX_LAST_ROWS, CheckedRow, ScannedTable
from crowd.tables.summary_rows.statistics_above import (
    MIN_ROWS,
    MIN_ROWS_ALONE,
    equals,
    is_far_outside,
    more_statistics,
)
from crowd.tables.summary_rows.words import names_summary, names_truth

MAX_CHANCE = 0.001
"""How likely answers may equal statistics by chance where rows are left out for that."""

MAX_CHANCE_TOLD = 0.006
"""How likely it may be where rows stay, and are told."""

CHANCE_OF_UNUSUAL = 1 / 300
"""How often an answer equals a statistic that no answer above is like: it is outside of their range, or
has more decimals."""

USUAL_STATISTICS = {"mean", "median", "largest", "smallest", "number", "sum", "standard deviation"}
"""Statistics that say something where answers can equal them; of others there are too many."""

NUMBER_OF_USUAL = 5
"""How many of them are usually within the range of the answers."""

MIN_DEVIATION_OF_ROUNDED = 20
"""Standard deviation from which on statistics may be rounded to whole numbers."""

MAX_DECIMALS = 6


class FooterBlock(NamedTuple):
    """Rows at the end with the statistic that each equals, and whether chance can hardly explain it."""

    rows: Sequence[CheckedRow] = ()
    statistics: Sequence[str] = ()
    is_certain: bool = False


def find_footer_block(table: ScannedTable) -> FooterBlock:
    """Find the longest block of at least two rows that equal statistics: of blocks in which all do, or
    else of others; one that chance may explain only if there is no other."""
    last = [row for row in table.checked if row.index >= table.number - MAX_LAST_ROWS]
    begins = [place for place, row in enumerate(last[:-1]) if figures_of(table, row)]
    found = [_read_block(table, last[place:]) for place in begins]
    return max(found, key=_rank, default=FooterBlock())


def _rank(block: FooterBlock) -> tuple[bool, bool, int]:
    return block.is_certain, all(block.statistics), len(block.rows)


def figures_of(table: ScannedTable, row: CheckedRow) -> dict[int, float]:
    """Return the figures of a row by column."""
    return {
        place: float(values[row.index])
        for place, values in table.figures.items()
        if np.isfinite(values[row.index])
    }


class _Above:
    """The figures of a column above a block, with their statistics."""

    def __init__(self, values: Values) -> None:
        self.values = values[np.isfinite(values)]
        self.is_varied = self.values.size >= MIN_ROWS and self.values.min() < self.values.max()
        self.statistics = more_statistics(self.values) if self.is_varied else []
        self.decimals = _decimals_of(self.values)
        self.are_large = self.is_varied and float(np.std(self.values)) >= MIN_DEVIATION_OF_ROUNDED

    def chance_of(self, figure: float) -> float:
        """Return how often an answer like those above is this figure."""
        if not self.is_varied:
            return 1.0
        is_outside = is_far_outside(figure, self.values)
        has_decimals = _decimals_of(np.array([figure])) > self.decimals
        if self.values.size >= MIN_ROWS_ALONE and (is_outside or has_decimals):
            return CHANCE_OF_UNUSUAL
        different = np.unique(self.values).size
        # Where most answers are the same as others, those above show all that people say.
        possible = different if self.values.size > 2 * different else 2 * different
        same = int(np.count_nonzero(self.values == figure))
        return (same + 1) / (self.values.size + possible)


def _read_block(table: ScannedTable, rows: Sequence[CheckedRow]) -> FooterBlock:
    """Compare the rows of a block with those above it; it is empty unless they equal statistics.

    Fewer others may be among them, of figures that no answer is like.
    """
    above = {p: _Above(values[: rows[0].index]) for p, values in table.figures.items()}
    names = [name for name, _ in next(iter(above.values())).statistics] if above else []
    found: list[CheckedRow] = []
    choices: list[list[int]] = []
    chances: list[float] = []
    for row in rows[::-1]:
        figures = figures_of(table, row)
        if not figures or names_truth(row.label):
            continue
        chance = prod(above[place].chance_of(figure) for place, figure in figures.items())
        matched = _matching(figures, above)
        if not matched and (chance > CHANCE_OF_UNUSUAL or row is rows[0]):
            return FooterBlock()
        if names_summary(row.label, alone=table.width == 1):
            chance = min(chance, CHANCE_OF_UNUSUAL)
        elif chance > CHANCE_OF_UNUSUAL and not {names[one] for one in matched} & USUAL_STATISTICS:
            chance = 1.0
        found.append(row)
        choices.append(matched)
        chances.append(chance)
    equal = [place for place in reversed(range(len(found))) if choices[place]]
    assigned = _assign_different([choices[place] for place in equal])
    if assigned is None or len(equal) < 2 or 2 * len(equal) <= len(found):
        return FooterBlock()
    chance = _chance_of_all([chances[place] for place in equal])
    if chance > MAX_CHANCE_TOLD:
        return FooterBlock()
    statistics = {place: names[one] for place, one in zip(equal, assigned, strict=True)}
    told = [statistics.get(place, "") for place in range(len(found))]
    return FooterBlock(found[::-1], told[::-1], chance <= MAX_CHANCE)


def _chance_of_all(chances: Sequence[float]) -> float:
    """Return how often answers would equal other statistics each, in any order."""
    usual = sum(CHANCE_OF_UNUSUAL < one < 1 for one in chances)
    most = max(NUMBER_OF_USUAL, usual)
    return prod(range(most - usual + 1, most + 1)) * prod(chances)


def _matching(figures: dict[int, float], above: dict[int, _Above]) -> list[int]:
    """Return the places of the statistics that all figures of a row equal."""
    found: set[int] | None = None
    for place, figure in figures.items():
        known = {
            number
            for number, (_, value) in enumerate(above[place].statistics)
            if equals(figure, value, rounded=False, whole=above[place].are_large)
        }
        found = known if found is None else found & known
    return sorted(found or ())


def _assign_different(choices: Sequence[Sequence[int]]) -> list[int] | None:
    """Give each row a statistic of its own; return None where there are not enough."""
    owner: dict[int, int] = {}

    def assign(row: int, tried: set[int]) -> bool:
        for choice in sorted(choices[row], key=owner.__contains__):
            if choice not in tried:
                tried.add(choice)
                if choice not in owner or assign(owner[choice], tried):
                    owner[choice] = row
                    return True
        return False

    if not all(assign(row, set()) for row in range(len(choices))):
        return None
    given = {row: choice for choice, row in owner.items()}
    return [given[row] for row in range(len(choices))]


def _decimals_of(values: Values) -> int:
    """Return how many decimals numbers have at most."""
    for decimals in range(MAX_DECIMALS):
        scaled = values * 10.0**decimals
        if np.all(np.abs(scaled - np.round(scaled)) <= 1e-9 * np.maximum(1, np.abs(scaled))):
            return decimals
    return MAX_DECIMALS
