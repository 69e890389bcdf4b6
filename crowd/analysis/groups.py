"""Parts of a crowd: its groups, its branches, the single answers of a small one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crowd.analysis.axis_range import MAX_DOTS
from crowd.analysis.sample import Labels, Question, Sample, Values
from crowd.model.results import Group, MiddleHalf

MIN_GROUP_SIZE = 5
"""People below which nothing of a part of a poll is shown: it could tell who said what."""

MAX_GROUPS_SHOWN = 20
"""Groups in results: as many as a poll may list; people can type any number of names."""

MAX_BRANCHES_SHOWN = 10
"""Branches in results."""


class LargestGroups(NamedTuple):
    """The groups shown, the largest first, and how many more are large enough to be shown."""

    groups: list[Group]
    omitted: int


def largest_groups(sample: Sample, question: Question) -> LargestGroups:
    """Describe the answers of the largest groups."""
    if sample.groups is None:
        return LargestGroups([], 0)
    sizes = np.bincount(sample.groups[sample.groups >= 0], minlength=len(sample.group_names))
    large = _labels_to_show(sizes, sample.n, question)
    # Each group costs one pass over all answers: without the limit that would be quadratic.
    shown = large[np.argsort(-sizes[large], kind="stable")][:MAX_GROUPS_SHOWN]
    described = [
        _describe_group(
            sample.group_names[place], _values_of(sample.values, sample.groups, place), question
        )
        for place in shown
    ]
    return LargestGroups(described, large.size - shown.size)


def largest_branches(sample: Sample, question: Question) -> list[Group]:
    """Describe the answers of the largest branches; without names, as those are of people."""
    if sample.branches is None:
        return []
    labels, sizes = np.unique(sample.branches[sample.branches >= 0], return_counts=True)
    large = _labels_to_show(sizes, sample.n, question)
    shown = labels[large[np.argsort(-sizes[large], kind="stable")][:MAX_BRANCHES_SHOWN]]
    return [
        _describe_group("", _values_of(sample.values, sample.branches, label), question)
        for label in shown
    ]


def individual_answers(sample: Sample, question: Question) -> list[float]:
    """Return all answers of a small crowd, sorted: their order could tell who gave which."""
    if sample.n > MAX_DOTS or not question.kind.is_numeric:
        return []
    return [float(value) for value in np.sort(sample.values)]


def middle_half(ordered: Values) -> MiddleHalf | None:
    """Leave a quarter of the people out at each end; count everybody from end to end, ties too."""
    if not ordered.size:
        return None
    low, high = ordered[ordered.size // 4], ordered[-1 - ordered.size // 4]
    count = np.searchsorted(ordered, high, "right") - np.searchsorted(ordered, low, "left")
    return MiddleHalf(low=float(low), high=float(high), count=int(count))


def error_percentiles(ordered: Values, question: Question) -> list[float]:
    """Return the percentiles 0 to 100 of the absolute errors; empty without a truth."""
    if question.truth is None or not ordered.size:
        return []
    # Errors fall and then rise: a stable sort merges both runs, in a twentieth of the time of others.
    errors = np.sort(np.abs(ordered - question.truth), kind="stable")
    found = np.quantile(errors, np.linspace(0, 1, 101), method="inverted_cdf")
    return [float(error) for error in found]


def _labels_to_show(sizes: Labels, people: int, question: Question) -> Labels:
    """Return the labels that may be shown: of enough people, so that enough people are in none.

    Otherwise subtracting the groups shown from all answers would leave the answers of a few. In a
    file all labels may be shown, as its owner can read each row.
    """
    if not question.sealed:
        return np.flatnonzero(sizes)
    large = np.flatnonzero(sizes >= MIN_GROUP_SIZE)
    by_size = large[np.argsort(-sizes[large], kind="stable")]
    others = people - int(sizes[large].sum())
    while 0 < others < MIN_GROUP_SIZE and by_size.size:
        others += int(sizes[by_size[-1]])
        by_size = by_size[:-1]
    return np.sort(by_size)


def _values_of(values: Values, labels: Labels, label: int) -> Values:
    found: Values = values[labels == label]
    return found


def _describe_group(name: str, values: Values, question: Question) -> Group:
    if not question.kind.is_numeric:
        return Group(name=name, count=int(values.size))
    low, middle, high = (float(value) for value in np.quantile(values, (0.25, 0.5, 0.75)))
    return Group(name=name, count=int(values.size), median=middle, quartile_1=low, quartile_3=high)
