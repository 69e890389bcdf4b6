"""One's own answer among the others."""

from __future__ import annotations

import numpy as np
import pytest

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Choice, Date, Kind, Number
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.reporting.own_answer import closer_than_others, own_answer_sentence


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
        (380, 400, "You said 380\xa0beans: closer than 75\xa0% of the people."),
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
        share = closer_than_others(found, abs(own - 467.0))
        exact = np.mean(np.abs(values - 467.0) > abs(own - 467.0))
        assert share == pytest.approx(exact, abs=0.0101)
