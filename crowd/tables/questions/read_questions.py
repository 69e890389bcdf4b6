"""Read the questions in a table: several columns of answers, or rows of several questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np

from crowd.model.errors import Invalid
from crowd.parsing.numbers import Marks
from crowd.tables.answer_columns import ParseContext
from crowd.tables.columns.column import encode_labels
from crowd.tables.columns.number_columns import find_marks
from crowd.tables.detect import find_column
from crowd.tables.formats.cells import cell_text
from crowd.tables.questions.find_answer_columns import (
    KINDS_OF_NUMBERS,
    MAX_QUESTIONS,
    AnswerColumn,
    find_question_columns,
    places_beside,
)
from crowd.tables.questions.merged_cells import fill_merged
from crowd.tables.questions.requested_questions import RequestedQuestions, check_request
from crowd.tables.questions.truths import assign_truths, in_unit_of_answers, read_truth
from crowd.tables.select import SelectedColumns, select_columns, take_rows
from crowd.tables.table import Table
from crowd.tables.to_sample import (
    TableFormat,
    TableSample,
    contents_of,
    make_sample,
)
from crowd.tables.unit_column import add_units


class QuestionSample(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to one question, and the people behind them where a column has these.

    `persons` are the texts that tell people apart, `names` those to show, row for row of the sample.
    """

    name: str
    column: str
    text: str = ""
    """The question as people saw it, where a survey tool has written it below the header."""

    table: TableSample
    persons: list[str] | None = None
    names: list[str] | None = None

    def with_notes(self, notes: Sequence[str]) -> QuestionSample:
        """Return the question with more notes in front."""
        table = msgspec.structs.replace(self.table, notes=[*notes, *self.table.notes])
        return msgspec.structs.replace(self, table=table) if notes else self


class UnreadQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose answers cannot be read at all, and why."""

    name: str
    column: str
    problem: str


class RowsOfQuestion(NamedTuple):
    """The question of some rows, by its name, and their indices."""

    name: str
    rows: Sequence[int]


class TableQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """The questions in a table, before their answers are read."""

    table: Table
    requested: RequestedQuestions
    table_format: TableFormat
    columns: list[AnswerColumn]
    parts: list[RowsOfQuestion] | None
    names: list[str]
    truths: dict[str, str]
    notes: list[str]

    def read(self) -> Iterator[QuestionSample | UnreadQuestion]:
        """Read the answers, question for question; raise Invalid for a single one without any."""
        names = iter(self.names)
        for column in self.columns:
            selected, notes = self._select(column)
            marks = None if self.parts is None else self._marks(selected)
            for rows in [None] if self.parts is None else [part.rows for part in self.parts]:
                chosen = selected if rows is None else take_rows(selected, rows)
                name = next(names)
                asked = ParseContext(
                    locale=self.table_format.locale,
                    name=self._words_of(name, column),
                    marks=marks,
                )
                found = self._read_question(name, column, chosen, asked)
                yield found.with_notes(notes) if isinstance(found, QuestionSample) else found

    def _select(self, column: AnswerColumn) -> tuple[SelectedColumns, list[str]]:
        """Select the columns of a question; to a single one the units in another column are added."""
        places = self.places(column)
        selected = select_columns(self.table, places)
        if len(self.columns) > 1 or self.table_format.kind not in KINDS_OF_NUMBERS:
            return selected, []
        return add_units(self.table, selected, {*places.values()})

    def _marks(self, selected: SelectedColumns) -> Marks | None:
        """Find the separators of a whole column, before it is split into questions."""
        if self.table_format.kind not in KINDS_OF_NUMBERS:
            return None
        return find_marks(selected.cells["column"], self.table_format.locale)

    def _words_of(self, name: str, column: AnswerColumn) -> str:
        """Return all that tells what a column holds: its names, the question that was asked, and the name
        of the question."""
        labels = self.table.labels
        label = labels[column.place] if column.place < len(labels) else ""
        header = self.table.names[column.place] if self.table.has_header else ""
        asked = self.table_format.question if len(self.names) == 1 else ""
        return "\n".join(dict.fromkeys(filter(None, (asked, name, label, header))))

    def _header_of(self, place: int | None) -> str:
        return self.table.names[place] if self.table.has_header and place is not None else ""

    def places(self, column: AnswerColumn) -> dict[str, int]:
        """Return the columns that a question needs, by role."""
        contents = contents_of(self.table, self.table_format)
        places = places_beside(self.table, self.requested, contents) | {"column": column.place}
        return places | ({} if column.truth_place is None else {"truth": column.truth_place})

    def column_name(self, column: AnswerColumn) -> str:
        """Return the name of a column, or its number from 1 on."""
        return column_name(self.table, column.place)

    def _read_question(
        self, name: str, column: AnswerColumn, selected: SelectedColumns, context: ParseContext
    ) -> QuestionSample | UnreadQuestion:
        truth = read_truth(selected, self.table_format, name, context)
        text = truth.text or self.truths.get(name)
        try:
            sample = make_sample(self.table, selected, self.table_format, text, context)
        except Invalid as problem:
            if len(self.names) == 1:
                raise
            return UnreadQuestion(
                name=name, column=self.column_name(column), problem=problem.detail
            )
        if truth.value is not None:
            truth = read_truth(selected, self.table_format, name, context, sample.unit)
            value = in_unit_of_answers(
                truth, self._header_of(column.truth_place), context, sample.unit
            )
            sample = msgspec.structs.replace(sample, truth=value)
        if self.table.has_header:
            sample = msgspec.structs.replace(sample, column=self.column_name(column))
        return QuestionSample(
            name=name,
            column=self.column_name(column),
            text=self.table.labels[column.place] if self.table.labels and not self.parts else "",
            table=sample,
            persons=_texts_of_sample("person", selected, sample),
            names=_texts_of_sample("name", selected, sample),
        )


def find_questions(
    table: Table, requested: RequestedQuestions, table_format: TableFormat
) -> TableQuestions:
    """Find the questions in a table; raise Invalid for requests that contradict themselves."""
    check_request(requested)
    columns, notes = find_question_columns(table, requested, table_format)
    parts = None
    if requested.by is not None:
        parts, by_notes = _split_rows(table, requested.by)
        notes = [*notes, *by_notes]
    names = _name_questions(table, columns, parts)
    if len(names) > MAX_QUESTIONS:
        raise Invalid.of_field(
            "by" if parts else "column",
            f"There would be {len(names):,} questions, and at most {MAX_QUESTIONS} are read at once. "
            "Is this the right column?",
        )
    return TableQuestions(
        table=table,
        requested=requested,
        table_format=table_format,
        columns=columns,
        parts=parts,
        names=names,
        truths=assign_truths(requested.truths, names),
        notes=notes,
    )


def column_name(table: Table, place: int) -> str:
    """Return the name of a column, or its number from 1 on where there is no header."""
    return table.names[place] if table.has_header and table.names[place] else str(place + 1)


def _split_rows(table: Table, by: str) -> tuple[list[RowsOfQuestion], list[str]]:
    """Split the rows by a column; rows in which it is empty are left out, with a note."""
    place = find_column(table.names, by, "by", table.labels)
    cells, notes = fill_merged(select_columns(table, {"by": place}).cells["by"], by)
    labels, names = encode_labels(cells)
    order = np.argsort(labels, kind="stable")
    ends = np.searchsorted(labels[order], np.arange(len(names) + 1))
    rows = [order[start:end].tolist() for start, end in pairwise(ends)]
    parts = [RowsOfQuestion(name, part) for name, part in zip(names, rows, strict=True)]
    if not parts:
        raise Invalid.of_field("by", f"The column {by!r} is empty.")
    empty = int(ends[0])
    note = f"Rows without anything in --by {by}, which were left out: {empty:,}."
    return parts, [*notes, note] if empty else notes


def _name_questions(
    table: Table, columns: Sequence[AnswerColumn], parts: Sequence[RowsOfQuestion] | None
) -> list[str]:
    """Name each question by its column, its value of --by, or both; equal names are numbered."""
    of_columns = [column_name(table, column.place) for column in columns]
    if parts is not None and len(columns) == 1:
        names = [part.name for part in parts]
    elif parts is not None:
        names = [f"{part.name}, {name}" for name in of_columns for part in parts]
    else:
        names = of_columns
    used: dict[str, int] = {}
    for place, name in enumerate(names):
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            names[place] = f"{name} ({used[name]})"
    return names


def _texts_of_sample(role: str, selected: SelectedColumns, sample: TableSample) -> list[str] | None:
    """Return the texts of a column for each answer of the sample; None without the column."""
    if role not in selected.cells:
        return None
    texts = dict(zip(selected.lines, map(cell_text, selected.cells[role]), strict=True))
    return [texts[line] for line in sample.lines]
