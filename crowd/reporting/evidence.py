"""Evidence: the figures shown beside each condition, each with its label and path."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from crowd.analysis.figures import figure_at
from crowd.i18n.labels import LABELS
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.number import MAX_RATING
from crowd.model.results import Results
from crowd.reporting.figures import format_figure, headline_range
from crowd.reporting.thresholds import MIN_ANSWERS

PATHS = {
    "diversity": (
        "spread.coefficient_of_variation",
        "scoring.bracketing",
        "diversity.groups.hill_1",
        "diversity.groups.blau",
    ),
    "independence": (
        "independence.serial_correlation",
        "independence.serial_p_adjusted",
        "independence.branch_icc",
        "independence.branch_p_adjusted",
        "independence.effective_n",
        "independence.multiples_of_5",
    ),
    "decentralization": (),
    "aggregation": ("uncertainty.{headline}_interval", "uncertainty.influence.{headline}"),
}
"""Paths of the figures shown beside each condition, where they exist."""


class EvidenceFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as evidence: its label, its formatted value, and its path in the results."""

    label: str
    value: str
    path: str


def evidence(condition: str, results: Results, formatter: ValueFormatter) -> list[EvidenceFigure]:
    """Return the figures behind one condition."""
    return [
        EvidenceFigure(
            label=formatter.translate(LABELS[path].words),
            value=format_figure(path, figure, formatter),
            path=path,
        )
        for path in _paths(condition, results, formatter)
        if (figure := _figure(path, results, formatter)) is not None
    ]


def _figure(path: str, results: Results, formatter: ValueFormatter) -> float | list[float] | None:
    """Return the figure of a path; no interval that holds less often than it says."""
    if path == f"uncertainty.{results.headline.name}_interval":
        return headline_range(results, formatter.kind)
    return figure_at(results, path)


def _tells_nothing(path: str, results: Results, formatter: ValueFormatter) -> bool:
    """Return whether a figure says nothing of ratings, or of numbers too small to be round."""
    if path == "independence.multiples_of_5":
        ends = results.spread["minimum"] or 0, results.spread["maximum"] or 0
        return max(map(abs, ends)) <= MAX_RATING
    return path == "spread.coefficient_of_variation" and not formatter.kind.has_ratios


def _paths(condition: str, results: Results, formatter: ValueFormatter) -> Iterator[str]:
    if results.n < MIN_ANSWERS:
        return
    for pattern in PATHS[condition]:
        path = pattern.format(headline=results.headline.name)
        about_groups = path.startswith("diversity.groups.")
        if path in formatter.kind.hidden_figures or _tells_nothing(path, results, formatter):
            continue
        if len(results.groups) > 1 or not about_groups:
            yield path
