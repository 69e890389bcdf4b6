"""Find the rows of a table that are no answers: sums, averages, winners, the truth.

A row is one of them if its figures equal a statistic of the rows above and its label, an empty line
or the figures themselves show it; if it is one of several at the end that each equal another statistic;
or if it begins with a word for one, no answer stands below, and its figures are none of an answer.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.tables.summary_rows.compare_rows import RowComparison
from crowd.tables.summary_rows.footer_block import FooterBlock, find_footer_block
from crowd.tables.summary_rows.scan_rows import (
    MAX_LAST_ROWS,
    CheckedRow,
    ParseFigures,
    Rows,
    ScannedTable,
    scan_rows,
)
from crowd.tables.summary_rows.set_apart import count_same
from crowd.tables.summary_rows.statistics_above import matching_statistics
from crowd.tables.summary_rows.summary_notes import summary_notes
from crowd.tables.summary_rows.words import names_truth, own_statistic

MAX_ROWS_BELOW = 3
"""Answers below the last row that is left out, up to which each is told."""


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
    block = find_footer_block(table)
    people: frozenset[int] = frozenset()
    while True:
        found = _Search(table, people, block)
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


class _Search(RowComparison):
    """The rows that are no answers, found by comparing each and by the footer as a whole."""

    def __init__(self, table: ScannedTable, people: frozenset[int], block: FooterBlock) -> None:
        super().__init__(table, people)
        self.block = block
        if block.is_certain:
            for row, statistic in zip(block.rows, block.statistics, strict=True):
                self.leave_out([row], statistic)
            self.summed_up = block.rows[0].index

    def take_footer(self) -> None:
        """Leave out the rows at the end that words show to be no answers, with empty ones around."""
        block: list[CheckedRow] = []
        for row in reversed(self.table.checked[-MAX_LAST_ROWS:]):
            if row.index in self.left_out or self._shows_by_word(row):
                self.leave_out([*block, row], "")
                block = []
            elif self._can_be_beside(row):
                block.append(row)
            else:
                break
        for row in block:
            if any(row.texts) or not self.left_out or not row.is_object:
                break
            self.leave_out([row], "")

    def _shows_by_word(self, row: CheckedRow) -> bool:
        """Return whether a row is called like a summary, and is none of a person of that name."""
        if not self.is_worded(row) or count_same(self.table, row.label) > 1:
            return False
        figures = self.figures(row)
        if not figures or names_truth(row.label):
            return True
        above = self.figures_above(row, 0, [])
        return not self.is_like_answers(row, above) or any(
            figure in above[place]
            or matching_statistics({place: figure}, {place: above[place]}, rounded=True)
            for place, figure in figures.items()
        )

    def doubtful(self) -> list[CheckedRow]:
        """Return rows that are kept although they stand below others that are left out, equal a
        statistic and are called like one, or have a word for one."""
        last = [row for row in self.table.checked if row.index >= self.table.number - MAX_LAST_ROWS]
        tail = [row.index for row in last if self.left_out.get(row.index)]
        kept = [row for row in last if self.is_kept[row.index] and self.figures(row)]
        below = [row for row in kept if tail and row.index > max(tail[0], self.summed_up)]
        if len(below) > max(len(tail), MAX_ROWS_BELOW):
            below = []
        named = [
            row
            for row in self.pending
            if own_statistic(row.label)
            or row in self.apart
            or (self.equals[row.index] == "number" and self.is_outside(row))
        ]
        suspects = [*below, *named, *self.block.rows, *self._worded_at_end(kept)]
        chosen = {row.index for row in suspects if self.is_kept[row.index]}
        return [row for row in self.table.checked if row.index in chosen]

    def _worded_at_end(self, kept: list[CheckedRow]) -> list[CheckedRow]:
        """Return the last rows that are kept as long as they are called like a summary."""
        found: list[CheckedRow] = []
        for row in reversed(kept):
            if not self.word_of(row) or count_same(self.table, self.word_of(row)) > 1:
                break
            found.append(row)
        return found

    def answers_stand_below(self) -> frozenset[int]:
        """Return rows that are left out by their figures alone although answers stand below."""
        below = self.is_kept.nonzero()[0]
        last = int(below[-1]) if below.size else -1
        return frozenset(
            row.index
            for row in self.table.checked
            if row.index < last and self.left_out.get(row.index) and not self.word_of(row)
        )

    def _can_be_beside(self, row: CheckedRow) -> bool:
        """Return whether a row can be part of a footer: empty, a remark, or called like a statistic
        that it equals."""
        if not row.is_object:
            return False
        if not any(row.texts) or (self.table.figures and not self.figures(row)):
            return True
        return row in self.pending and bool(own_statistic(row.label))
