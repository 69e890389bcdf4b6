"""Figures that rounding must not bend: nearly equal values, equal values, and errors of nothing."""

from __future__ import annotations

import numpy as np
import pytest

from crowd.stats.aggregate import AGGREGATORS, geometric_mean
from crowd.stats.errors import log_error, percent_error, signed_error
from crowd.stats.groups import branch_icc, effective_n
from crowd.stats.independence.order import drift
from crowd.stats.independence.serial_correlation import neighbour_correlation, neighbour_p
from crowd.stats.multimodality import sarle
from crowd.stats.validation import Undefined

STEPS = np.arange(30.0)
NEARLY_EQUAL = 1e15 + STEPS
LOCATIONS = [name for name in AGGREGATORS if not name.startswith(("kao", "percentile"))]
"""Aggregates that do not correct what people said."""

BRANCHES = np.repeat([0, 1, 2], 10)


def test_logarithms_of_nearly_equal_values_do_not_cancel() -> None:
    assert sarle(NEARLY_EQUAL) == pytest.approx(sarle(STEPS), abs=1e-9)
    assert branch_icc(NEARLY_EQUAL, BRANCHES) == pytest.approx(
        branch_icc(STEPS - 100, BRANCHES), abs=1e-9
    )
    assert effective_n(NEARLY_EQUAL, BRANCHES) == pytest.approx(
        effective_n(STEPS - 100, BRANCHES), abs=1e-6
    )
    assert log_error(1e15 + 1, 1e15) == pytest.approx(1e-15, rel=1e-9)


@pytest.mark.parametrize("value", [7, 0.1, 1 / 3, 1e-30, 1e90, 123_456.789])
@pytest.mark.parametrize("name", LOCATIONS)
def test_aggregate_of_equal_answers_is_the_answer(name: str, value: float) -> None:
    assert AGGREGATORS[name]([value] * 12) == value


def test_rounding_is_no_error() -> None:
    assert geometric_mean([7] * 12) == 7
    assert signed_error(float(np.mean([0.1, 0.2, 0.3])), 0.2) == 0
    assert percent_error(0.1 + 0.2, 0.3) == 0
    assert signed_error(0.3001, 0.3) != 0


@pytest.mark.parametrize("figure", [neighbour_correlation, drift])
def test_order_of_a_few_others_says_nothing(figure) -> None:
    for values in ([1] * 1999 + [2], [1] * 1990 + [2] * 9, [5, 6] + [3] * 40):
        with pytest.raises(Undefined, match="Fewer than 10 answers differ"):
            figure(values)
    assert figure([1] * 20 + [2] * 10) is not None


def test_probability_of_neighbours_needs_ten_others() -> None:
    with pytest.raises(Undefined):
        neighbour_p([1] * 1999 + [2], np.random.default_rng(1))
