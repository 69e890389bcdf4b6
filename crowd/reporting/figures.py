"""Write figures of the results, by their paths."""

from __future__ import annotations

from collections.abc import Callable

from crowd.i18n.labels import LABELS
from crowd.kinds.formatter import ValueFormatter


def format_figure(path: str, figure: float | list[float], formatter: ValueFormatter) -> str:
    """Write a figure for one reader."""
    if isinstance(figure, list):
        return " – ".join(formatter.ends(figure[0], figure[1]))
    return FORMATTERS[LABELS[path].unit](formatter, figure)


FORMATTERS: dict[str, Callable[[ValueFormatter, float], str]] = {
    "value": ValueFormatter.with_unit,
    "distance": ValueFormatter.distance,
    "share": ValueFormatter.percent,
    "percent": ValueFormatter.error_percent,
    "number": lambda formatter, figure: formatter.number(figure, 3),
}
