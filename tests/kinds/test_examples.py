"""Examples in hints and messages: of the kind, and within the bounds of the poll."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from crowd.kinds import Kind
from crowd.kinds.date import Date
from crowd.kinds.duration import Duration
from crowd.kinds.examples import example_day, example_number
from crowd.kinds.number import Number
from crowd.kinds.percentage import Percentage
from crowd.kinds.values import parse_value
from crowd.model.errors import Invalid

EN, DE = Locale("en", "GB"), Locale("de")


@pytest.mark.parametrize(
    ("low", "high", "whole", "expected"),
    [
        (None, None, True, 40),
        (0, None, True, 40),
        (0, 100, True, 40),
        (1, 10, True, 5),
        (100, 900, True, 500),
        (1000, 1200, False, 1100),
        (0.1, 0.9, False, 0.5),
        (3, 4, True, 3),
        (1000, None, True, 1500),
        (None, -10, True, -15),
        (-3, 3, True, 0),
    ],
)
def test_example_is_round_and_between(
    low: float | None, high: float | None, whole: bool, expected: float
) -> None:
    assert example_number(low, high, whole=whole) == expected


BOUNDS = st.one_of(st.none(), st.integers(-(10**9), 10**9))


@given(BOUNDS, BOUNDS)
def test_example_is_always_an_answer(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and low >= high:
        low, high = high, low + 1
    kind = Number(minimum=low, maximum=high, decimals=0)
    assert parse_value(kind.examples(EN)["example"], kind, EN).value == example_number(
        low, high, whole=True
    )


DAYS = st.one_of(st.none(), st.dates())


@given(DAYS, DAYS)
def test_example_of_a_day_is_within_the_bounds(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and first > last:
        first, last = last, first
    assert (first or date.min) <= example_day(first, last) <= (last or date.max)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Number(unit="beads"), "lots", "Enter the number in digits, such as 40."),
        (Number(minimum=1000, maximum=9000), "", "Enter a number, such as 5,000."),
        (Percentage(), "lots", "Enter the number in digits, such as 40."),
        (
            Date(minimum="2030-01-01", maximum="2030-12-31"),
            "soon",
            "Enter a date, such as 2 July 2030 or 2030-07-02.",
        ),
        (
            Date(minimum="2030-01-01", maximum="2030-12-31"),
            "March",
            "Which day in March? Write the day too, such as 15 March 2030.",
        ),
        (Duration(maximum=600.0), "", "Enter a time, such as 45 s."),
    ],
)
def test_messages_give_an_example_that_would_be_taken(kind: Kind, typed: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_value(typed, kind, EN)
    assert str(caught.value.problems[0].message).replace("\xa0", " ") == said


YEAR = Date(minimum="2027-01-01", maximum="2027-12-31")
MARCH_27 = float((date(2027, 3, 27) - date(1970, 1, 1)).days)


@pytest.mark.parametrize(
    "typed", ["27 March", "Mar 27", "27.3.", "27/3", "27.03.27", "27 March 27"]
)
def test_year_comes_from_the_bounds(typed: str) -> None:
    assert parse_value(typed, YEAR, EN) == (MARCH_27, ())


def test_year_of_wider_bounds_is_asked_about() -> None:
    winter = Date(minimum="2026-10-01", maximum="2027-03-31")
    assert len(parse_value("1 November", winter, EN).alternatives) == 0
    two_years = Date(minimum="2026-01-01", maximum="2027-12-31")
    assert parse_value("27 March", two_years, EN) == (MARCH_27 - 365, (MARCH_27,))
    assert parse_value("3/4", YEAR, EN).alternatives == parse_value("4.3.", YEAR, DE)[:1]
    with pytest.raises(Invalid, match="Which year"):
        parse_value("27 March", Date(minimum="2000-01-01", maximum="2099-12-31"), EN)
    with pytest.raises(Invalid, match="The answer must be 31 March 2027 or earlier"):
        parse_value("1 May", Date(minimum="2027-01-01", maximum="2027-03-31"), EN)
    with pytest.raises(Invalid, match="There is no 30 February 2027"):
        parse_value("30 February", YEAR, EN)
