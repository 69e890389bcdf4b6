"""The error of a typical person beside the crowd's: right in every case, in one measure."""

from __future__ import annotations

import re

import pytest

from crowd.kinds import Choice, Date, Number
from tests.web.views.small_charts import DAY, ERRORS, PIECES, Crowd, display_of, render_parts

OFF_BY_50_POINTS = "One person alone was off by 50 percentage points."


def told(crowd: Crowd) -> list[str]:
    """Return the heading, both figures and the sentence on the sides."""
    found = display_of(crowd).typical_error
    if found is None:
        return []
    texts = [found.heading, found.person.figure, found.crowd.figure, found.sides]
    return [text.replace("\xa0", " ") for text in texts]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "error-number",
            [
                "One person alone was off by 32%. Together they were off by 13%.",
                "32%",
                "13%",
                "61% guessed too low and 39% too high, so their errors partly cancelled.",
            ],
        ),
        (
            "error-worse",
            [
                "One person alone was off by 1.7%. Together they were off by 188%.",
                "1.7%",
                "188%",
                "39% guessed too low and 58% too high, but together they came no closer.",
            ],
        ),
        (
            "error-exact",
            [
                "One person alone was off by 36%. Together they were exactly right.",
                "36%",
                "0%",
                "2 guessed too low and 2 too high, so their errors partly cancelled.",
            ],
        ),
        (
            "error-typical-exact",
            [
                "One person alone was usually exactly right. Together they were off by 26%.",
                "0%",
                "26%",
                "Nobody guessed too low. So no errors cancelled.",
            ],
        ),
        (
            "error-all-too-high",
            [
                "One person alone was off by 20%. Together they were no closer.",
                "20%",
                "20%",
                "Everybody guessed too high. So no errors cancelled.",
            ],
        ),
        (
            "error-truth-zero",
            [
                "One person alone was off by 3 g. Together they were no closer.",
                "3 g",
                "3 g",
                "Everybody guessed too high. So no errors cancelled.",
            ],
        ),
        (
            "error-date",
            [
                "One person alone was off by 37 days. Together they were off by 6 days.",
                "37 days",
                "6 days",
                "46% guessed too early and 53% too late, so their errors partly cancelled.",
            ],
        ),
        (
            "error-chance",
            [
                f"{OFF_BY_50_POINTS} Together they were off by 46 percentage points.",
                "50 percentage points",
                "46 percentage points",
                "",
            ],
        ),
    ],
)
def test_both_errors_are_told_in_one_measure(name: str, words: list[str]) -> None:
    assert told(ERRORS[name]()) == words


@pytest.mark.parametrize(
    "crowd",
    [
        pytest.param(Crowd(PIECES, [300, 500, 400, 600], 467), id="four people"),
        pytest.param(Crowd(PIECES, [300, 500, 400, 600, 700]), id="no correct answer"),
        pytest.param(Crowd(PIECES, [400] * 9, 467), id="all alike"),
        pytest.param(Crowd(PIECES, [467] * 9 + [400], 467), id="both right"),
        pytest.param(Crowd(PIECES, [], 467), id="nobody"),
        pytest.param(
            Crowd(Choice(options=["a", "b"]), [0, 0, 1, 1, 1, 0, 0], 1, "plurality"), id="choice"
        ),
    ],
)
def test_nothing_is_compared_where_that_says_nothing(crowd: Crowd) -> None:
    assert told(crowd) == []
    assert "<section" not in render_parts(crowd, "_typical_error")


@pytest.mark.parametrize("name", ERRORS)
def test_error_of_the_crowd_is_the_one_of_the_finding(name: str) -> None:
    display = display_of(ERRORS[name]())
    off = re.search(r"guessed (.*?) too ", display.finding)
    assert display.typical_error is not None
    if off and "times" not in off.group(1):
        assert display.typical_error.crowd.figure == off.group(1)


def test_error_of_a_date_is_that_of_the_day_shown() -> None:
    days = [DAY, DAY, DAY + 1, DAY + 1, DAY + 9, DAY - 9]
    crowd = Crowd(Date(), days, DAY + 5)
    assert crowd.results.headline.value == DAY + 0.5
    assert told(crowd)[2] == "4 days"


def test_fold_tells_how_errors_are_measured_and_what_cancelled() -> None:
    page = render_parts(ERRORS["error-number"](), "_typical_error")
    fold = page.partition("<details")[2]
    assert "half of the people were further off" in fold
    assert "Errors are in percent of the correct answer." in fold
    assert fold.count("equation-row") == 3
    flat = render_parts(ERRORS["error-chance"](), "_typical_error")
    assert "Errors are distances from the correct answer." in flat


def test_shares_of_both_sides_add_up_with_those_who_were_right() -> None:
    crowd = Crowd(Number(), [1.0] * 335 + [4.0] * 335 + [2.0] * 330, 2, "mean")
    assert (
        told(crowd)[3] == "34% guessed too low and 33% too high, so their errors partly cancelled."
    )
