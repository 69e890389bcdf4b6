"""One's own answer among the others."""

from __future__ import annotations

import numpy as np
import pytest

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Choice, Date, Kind, Number
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.reporting.own_answer import own_answer_sentence, rank_of_error


def told(values: list[float], own: float, truth: float | None, kind: Kind) -> str:
    headline = "plurality" if isinstance(kind, Choice) else "median"
    asked = Question(kind=kind, headline=headline, truth=truth)
    found = compute_results(Sample(values=np.array(values, dtype=float)), asked)
    return own_answer_sentence(found, own, ValueFormatter(kind, API_LOCALE))


@pytest.mark.parametrize(
    ("own", "truth", "sentence"),
    [
        (380, None, "You said 380\xa0beans."),
        (400, 400, "You said 400\xa0beans: exactly right."),
        (380, 400, "You said 380\xa0beans: closer than 3 of the 4 people."),
        (900, 400, "You said 900\xa0beans: nobody was farther off."),
    ],
)
def test_own_answer_in_words(own: float, truth: float | None, sentence: str) -> None:
    assert told([380, 300, 600, 900], own, truth, Number(unit="beans")) == sentence


def test_own_choice_in_words() -> None:
    kind = Choice(options=["red", "blue"])
    assert told([0, 1, 1], 0, 0.0, kind) == "You said red: exactly right."
    assert told([0, 1, 1], 1, 0.0, kind) == "You said blue."


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
        ([1, 1, 1, 2], 1, "nobody was farther off."),
        ([2, 2, 2, 1], 2, "closer than 1 of the 4 people, and as close as 2 others."),
        ([2, 2, 5, 1], 2, "closer than 1 of the 4 people, and as close as 1 other."),
        ([2, 3, 4, 1], 2, "closer than 1 of the 4 people."),
        ([2] * 30 + [1] * 10, 2, "closer than 25 % of the people, and as close as 75 %."),
        ([2] * 1999 + [1], 2, "closer than 1 % of the people, and as close as 99 %."),
        ([1] * 1999 + [2], 2, "closer than 99 % of the people."),
    ],
)
def test_people_as_close_are_told(values: list[float], own: float, sentence: str) -> None:
    assert told(values, own, 5, Number()).replace("\xa0", " ") == f"You said {own}: {sentence}"
