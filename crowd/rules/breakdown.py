"""Parts of a crowd: its groups, its branches, each single answer of a small one."""

from __future__ import annotations

import numpy as np

from crowd.model.poll import Choice
from crowd.model.results import Group
from crowd.rules.sample import Labels, Question, Sample, Values

SMALLEST_SHOWN = 5
"""Of fewer people in a poll nothing is shown apart: it could be deduced who said what."""

MOST_BRANCHES = 10
FEW = 60
"""Up to here every answer is a dot of its own."""


def groups(sample: Sample, question: Question) -> list[Group]:
    """What each group said, the largest first."""
    if sample.groups is None:
        return []
    parts = [sample.values[sample.groups == place] for place in range(len(sample.group_names))]
    return _described(sample.group_names, parts, question)


def branch_groups(sample: Sample, question: Question) -> list[Group]:
    """What the largest branches said, without names: they are people."""
    if sample.branches is None:
        return []
    labels, sizes = np.unique(sample.branches[sample.branches >= 0], return_counts=True)
    largest = labels[np.argsort(-sizes, kind="stable")[:MOST_BRANCHES]]
    parts = [_of_branch(sample.values, sample.branches, label) for label in largest]
    return _described([""] * len(parts), parts, question)


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


def _of_branch(values: Values, branches: Labels, label: int) -> Values:
    found: Values = values[branches == label]
    return found


def _described(names: list[str], parts: list[Values], question: Question) -> list[Group]:
    shown = [
        _group(name, values, question)
        for name, values in zip(names, parts, strict=True)
        if values.size >= (SMALLEST_SHOWN if question.sealed else 1)
    ]
    return sorted(shown, key=lambda group: -group.count)


def _group(name: str, values: Values, question: Question) -> Group:
    if isinstance(question.kind, Choice):
        return Group(name=name, count=int(values.size))
    low, middle, high = (float(value) for value in np.quantile(values, (0.25, 0.5, 0.75)))
    return Group(name=name, count=int(values.size), median=middle, quartile_1=low, quartile_3=high)
