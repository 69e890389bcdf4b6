"""Columns of dates: notations of programs and of other languages, and which reading is taken."""

from __future__ import annotations

import pytest

from crowd.kinds.date import day_number
from tests.tables.test_to_sample import read

MARCH_15 = day_number("2024-03-15")


@pytest.mark.parametrize(
    "text",
    [
        "15-Mar-24",
        "15 Mar 24",
        "15. März 24",
        "20240315",
        "2024年3月15日",
        "2024년 3월 15일",
        "15 mars 2024",
        "15 de marzo de 2024",
        "15. März 2024",
        "15 marzo 2024",
        "15 maart 2024",
        "15 de março de 2024",
        "15 marca 2024",
        "15. března 2024",
        "15 Mart 2024",
        "15 مارس 2024",
    ],
)
def test_dates_are_read_without_a_locale(text: str) -> None:
    table = read(f"day\n{text}\n2024-03-15\n", "date")
    assert table.sample.values.tolist() == [MARCH_15, MARCH_15]


@pytest.mark.parametrize("text", ["20241345", "Mar 2024", "15 Foo 2024", "2024", "Class 7"])
def test_what_is_no_date_stays_unreadable(text: str) -> None:
    table = read(f"day\n{text}\n2024-03-15\n2024-03-16\n", "date", column="day")
    assert [row.text for row in table.rejected] == [text]


@pytest.mark.parametrize(
    ("first", "locale", "told"),
    [
        ("03/04/2024", "en", "the month first, “03/04/2024” as 2024-03-04 and not as 2024-04-03"),
        ("10/1/2024", "en", "the month first, “10/1/2024” as 2024-10-01 and not as 2024-01-10"),
        ("10/1/2024", "en_GB", "the day first, “10/1/2024” as 2024-01-10 and not as 2024-10-01"),
    ],
)
def test_note_on_ambiguous_dates_says_which_reading_was_taken(
    first: str, locale: str, told: str
) -> None:
    table = read(f"day\n{first}\n05/06/2024\n", "date", locale)
    assert told in table.notes[-1]
    assert "comes first: 2." in table.notes[-1]


def test_dates_that_other_rows_decide_are_not_told_as_ambiguous() -> None:
    table = read("day\n03/04/2024\n25/06/2024\n", "date")
    assert table.sample.values.tolist() == [day_number("2024-04-03"), day_number("2024-06-25")]
    assert not any("comes first" in note for note in table.notes)
