"""What is said of smaller crowds: their typical errors, in the measure of the page."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from crowd.kinds import Date, Number, Percentage, Probability
from crowd.reporting.crowd_size import crowd_size_sentence, typical_errors
from tests.reporting.test_sentences import ReportedCrowd

FURTHER_OFF = "Fewer people would usually have been further off."


def told(values: list[float], truth: float, kind: Any = None, **more: Any) -> str:
    reported = ReportedCrowd(values, kind or Number(), truth=truth, **more)
    return crowd_size_sentence(reported.results, reported.formatter).replace("\xa0", " ")


def vase(people: int, seed: int = 1047) -> list[float]:
    drawn = np.random.default_rng(seed).lognormal(math.log(402), 0.6, people).round()
    return [float(value) for value in drawn]


def test_enough_people_are_told_with_the_error_of_five() -> None:
    assert told(vase(2238), 467) == (
        "About 25 people would usually come almost as close as all 2,238. "
        "Five would usually have been off by 22%."
    )


def test_typical_errors_are_those_of_half_of_the_crowds() -> None:
    """A few wild answers make crowds of five err by millions on average, but not typically."""
    values = [*range(80, 120), *[1e9] * 8]
    results = ReportedCrowd(values, truth=100).results
    assert results.crowd_size_curve[2].error > 1e6
    assert dict(typical_errors(results))[5] < 10
    assert typical_errors(results)[-1] == (48, abs(103.5 - 100))


@pytest.mark.parametrize(
    ("values", "truth", "words"),
    [
        # Nearly half of the people are right, and all by their median are not.
        (
            [0] * 49 + [10] * 51,
            0,
            "One person alone would usually come almost as close as all 100.",
        ),
        (
            [100, 101, 102, 103, 104, 105, 106],
            1,
            "One person alone would usually come almost as close as all 7.",
        ),
        # All are right by luck: no smaller crowd is.
        (
            [1, 2, 3, 4, 5, 6, 7, 8, 9],
            5,
            f"{FURTHER_OFF} Five would usually have been off by 20%.",
        ),
        (
            [300, 350, 390, 420, 500, 900, 460],
            467,
            "3 people would usually come almost as close as all 7.",
        ),
        ([4] * 30 + [5] * 8, 4, "One person alone would usually come almost as close as all 38."),
        (
            [400] * 12,
            467,
            "Everyone gave the same answer, so one person would have come as close as all 12.",
        ),
        # Too few for five of them to be a smaller crowd.
        ([10, 20, 30, 40, 50, 60], 30, ""),
    ],
)
def test_smaller_crowds_are_compared_with_all_people(
    values: list[float], truth: float, words: str
) -> None:
    assert told(values, truth) == words


def test_other_main_results_say_that_crowds_are_judged_by_their_median() -> None:
    assert told(vase(300), 467, headline="mean").endswith(
        " Here each crowd is judged by its median."
    )
    assert told([400] * 12, 467, headline="kao_median") == ""


@pytest.mark.parametrize(
    ("kind", "values", "truth", "off"),
    [
        (Date(), [20_000.0 + place for place in range(0, 100, 2)], 20_050, "14 days"),
        (Percentage(), [float(place) for place in range(0, 100, 2)], 50, "14 percentage points"),
        (Number(unit="°C", minimum=-90), [place - 50.0 for place in range(100)], 0, "14 °C"),
        # Nothing is a percentage of nothing.
        (Number(unit="$", minimum=0), [float(place) for place in range(99)], 0, ""),
    ],
)
def test_errors_are_distances_where_percent_say_nothing(
    kind: Any, values: list[float], truth: float, off: str
) -> None:
    sentence = told(values, truth, kind)
    assert (f"off by {off}." in sentence) is bool(off)
    assert "%" not in sentence


def test_sizes_of_crowds_say_nothing_of_chances() -> None:
    """What happened is 0 or 100%, from which a large crowd is as far as a small one."""
    assert len(ReportedCrowd([0.4, 0.5, 0.6] * 20, Probability(), 1).results.crowd_size_curve) > 5
    assert told([0.4, 0.5, 0.6] * 20, 1, Probability()) == ""
