"""Find the rows of a table that are no answers: sums, averages, winners, the truth.

A row is one of them if its figures equal a statistic of the rows above and its label, an empty line
or the figures themselves show it; or if it begins with a word for one and no answer stands below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from crowd.tables.summary_rows.scan_rows import (
    MAX_FIRST_ROWS,
    MAX_LAST_ROWS,
    CheckedRow,
    ParseFigures,
    Rows,
    ScannedTable,
    scan_rows,
)
from crowd.tables.summary_rows.set_apart import (
    count_same,
    different_choices,
    is_behind_gap,
    lacks_label,
)
from crowd.tables.summary_rows.statistics_above import (
    MIN_ROWS,
    STRONG_STATISTICS,
    matching_statistics,
    shows_alone,
)
from crowd.tables.summary_rows.summary_notes import summary_notes
from crowd.tables.summary_rows.words import names_summary, names_truth, own_statistic

MIN_WHOLE_DEVIATION = 20
"""A rounded standard deviation from which on an answer seldom equals it by chance."""


class SummaryRows(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of rows that are no answers, and what has to be told of them."""

    lines: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    """The lines of rows that are kept, and may be no answers."""

    notes: list[str] = []


def find_summary_rows(
    rows: Rows, width: int, is_answer: Callable[[str], bool], parse: ParseFigures | None
) -> SummaryRows:
    """Find the rows that are no answers; without `parse` by words alone.

    At least one row is left.
    """
    table = scan_rows(rows, width, is_answer, parse)
    people: frozenset[int] = frozenset()
    while True:
        found = _Search(table, people)
        found.compare_rows()
        found.take_footer()
        mistaken = found.answers_stand_below()
        if not mistaken:
            break
        people |= mistaken
    doubtful = found.doubtful()
    if len(found.left_out) >= table.number or not (found.left_out or doubtful):
        return SummaryRows()
    left_out = [row for row in table.checked if row.index in found.left_out]
    return SummaryRows(
        lines=frozenset(row.line for row in left_out),
        doubtful=frozenset(row.line for row in doubtful),
        notes=summary_notes(left_out, found.left_out, doubtful, table.number),
    )


