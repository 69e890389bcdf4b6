"""Figures that do not depend on the kind of the answers: independence, branches and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from crowd.analysis.figures import Figures
from crowd.analysis.groups import (
    largest_branches,
    largest_groups,
)
from crowd.analysis.independence import (
    branch_sizes,
    check_independence,
    comparable_values,
)
from crowd.analysis.sample import Question, Sample
from crowd.model.results import Section
from crowd.model.sentence import Sentence
from crowd.stats.diversity import group_diversity
from crowd.stats.groups import between_groups

NO_GROUPS = Sentence("nothing is known of who belongs to which group")


GROUP_FIGURES = ("hill_1", "hill_2", "blau", "kruskal_p")


def people_figures(figures: Figures, sample: Sample, question: Question) -> dict[str, Any]:
    """Compute what options have as well: independence, branches, groups."""
    sizes, by_group = branch_sizes(figures, sample), largest_groups(sample, question)
    return {
        "independence": check_independence(figures, sample, question),
        "branches": int(sizes.size),
        "largest_branch": int(sizes.max(initial=0)),
        "group_diversity": _group_diversity(figures, sample, question),
        "group_count": 0
        if sample.groups is None
        else int(np.count_nonzero(np.bincount(sample.groups[sample.groups >= 0]))),
        "groups": by_group.groups,
        "more_groups": by_group.omitted,
        "branch_groups": largest_branches(sample, question),
    }


def _group_diversity(figures: Figures, sample: Sample, question: Question) -> Section:
    groups = sample.groups
    if groups is None or not np.any(groups >= 0):
        figures.missing("diversity.groups.count", NO_GROUPS)
        return figures.missing_section("diversity.groups", GROUP_FIGURES, NO_GROUPS)
    known = groups >= 0
    values, labels = comparable_values(sample, question)[known], groups[known]
    indices = group_diversity(np.bincount(labels))
    methods: dict[str, Callable[[], float]] = {
        "kruskal_p": lambda: between_groups(values, labels),
    }
    return {**indices._asdict(), **figures.compute_section("diversity.groups", methods)}
