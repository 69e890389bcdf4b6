"""One's own answer among the others."""

from __future__ import annotations

import numpy as np
import pytest

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Choice, Date, Kind, Number
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.reporting.own_answer import own_answer, rank_of_error


def told(values: list[float], own: float, truth: float | None, kind: Kind) -> str:
    headline = "plurality" if isinstance(kind, Choice) else "median"
    asked = Question(kind=kind, headline=headline, truth=truth)
    found = compute_results(Sample(values=np.array(values, dtype=float)), asked)
    return own_answer(found, own, ValueFormatter(kind, API_LOCALE)).sentence


@pytest.mark.parametrize(
    ("own", "truth", "sentence"),
    [
        (380, None, "You said 380 beans. That is within the middle half of the answers."),
        (900, None, "You said 900 beans. That is outside the middle half of the answers."),
        (400, 400, "You said 400 beans. Exactly right."),
        (380, 400, "You said 380 beans. 5% too low, closer than 4 of the 5 people."),
        (900, 400, "You said 900 beans. 125% too high, and nobody was farther off."),
    ],
)
def test_own_answer_in_words(own: float, truth: float | None, sentence: str) -> None:
    said = told([380, 300, 600, 900, 450], own, truth, Number(unit="beans", minimum=0))
    assert said.replace("\xa0", " ") == sentence


def test_four_people_are_not_compared() -> None:
    assert told([380, 300, 600, 900], 380, 400, Number()) == "You said 380. 5% too low."
    assert told([380, 300, 600, 900], 380, None, Number()) == "You said 380."


def test_own_choice_in_words() -> None:
    kind = Choice(options=["red", "blue"])
    assert told([0, 1, 1], 0, 0.0, kind) == "You said red. That is the correct answer."
    assert told([0, 1, 1], 1, 0.0, kind) == "You said blue. The correct answer is red."


def test_own_day_in_words() -> None:
    assert told([0, 1, 2], 1, None, Date()) == "You said January 2, 1970."


def test_share_is_right_to_one_percent() -> None:
    rng = np.random.default_rng(1)
    values = rng.lognormal(6, 0.7, 1000)
    asked = Question(kind=Number(), headline="median", truth=467.0)
    found = compute_results(Sample(values=values), asked)
    for own in (5, 100, 450, 467.5, 900, 5000):
        rank = rank_of_error(found, abs(own - 467.0), 467.0)
        assert rank is not None
        exact = np.mean(np.abs(values - 467.0) > abs(own - 467.0))
        assert rank.farther == pytest.approx(exact, abs=0.0101)


@pytest.mark.parametrize(
    ("values", "own", "sentence"),
    [
        ([1, 1, 1, 2, 2], 1, "80% too low, and nobody was farther off."),
        (
            [2, 2, 2, 1, 1],
            2,
            "60% too low, closer than 2 of the 5 people and as close as 2 others.",
        ),
        ([2, 2, 5, 1, 1], 2, "60% too low, closer than 2 of the 5 people and as close as 1 other."),
        ([2, 3, 4, 1, 1], 2, "60% too low, closer than 2 of the 5 people."),
        ([2] * 5, 2, "60% too low, and everyone was as far off."),
        ([2] * 30 + [1] * 10, 2, "60% too low, closer than 25% of the people and as close as 75%."),
        ([2] * 1999 + [1], 2, "60% too low, closer than 1% of the people and as close as 99%."),
        ([1] * 1999 + [2], 2, "60% too low, closer than 99% of the people."),
    ],
)
def test_people_as_close_are_told(values: list[float], own: float, sentence: str) -> None:
    assert told(values, own, 5, Number()).replace("\xa0", " ") == f"You said {own}. {sentence}"