class _Search:
    """The rows that are left out so far, with the statistic that each equals, or nothing.

    `pending` are rows that equal a statistic although they can be answers, until a row below shows that
    it was computed without them.
    """

    def __init__(self, table: ScannedTable, people: frozenset[int]) -> None:
        self.table = table
        self.people = people
        """Indices of rows that are answers, as others stand below them."""

        self.left_out: dict[int, str] = {}
        self.pending: list[CheckedRow] = []
        self.equals: dict[int, str] = {}
        """The statistic that each pending row equals."""

        self.apart: list[CheckedRow] = []
        self.is_kept = np.ones(table.number, dtype=bool)
        self.segment = 0

    def compare_rows(self) -> None:
        """Compare each row with those above it, from the top down; first rows with those below."""
        for row in self.table.checked:
            if row.index < MAX_FIRST_ROWS and self._is_at_top(row):
                self._leave_out([row], "")
            elif self.figures(row):
                self._compare_row(row)

    def take_footer(self) -> None:
        """Leave out the rows at the end that words show to be no answers, with empty ones around."""
        block: list[CheckedRow] = []
        for row in reversed(self.table.checked[-MAX_LAST_ROWS:]):
            if row.index in self.left_out or (
                self._is_worded(row) and count_same(self.table, row) == 1
            ):
                self._leave_out([*block, row], "")
                block = []
            elif self._can_be_beside(row):
                block.append(row)
            else:
                break
        for row in block:
            if any(row.texts) or not self.left_out or not row.is_object:
                break
            self._leave_out([row], "")

    def doubtful(self) -> list[CheckedRow]:
        """Return rows that are kept although they stand below others that are left out, or equal a
        statistic and are called like one."""
        last = [row for row in self.table.checked if row.index >= self.table.number - MAX_LAST_ROWS]
        tail = [row.index for row in last if self.left_out.get(row.index)]
        kept = [row for row in last if self.is_kept[row.index] and self.figures(row)]
        below = [row for row in kept if tail and row.index > tail[0]]
        pending = [row for row in self.pending if self.is_kept[row.index] and row not in below]
        named = [row for row in pending if own_statistic(row.label) or row in self.apart]
        return [*named, *(below if len(below) <= len(tail) else [])]

    def figures(self, row: CheckedRow) -> dict[int, float]:
        """Return the figures of a row by column."""
        columns = self.table.figures.items()
        return {
            place: float(values[row.index])
            for place, values in columns
            if np.isfinite(values[row.index])
        }

    def _is_at_top(self, row: CheckedRow) -> bool:
        """Return whether a first row tells the truth, or sums up all rows below."""
        if not all(index in self.left_out for index in range(row.index)):
            return False
        if count_same(self.table, row) > 1:
            return False
        if names_truth(row.label):
            return self.table.width > 1 and self.table.number > row.index + 1
        if not names_summary(row.label, alone=self.table.width == 1) or not self.figures(row):
            return False
        below = {p: v[row.index + 1 :] for p, v in self.table.figures.items()}
        below = {place: values[np.isfinite(values)] for place, values in below.items()}
        return bool(matching_statistics(self.figures(row), below, rounded=True))

    def answers_stand_below(self) -> frozenset[int]:
        """Return rows that are left out by their figures alone although answers stand below."""
        below = np.flatnonzero(self.is_kept)
        last = int(below[-1]) if below.size else -1
        return frozenset(
            row.index
            for row in self.table.checked
            if row.index < last and self.left_out.get(row.index) and not self._is_worded(row)
        )

    def _compare_row(self, row: CheckedRow) -> None:
        # A word in most rows is what a column says of each.
        if self._is_worded(row) and 2 * count_same(self.table, row) <= self.table.number:
            self._compare_with_word(row)
        elif row.index not in self.people:
            self._compare_without_word(row)

    def _compare_with_word(self, row: CheckedRow) -> None:
        named = [other for other in self.pending if own_statistic(other.label)]
        for omitted in different_choices(named, [], self.pending):
            for start in dict.fromkeys((0, self.segment)):
                matched = matching_statistics(
                    self.figures(row), self._others(row, start, omitted), rounded=True
                )
                if matched:
                    self._leave_out([*omitted, row], matched[0])
                    self.pending = []
                    return

    def _compare_without_word(self, row: CheckedRow) -> None:
        own, figures = own_statistic(row.label), self.figures(row)
        named = [other for other in self.pending if own_statistic(other.label)]
        is_apart = self._is_apart(row)
        for omitted in different_choices(named, [], self.pending):
            others = self._others(row, 0, omitted)
            matched = matching_statistics(figures, others, rounded=bool(own))
            if omitted == self.pending != named and "sum" not in matched:
                # Of other statistics, chance makes some figure equal to one without any few rows.
                continue
            if matched and (
                self._is_named(row, own, matched)
                or shows_alone(figures, others, matched, apart=is_apart)
                or (is_behind_gap(self.table, row) and set(matched) & set(STRONG_STATISTICS))
            ):
                self._leave_out([*omitted, row], matched[0])
                self.pending = []
                return
        matched = matching_statistics(figures, self._others(row, 0, []), rounded=bool(own))
        if not matched:
            self.pending = []
            self._compare_with_first_rows(row)
            return
        self.pending = [*self.pending, row]
        self.equals[row.index] = matched[0]
        if is_apart:
            self.apart.append(row)

    def _compare_with_first_rows(self, row: CheckedRow) -> None:
        """Compare a row with those above the first one that is left out near it."""
        nearby = range(max(0, row.index - MAX_LAST_ROWS), row.index)
        first = next((index for index in nearby if self.left_out.get(index)), None)
        if first is None:
            return
        others = {
            place: values[:first][self.is_kept[:first] & np.isfinite(values[:first])]
            for place, values in self.table.figures.items()
        }
        own, figures = own_statistic(row.label), self.figures(row)
        matched = matching_statistics(figures, others, rounded=bool(own))
        if matched and (own in matched or shows_alone(figures, others, matched, apart=False)):
            self._leave_out([row], own if own in matched else matched[0])

    def _others(
        self, row: CheckedRow, start: int, omitted: Sequence[CheckedRow]
    ) -> dict[int, np.ndarray]:
        kept = self.is_kept[start : row.index].copy()
        kept[[other.index - start for other in omitted if other.index >= start]] = False
        found = {}
        for place in self.figures(row):
            values = self.table.figures[place][start : row.index][kept]
            found[place] = values[np.isfinite(values)]
        return found

    def _is_named(self, row: CheckedRow, own: str, matched: list[str]) -> bool:
        """Return whether a row is called like the statistic that it equals, and no person is."""
        nearby = range(max(0, row.index - MAX_LAST_ROWS), row.index)
        if own in matched and any(self.left_out.get(index) for index in nearby):
            return True
        figures, above = self.figures(row), self._others(row, 0, [])
        if own == "sum" and own in matched:
            return all(figure > above[p].max() for p, figure in figures.items())
        if own == "number" and own in matched:
            return all(
                not above[p].min() <= figure <= above[p].max() for p, figure in figures.items()
            )
        return (
            own == "standard deviation"
            and own in matched
            and all(
                not figure.is_integer() or figure >= MIN_WHOLE_DEVIATION
                for figure in figures.values()
            )
        )

    def _is_apart(self, row: CheckedRow) -> bool:
        """Return whether the only empty line of the table, or an empty label, sets a row apart."""
        above = [other for other in self.table.checked if other.index < row.index]
        others = [other for other in above if self.figures(other) and self.is_kept[other.index]]
        if len(others) < MIN_ROWS or row.index < self.table.number - MAX_LAST_ROWS:
            return False
        return is_behind_gap(self.table, row) or lacks_label(row, others)

    def _is_worded(self, row: CheckedRow) -> bool:
        return names_summary(row.label, alone=self.table.width == 1)

    def _can_be_beside(self, row: CheckedRow) -> bool:
        """Return whether a row can be part of a footer: empty, a remark, or called like a statistic
        that it equals."""
        if not row.is_object:
            return False
        if not any(row.texts) or (self.table.figures and not self.figures(row)):
            return True
        return row in self.pending and bool(own_statistic(row.label))

    def _leave_out(self, rows: Sequence[CheckedRow], statistic: str) -> None:
        for row in rows:
            self.left_out.setdefault(row.index, self.equals.get(row.index, statistic))
            self.is_kept[row.index] = False
            self.segment = max(self.segment, row.index + 1)
