"""The figures behind what is said of a crowd, each with its words and the way to its method."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from crowd.analysis.figures import figure_at
from crowd.i18n.formatter import ValueFormatter, kind_name
from crowd.i18n.labels import LABELS, format_figure
from crowd.model.results import Results

PATHS = {
    "diversity": (
        "spread.coefficient_of_variation",
        "scoring.bracketing",
        "diversity.groups.hill_1",
        "diversity.groups.blau",
    ),
    "independence": (
        "independence.neighbour_correlation",
        "independence.neighbour_p",
        "independence.branch_icc",
        "independence.branch_p",
        "independence.effective_n",
        "independence.multiples_of_5",
    ),
    "decentralization": (),
    "aggregation": ("uncertainty.{headline}_interval", "uncertainty.influence.{headline}"),
}
"""The paths of the figures that stand beside each condition, where they exist."""

HIDDEN_FIGURES = {
    # The truth of a chance lies at an end, so no two people have it between them.
    "probability": ("scoring.bracketing", "independence.multiples_of_5"),
    # Nobody sees the number of a day.
    "date": ("independence.multiples_of_5",),
}
"""Figures that exist and mean nothing to anybody, by the kind of the poll."""

FEWEST = 4
"""Of fewer answers nothing is said, so nothing stands behind it."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A figure behind a sentence: its words, its value as written, and its path in the results."""

    label: str
    value: str
    path: str


def evidence(condition: str, results: Results, formatter: ValueFormatter) -> list[Evidence]:
    """The figures behind one condition."""
    return [
        Evidence(
            label=formatter.translate(LABELS[path].words),
            value=format_figure(path, figure, formatter),
            path=path,
        )
        for path in _paths(condition, results, formatter)
        if (figure := figure_at(results, path)) is not None
    ]


def _paths(condition: str, results: Results, formatter: ValueFormatter) -> Iterator[str]:
    if results.n < FEWEST:
        return
    for pattern in PATHS[condition]:
        path = pattern.format(headline=results.headline.name)
        about_groups = path.startswith("diversity.groups.")
        if path in HIDDEN_FIGURES.get(kind_name(formatter.kind), ()):
            continue
        if len(results.groups) > 1 or not about_groups:
            yield path
