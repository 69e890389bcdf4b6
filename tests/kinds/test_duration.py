"""Durations: written as people write them, read back as the same, with ticks that people use."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import translator_for
from crowd.kinds import Duration
from crowd.kinds.values import check_truth, parse_truth, parse_value
from crowd.model.errors import Invalid
from crowd.parsing.text import ParsedValue

ENGLISH = Locale("en")
SPACE = "\N{NO-BREAK SPACE}"
KIND = Duration()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (90, "1_min 30_s"),
        (8100, "2_h 15_min"),
        (5025, "1_h 23_min 45_s"),
        (3600, "1_h"),
        (7235, "2_h 0_min 35_s"),
        (86_700, "1_day 0_h 5_min"),
        (86_405, "1_day 0_h 0_min 5_s"),
        (0.25, "0.25_s"),
        (90_061.5, "1_day 1_h 1_min 1.5_s"),
        (172_800, "2_days"),
    ],
)
def test_duration_is_written_exactly(seconds: float, text: str) -> None:
    assert KIND.format(seconds, ENGLISH) == text.replace("_", SPACE)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (8117.3, "2_h 15_min 17_s"),
        (9999.4, "2_h 46_min 39_s"),
        (10_059, "2_h 48_min"),
        (98_765.4, "1_day 3_h 26_min"),
        (59.87654, "59.88_s"),
        (59.9999999, "1_min"),
        (3599.9, "1_h"),
        (599_999, "6_days 22_h 40_min"),
        (900_000, "10_days 10_h"),
        (36_000_000, "417_days"),
        (-90, "−1_min 30_s"),
    ],
)
def test_figures_are_rounded_by_their_size(seconds: float, text: str) -> None:
    assert KIND.format_figure(seconds, ENGLISH) == text.replace("_", SPACE)


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.floats(0.001, 1e9) | st.integers(1, 10**9).map(float))
def test_what_is_written_is_read_as_the_same(tag: str, seconds: float) -> None:
    locale = LANGUAGES[tag].locale
    seconds = round(seconds, 3)
    assert parse_value(KIND.format(seconds, locale), KIND, locale).value == seconds
    assert parse_value(KIND.format_typed(seconds, locale), KIND, locale) == ParsedValue(seconds)


@pytest.mark.parametrize(
    ("scale", "low", "high", "labels"),
    [
        ("linear", 0, 7200, ["0", "30_min", "1_h", "1_h 30_min", "2_h"]),
        ("linear", 900, 14_400, ["1_h", "2_h", "3_h", "4_h"]),
        ("linear", 3000, 3120, ["50_min", "50_min 30_s", "51_min", "51_min 30_s", "52_min"]),
        ("log", 600, 10_800, ["10_min", "15_min", "30_min", "1_h", "2_h", "3_h"]),
        ("log", 30, 43_200, ["30_s", "5_min", "30_min", "12_h"]),
    ],
)
def test_ticks_are_round_durations(scale: str, low: float, high: float, labels: list[str]) -> None:
    found = [KIND.format_tick(tick, ENGLISH) for tick in KIND.ticks(scale, low, high, 6)]
    assert found == [label.replace("_", SPACE) for label in labels]


@given(st.sampled_from(["linear", "log"]), st.floats(0.001, 1e12), st.floats(1.0001, 1e9))
def test_ticks_lie_on_the_axis_and_are_few(scale: str, low: float, factor: float) -> None:
    ticks = KIND.ticks(scale, low, low * factor, 6)
    assert ticks == sorted(set(ticks))
    assert len(ticks) != 1
    assert len(ticks) <= 8
    assert all(low <= tick <= low * factor for tick in ticks)


def test_bounds_leave_one_reading() -> None:
    assert parse_value("1:30", Duration(minimum=600), ENGLISH) == (5400, ())
    assert parse_value("1:30", Duration(maximum=600), ENGLISH) == (90, ())


@pytest.mark.parametrize(
    ("typed", "kind", "message"),
    [
        ("0 s", KIND, "Enter how long it takes, a time above zero."),
        (-5, KIND, "Enter how long it takes, a time above zero."),
        (1e16, KIND, "That number is too large. Enter a smaller one."),
        (
            "5 min",
            Duration(minimum=600),
            "You entered 5_min. The answer must be 10_min or longer.",
        ),
        (
            "1 h",
            Duration(maximum=600),
            "You entered 1_h. The answer must be 10_min or shorter.",
        ),
    ],
)
def test_value_outside_is_refused(typed: float | str, kind: Duration, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_value(typed, kind, ENGLISH)
    assert refused.value.problems[0].message == message.replace("_", SPACE)


def test_truth_that_means_two_durations_is_asked_about() -> None:
    with pytest.raises(Invalid) as refused:
        parse_truth("1:30", Duration(minimum=600), ENGLISH)
    message = "That can mean 1_h 30_min or 1_min 30_s. Type 1_h 30_min or 1_min 30_s."
    assert refused.value.problems[0].message == message.replace("_", SPACE)
    assert parse_truth("1:30:00", KIND, ENGLISH) == 5400
    assert check_truth(0.0, KIND)


def test_hint_has_examples_and_bounds() -> None:
    hint = Duration(minimum=900, maximum=7200).hint(translator_for(ENGLISH), ENGLISH)
    expected = "For example 1_h 30_min, 90_min or 1:30:00. Between 15_min and 2_h."
    assert hint == expected.replace("_", SPACE)


@pytest.mark.parametrize(
    ("minimum", "maximum", "refused"),
    [
        (None, None, False),
        (0, 1e15, False),
        (900, 900, True),
        (7200, 900, True),
        (-1, None, True),
        (1e50, None, True),
        (None, 1e16, True),
        (None, 1e300, True),
        (float("nan"), None, True),
    ],
)
def test_bounds_are_durations(minimum: float, maximum: float, refused: bool) -> None:
    problems = list(Duration(minimum=minimum, maximum=maximum).definition_problems())
    assert [problem.field for problem in problems] == ["kind"] * refused
