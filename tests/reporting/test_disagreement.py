"""Two heaps are told where the picture has them, and not of ties or of a tail."""

from __future__ import annotations

import numpy as np
import pytest

from crowd.analysis.heaps import has_valley
from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Number
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.reporting.disagreement import MULTIMODAL, disagreements

RNG = np.random.default_rng(8)
KIND = Number(minimum=0, decimals=0)
ONE_HEAP = {
    "flat ratings": RNG.integers(1, 10, 400),
    "peaked ratings": RNG.choice([1, 2, 3, 4, 5], 400, p=[0.1, 0.2, 0.35, 0.25, 0.1]),
    "falling": RNG.geometric(0.3, 400),
    "log-normal": np.rint(RNG.lognormal(5, 1, 400)),
    "heaped on tens": 10 * np.rint(RNG.lognormal(5, 0.7, 400) / 10) + 1,
}
TWO_HEAPS = {
    "factor 3": np.rint(np.repeat([100, 300], 100) * RNG.lognormal(0, 0.15, 200)),
    "factor 20, uneven": np.rint(np.repeat([100, 2000, 2000], 70) * RNG.lognormal(0, 0.4, 210)),
}


def words_of(values: np.ndarray) -> str:
    question = Question(kind=KIND, headline="median")
    results = compute_results(Sample(values=values.astype(float)), question)
    return " ".join(disagreements(results, question, ValueFormatter(KIND, API_LOCALE)))


@pytest.mark.parametrize("values", ONE_HEAP.values(), ids=ONE_HEAP)
def test_one_heap_is_not_told_as_two(values: np.ndarray) -> None:
    assert MULTIMODAL not in words_of(values)


@pytest.mark.parametrize("values", TWO_HEAPS.values(), ids=TWO_HEAPS)
def test_two_heaps_are_told(values: np.ndarray) -> None:
    assert MULTIMODAL in words_of(values)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([], False),
        ([5], False),
        ([20, 3, 20], True),
        ([20, 3, 0, 20, 1], True),
        ([20, 9, 7, 5, 3], False),
        ([20, 11, 20], False),
        ([3, 0, 3], False),  # so few are a matter of chance
        ([0, 30, 0], False),
    ],
)
def test_valley_lies_between_two_tops(counts: list[int], found: bool) -> None:
    assert has_valley(counts) is found
