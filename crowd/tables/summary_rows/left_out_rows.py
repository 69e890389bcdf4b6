"""The rows of a table that are left out so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crowd.tables.summary_rows.footer_block import figures_of
from crowd.tables.summary_rows.scan_rows import CheckedRow, ScannedTable
from crowd.tables.summary_rows.statistics_above import FiguresOfRows
from crowd.tables.summary_rows.words import names_summary, statistic_word


class LeftOutRows:
    """The rows that are left out so far, with the statistic that each equals, or nothing.

    `pending` are rows that equal a statistic although they can be answers, until a row below shows that
    it was computed without them.
    """

    def __init__(self, table: ScannedTable) -> None:
        self.table = table
        self.left_out: dict[int, str] = {}
        self.pending: list[CheckedRow] = []
        self.equals: dict[int, str] = {}
        """The statistic that each pending row equals."""

        self.is_kept = np.ones(table.number, dtype=bool)
        self.segment = 0
        """The index of the row below the last one that is left out."""

        self.summed_up = 0
        """The index up to which rows are answers, as a sum, a mean or the like counts them."""

    def figures(self, row: CheckedRow) -> dict[int, float]:
        """Return the figures of a row by column."""
        return figures_of(self.table, row)

    def figures_above(
        self, row: CheckedRow, start: int, omitted: Sequence[CheckedRow]
    ) -> dict[int, np.ndarray]:
        """Return the figures of rows from `start` on that are kept above a row, without some of them."""
        kept = self.is_kept[start : row.index].copy()
        kept[[other.index - start for other in omitted if other.index >= start]] = False
        found = {}
        for place in self.figures(row):
            values = self.table.figures[place][start : row.index][kept]
            found[place] = values[np.isfinite(values)]
        return found

    def leave_out(self, rows: Sequence[CheckedRow], statistic: str) -> None:
        """Leave out rows that equal a statistic, or that words show to be no answers."""
        for row in rows:
            self.left_out.setdefault(row.index, self.equals.get(row.index, statistic))
            self.is_kept[row.index] = False
            self.segment = max(self.segment, row.index + 1)

    def is_worded(self, row: CheckedRow) -> bool:
        """Return whether a row begins with a word for one that sums up others."""
        return names_summary(row.label, alone=self.table.width == 1)

    def word_of(self, row: CheckedRow) -> str:
        """Return the word for a row that sums up others, wherever it stands in the row."""
        if self.is_worded(row):
            return row.label
        return next(filter(statistic_word, row.texts), "")

    def is_like_answers(self, row: CheckedRow, above: FiguresOfRows) -> bool:
        """Return whether all figures of a row could be answers like those above."""
        return all(
            above[place].size > 0
            and float(above[place].min()) / 2 <= figure <= 2 * float(above[place].max())
            and (figure.is_integer() or bool(np.any(above[place] != np.floor(above[place]))))
            for place, figure in self.figures(row).items()
        )
