"""The answers closest to the truth as a ranking of people: those equally close share a rank."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.model.results import ClosestAnswer, Results

MIN_PEOPLE = 5
"""Fewest people among whom somebody is told to be the closest."""

MAX_ROWS = 5
"""Answers that are listed; one more where two are equally far on both sides of the truth."""

RELATIVE_TOLERANCE = 1e-12
"""Distances that differ by less than this part of the values are equal: floats have 16 digits."""


class RankedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer near the truth; its rank counts the people who came closer."""

    rank: int
    value: float
    count: int
    distance: float


def ranked_answers(
    results: Results, arrival: Callable[[float], int] = lambda _value: 0
) -> list[RankedAnswer]:
    """Rank the closest answers; of equally close ones the one that arrived first comes first.

    Empty without a truth and for fewer people than MIN_PEOPLE. Of a choice only the right option
    is there.
    """
    truth = results.scoring.get("truth")
    if truth is None or results.n < MIN_PEOPLE:
        return []
    ranked: list[RankedAnswer] = []
    rank = 1
    for tie in _ties(_entries(results, truth), truth):
        distance = abs(tie[0].value - truth)
        ranked += (
            RankedAnswer(rank=rank, value=entry.value, count=entry.count, distance=distance)
            for entry in sorted(tie, key=lambda entry: arrival(entry.value))
        )
        rank += sum(entry.count for entry in tie)
        if len(ranked) >= MAX_ROWS:
            break
    return ranked


def _entries(results: Results, truth: float) -> list[ClosestAnswer]:
    if results.choice is None:
        return results.closest
    options = results.choice.options
    right = [entry for entry in options if entry.option == truth and entry.count]
    return [ClosestAnswer(value=entry.option, count=entry.count) for entry in right]


def _ties(entries: list[ClosestAnswer], truth: float) -> list[list[ClosestAnswer]]:
    """Group neighbours with equal distances."""
    ties: list[list[ClosestAnswer]] = []
    for entry in entries:
        if ties and _is_as_far(entry.value, ties[-1][0].value, truth):
            ties[-1].append(entry)
        else:
            ties.append([entry])
    return ties


def _is_as_far(value: float, other: float, truth: float) -> bool:
    difference = abs(abs(value - truth) - abs(other - truth))
    return difference <= RELATIVE_TOLERANCE * (abs(truth) + max(abs(value), abs(other)))
