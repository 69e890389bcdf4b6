"""The people who came closest to the truth, by name."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from crowd.analysis.sample import Question, Values

MAX_PEOPLE = 10
"""People named; the places of more are counted."""


class ClosestPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person near the truth; people with equal distances share a place."""

    place: int
    name: str
    value: float
    distance: float | None
    """Distance from the truth; None for a choice."""


class ClosestPeople(msgspec.Struct, frozen=True, kw_only=True):
    """The closest people, of equal ones those who answered first; and how many more share the last
    place that is listed."""

    people: list[ClosestPerson] = []
    omitted: int = 0
    ordered: bool = False
    """Whether it is known who answered first."""


def closest_people(
    values: Values, names: Sequence[str], question: Question, *, ordered: bool
) -> ClosestPeople:
    """Rank the people, in the order of arrival, by their distance from the truth; empty without one.

    Of a choice only those who chose right are ranked, all of them first.
    """
    if question.truth is None or not values.size:
        return ClosestPeople()
    distances = np.abs(values - question.truth)
    if not question.kind.is_numeric:
        distances = np.where(distances == 0, 0.0, np.inf)
    rows = np.argsort(distances, kind="stable")
    ranked = distances[rows]
    ended = int(np.searchsorted(ranked, np.inf, "left"))
    shown = rows[: min(MAX_PEOPLE, ended)]
    people = [
        ClosestPerson(
            place=1 + int(np.searchsorted(ranked, distances[row], "left")),
            name=names[row],
            value=float(values[row]),
            distance=float(distances[row]) if question.kind.is_numeric else None,
        )
        for row in shown
    ]
    omitted = 0
    if shown.size:
        omitted = int(np.searchsorted(ranked, distances[shown[-1]], "right")) - int(shown.size)
    return ClosestPeople(people=people, omitted=omitted, ordered=ordered)
