"""Find rows at the end of a table that each equal another statistic of the rows above all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from crowd.tables.summary_rows.scan_rows import MAX_LAST_ROWS, CheckedRow, ScannedTable
from crowd.tables.summary_rows.sorted_figures import CHANCE_OF_UNUSUAL, SortedFigures
from crowd.tables.summary_rows.statistics_above import equals
from crowd.tables.summary_rows.words import names_summary, names_truth

MAX_CHANCE = 0.001
"""How likely answers may equal statistics by chance where rows are left out for that."""

MAX_CHANCE_TOLD = 0.006
"""How likely it may be where rows stay, and are told."""

USUAL_STATISTICS = {"mean", "median", "largest", "smallest", "number", "sum", "standard deviation"}
"""Statistics that say something where answers can equal them; of others there are too many."""

NUMBER_OF_USUAL = 5
"""How many of them are usually within the range of the answers."""

Above = Mapping[int, SortedFigures]


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
    if not begins:
        return FooterBlock()
    base = {p: SortedFigures.of(values[: last[0].index]) for p, values in table.figures.items()}
    found = []
    for begin in begins:
        between = slice(last[0].index, last[begin].index)
        above = {p: base[p].with_more(values[between]) for p, values in table.figures.items()}
        found.append(_read_block(table, above, last[begin:]))
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


class _EqualRow(NamedTuple):
    """A row, the places of the statistics that it equals, and how often an answer is like it."""

    row: CheckedRow
    places: Sequence[int]
    chance: float


def _read_block(table: ScannedTable, above: Above, rows: Sequence[CheckedRow]) -> FooterBlock:
    """Compare the rows of a block with those above it; it is empty unless they equal statistics.

    Fewer others may be among them, of figures that no answer is like.
    """
    found: list[_EqualRow] = []
    for row in rows[::-1]:
        if not figures_of(table, row) or names_truth(row.label):
            continue
        compared = _compare(table, above, row)
        if not compared.places and (compared.chance > CHANCE_OF_UNUSUAL or row is rows[0]):
            return FooterBlock()
        found.insert(0, compared)
    equal = [one for one in found if one.places]
    assigned = _assign_different([one.places for one in equal])
    if assigned is None or len(equal) < 2 or 2 * len(equal) <= len(found):
        return FooterBlock()
    chance = _chance_of_all([one.chance for one in equal])
    if chance > MAX_CHANCE_TOLD:
        return FooterBlock()
    names = _names(above)
    told = {one.row.index: names[place] for one, place in zip(equal, assigned, strict=True)}
    block = [one.row for one in found]
    return FooterBlock(block, [told.get(row.index, "") for row in block], chance <= MAX_CHANCE)


def _compare(table: ScannedTable, above: Above, row: CheckedRow) -> _EqualRow:
    figures = figures_of(table, row)
    chance = prod(above[place].chance_of(figure) for place, figure in figures.items())
    places = _equal_places(figures, above)
    names = _names(above)
    if names_summary(row.label, alone=table.width == 1):
        chance = min(chance, CHANCE_OF_UNUSUAL)
    elif chance > CHANCE_OF_UNUSUAL and not {names[one] for one in places} & USUAL_STATISTICS:
        chance = 1.0
    return _EqualRow(row, places, chance)


def _names(above: Above) -> list[str]:
    statistics = next((column.statistics for column in above.values() if column.is_varied), [])
    return [name for name, _ in statistics]


def _chance_of_all(chances: Sequence[float]) -> float:
    """Return how often answers would equal other statistics each, in any order."""
    usual = sum(CHANCE_OF_UNUSUAL < one < 1 for one in chances)
    most = max(NUMBER_OF_USUAL, usual)
    return prod(range(most - usual + 1, most + 1)) * prod(chances)


def _equal_places(figures: dict[int, float], above: Above) -> list[int]:
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
