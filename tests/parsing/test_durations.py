"""Durations as people type them: read, with all readings, or refused in plain words."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.parsing.durations import (
    NO_DURATION,
    NOT_A_TIME_OF_DAY,
    NOT_ABOVE_ZERO,
    ONE_TIME,
    PART_TOO_LARGE,
    UNEQUAL_UNITS,
    parse_duration,
)
from crowd.parsing.text import Unreadable
from tests.growth import check_growth

ENGLISH = Locale("en")
HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:23:45", [5025]),
        ("0:00:01.25", [1.25]),
        ("25:00:00", [25 * HOUR]),
        ("83 min", [4980]),
        ("83min", [4980]),
        ("90 s", [90]),
        ("90s.", [90]),
        ("2 hours", [2 * HOUR]),
        ("2 hrs 5 mins", [7500]),
        ("2 h 15 min", [8100]),
        ("2h15", [8100]),
        ("1h30m15s", [5415]),
        ("1 h, 30 min", [5400]),
        ("1 hour and 30 minutes", [5400]),
        ("1.5 h", [5400]),
        ("1.1 h", [3960]),
        ("about 2 hours", [2 * HOUR]),
        ("5'30\"", [330]),
        ("5\N{PRIME}30\N{DOUBLE PRIME}", [330]),
        ("PT1H30M", [5400]),
        ("P1DT2H", [26 * HOUR]),
        ("2 days 3 h", [51 * HOUR]),
        ("1 week", [7 * DAY]),
        ("1 000 s", [1000]),
        ("1'000 s", [1000]),
        ("1:30 h", [5400]),
        ("1:30 Std.", [5400]),
        ("1:30min", [90]),
        ("1:23:45 h", [5025]),
        # A colon between two numbers, and no unit: all that it may mean.
        ("1:30", [5400, 90]),
        ("14:30", [14.5 * HOUR, 870]),
        ("1:30.5", [90.5]),
        ("90", [5400, 90 * HOUR, 90]),
        ("1.234 h", [4442.4, 1234 * HOUR]),
        # In any of the languages, and in any script.
        ("2 Stunden und 15 Minuten", [8100]),
        ("1,5 Std.", [5400]),
        ("2 heures et 15 minutes", [8100]),
        ("1 hora y 5 minutos", [3900]),
        ("2 ساعة و 15 دقيقة", [8100]),
        ("ساعتان و15 دقيقة", [8100]),
        ("ساعة", [HOUR]),
        ("٢ ساعات", [2 * HOUR]),
        ("\N{FULLWIDTH DIGIT ONE}:30:00", [5400]),
        ("१:30:00", [5400]),
    ],
)
def test_duration_is_read(text: str, seconds: list[float]) -> None:
    parsed = parse_duration(text, ENGLISH)
    assert [parsed.value, *parsed.alternatives] == seconds


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1:75", PART_TOO_LARGE),
        ("1:75:00", PART_TOO_LARGE),
        ("2h 90min", PART_TOO_LARGE),
        ("1 day 30 h", PART_TOO_LARGE),
        ("-5 min", NOT_ABOVE_ZERO),
        ("\N{MINUS SIGN}5 min", NOT_ABOVE_ZERO),
        ("2:30 pm", NOT_A_TIME_OF_DAY),
        ("14:30 Uhr", NOT_A_TIME_OF_DAY),
        ("3 months", UNEQUAL_UNITS),
        ("2 Jahre", UNEQUAL_UNITS),
        ("2-3 h", ONE_TIME),
        ("2 to 3 h", ONE_TIME),
        ("2 bis 3 Stunden", ONE_TIME),
        ("3 min 2 h", NO_DURATION),
        ("2 h 3 h", NO_DURATION),
        ("1.5 h 20 min", NO_DURATION),
        ("2 15 min", NO_DURATION),
        ("an age", NO_DURATION),
        ("5 kg", NO_DURATION),
        ("1:2:3:4", NO_DURATION),
        ("1:30 s", NO_DURATION),
        ("1:30 kg", NO_DURATION),
        ("1:23:45 min", NO_DURATION),
        ("PT", NO_DURATION),
        ("", NO_DURATION),
    ],
)
def test_other_text_is_refused_in_plain_words(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_duration(text, ENGLISH)
    assert getattr(refused.value.sentence, "template", "") == sentence


@pytest.mark.parametrize("text", ["1 h ", "1:", "1", "h", "1 000 ", "ساعة و"])
def test_time_grows_no_faster_than_the_text(text: str) -> None:
    def read(typed: str) -> None:
        with pytest.raises(Unreadable):
            parse_duration(typed, ENGLISH)

    check_growth(read, lambda size: (text * size)[:size], 1.0)
