"""What heads the page says what was found, and on which side the crowd erred, in every case."""

from __future__ import annotations

import numpy as np
import pytest
from babel import Locale

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import translator_for
from crowd.kinds import Choice, Date, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.accuracy import error_phrase
from crowd.reporting.camps import camp_centres
from crowd.reporting.finding import error_finding, finding
from tests.kind_examples import EXAMPLES, values_of

PIECES = Number(unit="pieces", minimum=0, decimals=0)
COLOURS = Choice(options=["Red", "Blue", "Green"])
HEADLINES = {Choice: "plurality", Probability: "log_odds_mean"}
RNG = np.random.default_rng(15)
CAMPS = [*RNG.normal(200_000, 4_000, 100), *RNG.normal(900_000, 50_000, 100)]
CHANCES = [0.1, 0.7, 0.8, 0.9, 0.95]


def results_of(
    values: list[float], kind: Kind = PIECES, truth: float | None = None, headline: str = ""
) -> Results:
    name = headline or HEADLINES.get(type(kind), "median")
    asked = Question(kind=kind, headline=name, truth=truth)
    return compute_results(Sample(values=np.array(values, dtype=float)), asked)


def told(
    values: list[float], kind: Kind = PIECES, truth: float | None = None, headline: str = ""
) -> str:
    formatter = ValueFormatter(kind, Locale("en"))
    return finding(results_of(values, kind, truth, headline), formatter).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("values", "truth", "words"),
    [
        ([], None, "Nobody answered"),
        ([], 467, "Nobody answered"),
        ([402], None, "One person said 402 pieces"),
        ([402], 467, "One person said 402 pieces: 14% too low"),
        ([467], 467, "One person said 467 pieces, which is exactly right"),
        # Nobody's answer is compared with those of so few.
        ([390, 400, 402, 900], 467, "The crowd guessed 14% too low"),
        ([390, 402, 467, 900], None, "4 people say 434.5 pieces"),
        ([30, 30, 30], 30, "All 3 people said 30 pieces, which is exactly right"),
        ([29, 30, 40], 30, "The crowd was exactly right"),
        ([400] * 12, None, "All 12 people said 400 pieces"),
        ([400] * 12, 467, "All 12 people said 400 pieces: 14% too low"),
        ([467] * 12, 467, "All 12 people said 467 pieces, which is exactly right"),
        # Beating, tying, losing.
        (
            [20, 30, 40, 44, 90, 95],
            41.5,
            "The crowd guessed 1.2% too high, and still beat all of its members",
        ),
        ([1, 2, 10, 30, 31], 11, "The crowd guessed 9.1% too low, and still beat 4 of its members"),
        (
            [5] * 3 + [6] * 3 + [9],
            7,
            "The crowd guessed 14% too low, beat 4 of its members and tied with 3",
        ),
        ([1, 2, 3, 8, 8], 9, "The crowd guessed 67% too low, and 2 of its members came closer"),
        ([5, 5, 5, 6, 6], 9, "The crowd guessed 44% too low, and nobody was farther off"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], 5, "The crowd was exactly right, and beat 8 of its members"),
        ([1, 2, 3, 4, 8, 9], 3.5, "The crowd was exactly right, and none of its members was"),
        ([30, 29, 50, 1, 30], 30, "The crowd was exactly right, and so were 2 of its members"),
        ([*range(20, 40), 30], 30, "The crowd was exactly right, and so were 10% of its members"),
        # Sizes of errors that can be pictured.
        ([100, 120, 140], 1e6, "The crowd guessed 8,300 times too low"),
        ([4000, 5000, 6000], 12, "The crowd guessed 420 times too high"),
        ([90_000, 99_990, 99_991], 1e5, "The crowd guessed less than 0.1% too low"),
        ([0, 0, 1], 5, "The crowd guessed 100% too low"),
    ],
)
def test_finding_of_numbers(values: list[float], truth: float | None, words: str) -> None:
    assert told(values, truth=truth) == words


