"""Write figures of the results, by their paths."""

from __future__ import annotations

from collections.abc import Callable

from crowd.i18n.labels import LABELS
from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.thresholds import MIN_FOR_RANGE, MIN_FOR_RANGE_OF_MEAN, MIN_TRIMMED


def format_figure(path: str, figure: float | list[float], formatter: ValueFormatter) -> str:
    """Write a figure for one reader."""
    if isinstance(figure, list):
        return " – ".join(formatter.ends(figure[0], figure[1]))
    return FORMATTERS[LABELS[path].unit](formatter, figure)


TRIMMED = {
    f"{section}.{name}_mean": f"{name}_mean"
    for section in ("aggregates", "uncertainty.influence")
    for name in ("trimmed", "winsorized")
}
"""Aggregates by the paths of figures about them, which are the plain average of a small crowd."""


def trims_nobody(path: str, results: Results) -> bool:
    """Return whether a figure without the extremes has them: a tenth of a small crowd is nobody."""
    return (
        results.n < MIN_TRIMMED
        and TRIMMED.get(path, results.headline.name) != results.headline.name
    )


def headline_range(results: Results, kind: Kind) -> list[float] | None:
    """Return the interval of the headline where it holds as often as it says; None elsewhere."""
    name = results.headline.name
    if name not in MIN_FOR_RANGE and not kind.is_bounded:
        return None
    if results.n < MIN_FOR_RANGE.get(name, MIN_FOR_RANGE_OF_MEAN):
        return None
    return results.uncertainty.get(f"{name}_interval")


FORMATTERS: dict[str, Callable[[ValueFormatter, float], str]] = {
    "value": ValueFormatter.with_unit,
    "distance": ValueFormatter.distance,
    "share": ValueFormatter.percent,
    "probability": ValueFormatter.p_value,
    "percent": ValueFormatter.error_percent,
    "number": lambda formatter, figure: formatter.number(figure, 3),
}
