"""Which questions of a table are asked for."""

from __future__ import annotations

import msgspec

from crowd.model.errors import Invalid
from crowd.tables.to_sample import RequestedColumns

ONE_QUESTION_ROLES = ("others", "low", "high")
"""Columns that belong to one column of answers."""


class RequestedQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """Which questions a table has, by names or numbers of columns.

    Without `answers` and `all_columns` it is the only column, or the one with a usual name. `by` is the
    column with the question of each row. `truths` are texts, where there are several questions with
    the name of one and `=` in front. There is one column of truths, or one for each of `answers`.
    """

    answers: list[str] = []
    all_columns: bool = False
    by: str | None = None
    truths: list[str] = []
    truth_columns: list[str] = []
    person: str | None = None
    name: str | None = None
    companions: RequestedColumns = RequestedColumns()

    @property
    def column_names(self) -> list[str]:
        """All names of columns that are asked for."""
        single = (self.by, self.person, self.name, *msgspec.structs.astuple(self.companions))
        return [*self.answers, *self.truth_columns, *(name for name in single if name is not None)]

    @property
    def are_told_apart(self) -> bool:
        """Whether options tell which rows and columns are one question."""
        return self.all_columns or len(self.answers) > 1 or bool(self.by or self.person)


def check_request(requested: RequestedQuestions) -> None:
    """Raise Invalid for requests that contradict themselves."""
    several = requested.all_columns or len(requested.answers) > 1
    if requested.all_columns and requested.answers:
        raise Invalid.of_field("all", "Give --all, or --column for single columns, but not both.")
    companions = msgspec.structs.asdict(requested.companions)
    for role in ONE_QUESTION_ROLES:
        if several and companions[role] is not None:
            message = f"--{role} belongs to one column of answers. Name a single one with --column."
            raise Invalid.of_field(role, message)
    if requested.truths and requested.truth_columns:
        raise Invalid.of_field("truth", "Give --truth or --truth-column, but not both.")
    expected = max(1, len(requested.answers))
    if requested.truth_columns and (
        requested.all_columns or len(requested.truth_columns) != expected
    ):
        message = (
            "Each --column needs a --truth-column of its own, in the same order. "
            "Or give the truths one by one: --truth NAME=TRUTH."
        )
        raise Invalid.of_field("truth-column", message)
