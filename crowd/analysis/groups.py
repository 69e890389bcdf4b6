"""Parts of a crowd: its groups, its branches, each single answer of a small one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crowd.analysis.sample import Labels, Question, Sample, Values
from crowd.model.poll import Choice
from crowd.model.results import Group

SMALLEST_SHOWN = 5
"""Of fewer people in a poll nothing is shown apart: it could be deduced who said what."""

MAX_GROUPS_SHOWN = 20
"""The largest groups that results tell of: as many as a poll may list. Of typed ones there is no end."""

MOST_BRANCHES = 10
FEW = 60
"""Up to here every answer is a dot of its own."""


class Breakdown(NamedTuple):
    """The largest groups, the largest of all first, and how many more are large enough to show."""

    groups: list[Group]
    more: int


def groups(sample: Sample, question: Question) -> Breakdown:
    """What each of the largest groups said."""
    if sample.groups is None:
        return Breakdown([], 0)
    sizes = np.bincount(sample.groups[sample.groups >= 0], minlength=len(sample.group_names))
    large = _large(sizes, sample.n, question)
    # Each group is looked for among all answers: without the limit that would be quadratic.
    shown = large[np.argsort(-sizes[large], kind="stable")][:MAX_GROUPS_SHOWN]
    described = [
        _group(sample.group_names[place], _of_label(sample.values, sample.groups, place), question)
        for place in shown
    ]
    return Breakdown(described, large.size - shown.size)


def branch_groups(sample: Sample, question: Question) -> list[Group]:
    """What the largest branches said, without names: they are people."""
    if sample.branches is None:
        return []
    labels, sizes = np.unique(sample.branches[sample.branches >= 0], return_counts=True)
    large = _large(sizes, sample.n, question)
    shown = labels[large[np.argsort(-sizes[large], kind="stable")][:MOST_BRANCHES]]
    return [
        _group("", _of_label(sample.values, sample.branches, label), question) for label in shown
    ]


def few(sample: Sample, question: Question) -> list[float]:
    """All answers of a small crowd; sorted, as their order may tell who gave which."""
    if sample.n > FEW or isinstance(question.kind, Choice):
        return []
    return [float(value) for value in np.sort(sample.values)]


def error_percentiles(sample: Sample, question: Question) -> list[float]:
    """How far people were off; empty without a truth."""
    if question.truth is None or not sample.n or isinstance(question.kind, Choice):
        return []
    errors = np.abs(sample.values - question.truth)
    found = np.quantile(errors, np.linspace(0, 1, 101), method="inverted_cdf")
    return [float(error) for error in found]


def _large(sizes: Labels, people: int, question: Question) -> Labels:
    """The groups that may be shown apart: of enough people, and so that enough people are in none.

    What is left of all answers without those of the groups shown would else be the answers of a few.
    A file's owner knows each row anyway.
    """
    if not question.sealed:
        return np.flatnonzero(sizes)
    large = np.flatnonzero(sizes >= SMALLEST_SHOWN)
    by_size = large[np.argsort(-sizes[large], kind="stable")]
    others = people - int(sizes[large].sum())
    while 0 < others < SMALLEST_SHOWN and by_size.size:
        others += int(sizes[by_size[-1]])
        by_size = by_size[:-1]
    return np.sort(by_size)


def _of_label(values: Values, labels: Labels, label: int) -> Values:
    found: Values = values[labels == label]
    return found


def _group(name: str, values: Values, question: Question) -> Group:
    if isinstance(question.kind, Choice):
        return Group(name=name, count=int(values.size))
    low, middle, high = (float(value) for value in np.quantile(values, (0.25, 0.5, 0.75)))
    return Group(name=name, count=int(values.size), median=middle, quartile_1=low, quartile_3=high)