@pytest.mark.parametrize(
    ("kind", "values", "truth", "words"),
    [
        (Date(), [100, 110, 120, 130, 140], 132, "12 days too early"),
        (Date(), [100, 110, 120, 130, 140], 119, "1 day too late"),
        (Duration(), [3000, 3600, 4000, 5000, 6000], 3700, "5 min too long"),
        (Duration(), [3000, 3600, 4000, 5000, 6000], 4030, "30 s too short"),
        (Percentage(), [10, 20, 30, 40, 50, 60], 44, "9 percentage points too low"),
        (Percentage(), [10, 20, 30, 40, 50, 60], 34, "1 percentage point too high"),
        # A share of what can be negative says nothing, nor does one of a rating.
        (Number(unit="°C"), [-3, -1, 0, 2, 4], 5, "5 °C too low"),
        (Number(minimum=1, maximum=5), [2, 2, 2, 3, 3], 3, "1 too low"),
    ],
)
def test_side_is_told_in_words_of_the_kind(
    kind: Kind, values: list[float], truth: float, words: str
) -> None:
    assert told(values, kind, truth).startswith(f"The crowd guessed {words}, ")
    assert (
        error_phrase(results_of(values, kind), truth, truth, ValueFormatter(kind, Locale("en")))
        == ""
    )


@pytest.mark.parametrize(
    ("values", "truth", "words"),
    [
        (CHANCES, 1, "The crowd gave it 73.8%, and it happened"),
        (CHANCES, 0, "The crowd gave it 73.8%, but it did not happen"),
        ([0.1, 0.2, 0.3], 1, "The crowd gave it only 18.6%, but it happened"),
        ([0.1, 0.2, 0.3], 0, "The crowd gave it only 18.6%, and it did not happen"),
        (CHANCES, None, "5 people say the chance is 73.8%"),
        ([0.7], 1, "One person said 70%: it happened"),
        ([1.0] * 12, 1, "The crowd gave it 99%, and it happened"),
    ],
)
def test_finding_of_chances(values: list[float], truth: float | None, words: str) -> None:
    assert told(values, Probability(), truth) == words


@pytest.mark.parametrize(
    ("values", "truth", "words"),
    [
        ([1, 1, 1, 0, 2], 1, "3 of 5 people chose Blue, the correct answer"),
        ([1, 1, 1, 0, 2], 2, "3 of 5 people chose Blue; the correct answer is Green"),
        ([1, 1, 1, 0, 2], None, "3 of 5 people chose Blue"),
        ([1] * 30 + [0] * 10, 1, "75% chose Blue, the correct answer"),
        ([1] * 5, 1, "All 5 people chose Blue, the correct answer"),
        ([1], None, "One person chose Blue"),
        ([1, 1, 0, 0], 1, "A tie between Red and Blue; the correct answer is Blue"),
        ([], 1, "Nobody answered"),
    ],
)
def test_finding_of_choices(values: list[float], truth: float | None, words: str) -> None:
    assert told(values, COLOURS, truth) == words


def test_surprisingly_popular_answer_is_told_as_what_it_is() -> None:
    predicted = np.tile([0.9, 0.05, 0.05], (5, 1))
    asked = Question(kind=COLOURS, headline="surprisingly_popular", truth=1.0)
    sample = Sample(values=np.array([0.0, 0, 0, 1, 1]), predicted=predicted)
    words = finding(compute_results(sample, asked), ValueFormatter(COLOURS, Locale("en")))
    assert words == "More people than expected chose Blue, the correct answer"


# Camps


def test_two_camps_are_told_with_their_places() -> None:
    kind = Number(unit="km", minimum=0)
    assert told(CAMPS, kind) == "Two camps: around 200,000 and around 900,000"
    assert told(CAMPS, kind, 700_000) == told(CAMPS, kind)
    formatter = ValueFormatter(kind, Locale("en"))
    assert error_finding(results_of(CAMPS, kind), formatter) == ""
    off = error_finding(results_of(CAMPS, kind, 700_000), formatter)
    assert off.startswith("The crowd guessed ")
    assert "too low" in off
    assert error_finding(results_of([1, 2, 3, 4, 5], kind, 9), formatter) == ""


def test_three_camps_are_told_and_one_is_no_camp() -> None:
    three = [*RNG.normal(10, 1, 70), *RNG.normal(50, 1, 30), *RNG.normal(90, 1, 70)]
    assert told(three, Percentage()) == "Three camps: around 10%, around 50% and around 90%"
    one = list(np.rint(RNG.lognormal(6, 0.5, 300)))
    assert camp_centres(results_of(one)) == []
    assert told(one).startswith("300 people say ")


# All languages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_has_a_finding_in_every_language(name: str, language: str) -> None:
    kind, locale = EXAMPLES[name], Locale.parse(language)
    values = values_of(kind)
    formatter = ValueFormatter(kind, locale, translator_for(locale))
    truth = 1.0 if kind.is_chance else values[1]
    for some in ([], values[:1], values[:1] * 6, values * 2):
        for known in (None, truth):
            words = finding(results_of(some, kind, known), formatter)
            assert words
            assert "{" not in words
