"""Which statistics exist for which kinds of question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from crowd.analysis.sample import Values
from crowd.kinds import Kind
from crowd.model.sentence import Sentence
from crowd.stats.validation import Statistic, Undefined

NEEDS_QUANTITIES = Sentence("needs quantities, such as counts or weights")
NEEDS_COUNTS = Sentence("needs counts, such as of pieces in a jar")


QUANTITIES_ONLY = {
    "geometric_mean",
    "kao_median",
    "kao_mean",
    "kao_maximum_likelihood",
    "coefficient_of_variation",
    "quartile_dispersion",
    "gini",
    "geometric_mean_interval",
}
"""Methods that need quantities, for which zero means none."""

COUNTS_ONLY = {"kao_median", "kao_mean", "kao_maximum_likelihood"}
"""Methods that were fitted to numbers as people see them, and change with the unit."""

SCALE_CHOOSING = {"kde_mode", "sarle"}
"""Methods that take logarithms of positive answers, unless told not to."""


def bind_methods(
    registry: Mapping[str, Statistic], values: Values, kind: Kind
) -> dict[str, Callable[[], float]]:
    """Bind the statistics of a registry to the values; one that does not apply is `Undefined`."""
    return {
        name: partial(_apply, name, statistic, values, kind) for name, statistic in registry.items()
    }


def _apply(name: str, statistic: Callable[..., float], values: Values, kind: Kind) -> float:
    quantities = kind.is_quantity
    if name in QUANTITIES_ONLY and values.size and not quantities:
        raise Undefined(NEEDS_QUANTITIES)
    counted = kind.has_round_numbers and kind.has_ratios
    if name in COUNTS_ONLY and values.size and not counted:
        raise Undefined(NEEDS_COUNTS)
    if name in SCALE_CHOOSING and not quantities:
        return statistic(values, on_logs=False)
    return statistic(values)
