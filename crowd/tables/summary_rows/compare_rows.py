"""Compare each row of a table with statistics of the rows above it."""

from __future__ import annotations

import numpy as np

from crowd.tables.summary_rows.left_out_rows import LeftOutRows
from crowd.tables.summary_rows.scan_rows import (
    MAX_FIRST_ROWS,
    MAX_LAST_ROWS,
    CheckedRow,
    ScannedTable,
)
from crowd.tables.summary_rows.set_apart import (
    count_same,
    different_choices,
    is_behind_gap,
    lacks_label,
)
from crowd.tables.summary_rows.statistics_above import (
    MIN_ROWS,
    MIN_ROWS_ALONE,
    STRONG_STATISTICS,
    is_far_outside,
    matching_statistics,
    shows_alone,
)
from crowd.tables.summary_rows.words import names_summary, names_truth, own_statistic

MIN_WHOLE_DEVIATION = 20
"""A rounded standard deviation from which on an answer seldom equals it by chance."""


class RowComparison(LeftOutRows):
    """Finds rows that are no answers from the top down, by words and figures."""

    def __init__(self, table: ScannedTable, people: frozenset[int]) -> None:
        super().__init__(table)
        self.people = people
        """Indices of rows that are answers, as others stand below them."""

        self.apart: list[CheckedRow] = []

    def compare_rows(self) -> None:
        """Compare each row with those above it, from the top down; first rows with those below."""
        for row in self.table.checked:
            if row.index in self.left_out:
                continue
            if row.index < MAX_FIRST_ROWS and self._is_at_top(row):
                self.leave_out([row], "")
            elif self.figures(row):
                self._compare_row(row)

    def _is_at_top(self, row: CheckedRow) -> bool:
        """Return whether a first row tells the truth, or sums up all rows below."""
        if not all(index in self.left_out for index in range(row.index)):
            return False
        if count_same(self.table, row.label) > 1:
            return False
        if names_truth(row.label):
            return self.table.width > 1 and self.table.number > row.index + 1
        if not names_summary(row.label, alone=self.table.width == 1) or not self.figures(row):
            return False
        below = {p: v[row.index + 1 :] for p, v in self.table.figures.items()}
        below = {place: values[np.isfinite(values)] for place, values in below.items()}
        return bool(matching_statistics(self.figures(row), below, rounded=True))

    def _compare_row(self, row: CheckedRow) -> None:
        # A word in most rows is what a column says of each.
        word = self.word_of(row)
        if word and 2 * count_same(self.table, word) <= self.table.number:
            self._compare_with_word(row)
        elif row.index not in self.people:
            self._compare_without_word(row)

    def _compare_with_word(self, row: CheckedRow) -> None:
        named = [other for other in self.pending if own_statistic(other.label)]
        starts = (0, self.segment) if self.is_worded(row) else (self.segment,)
        for omitted in different_choices(named, [], self.pending):
            for start in dict.fromkeys(starts):
                matched = matching_statistics(
                    self.figures(row), self.figures_above(row, start, omitted), rounded=True
                )
                if matched:
                    self.leave_out([*omitted, row], matched[0])
                    self.pending = []
                    if {*matched} & {*STRONG_STATISTICS}:
                        self.summed_up = row.index
                    return

    def _compare_without_word(self, row: CheckedRow) -> None:
        own, figures = own_statistic(row.label), self.figures(row)
        named = [other for other in self.pending if own_statistic(other.label)]
        is_apart = self._is_apart(row)
        for omitted in different_choices(named, [], self.pending):
            others = self.figures_above(row, 0, omitted)
            matched = matching_statistics(figures, others, rounded=bool(own))
            if omitted == self.pending != named and "sum" not in matched:
                # Of other statistics, chance makes some figure equal to one without any few rows.
                continue
            if matched and (
                self._is_named(row, own, matched)
                or shows_alone(figures, others, matched, apart=is_apart)
                or (is_behind_gap(self.table, row) and self._shows_behind_gap(row, matched))
            ):
                self.leave_out([*omitted, row], matched[0])
                self.pending = []
                return
        matched = matching_statistics(figures, self.figures_above(row, 0, []), rounded=bool(own))
        if not matched:
            self.pending = []
            self._compare_with_first_rows(row)
            return
        self.pending = [*self.pending, row]
        self.equals[row.index] = matched[0]
        if is_apart:
            self.apart.append(row)

    def _shows_behind_gap(self, row: CheckedRow, matched: list[str]) -> bool:
        """Return whether a row behind a gap equals what no answer does, or the number of answers."""
        if {*matched} & {*STRONG_STATISTICS}:
            return True
        return "number" in matched and self.is_outside(row)

    def is_outside(self, row: CheckedRow) -> bool:
        """Return whether a row has only figures far outside of the range of many above it."""
        above = self.figures_above(row, 0, [])
        return all(
            above[p].size >= MIN_ROWS_ALONE and is_far_outside(figure, above[p])
            for p, figure in self.figures(row).items()
        )

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
            self.leave_out([row], own if own in matched else matched[0])

    def _is_named(self, row: CheckedRow, own: str, matched: list[str]) -> bool:
        """Return whether a row is called like the statistic that it equals, and no person is."""
        nearby = range(max(0, row.index - MAX_LAST_ROWS), row.index)
        if own in matched and any(self.left_out.get(index) for index in nearby):
            return True
        figures, above = self.figures(row), self.figures_above(row, 0, [])
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
