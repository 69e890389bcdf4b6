from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from crowd.parsing.dates import parse_date
from crowd.parsing.text import ParsedValue, Unreadable

LOCALES = [
    *map(Locale.parse, ("en", "en_GB", "de", "fr", "es", "pt", "hi", "ar", "he", "ja", "ko"))
]
MARCH_27 = 20904.0
MARCH_4 = 20881.0
APRIL_3 = 20911.0


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("1970-01-01", "en", ParsedValue(0.0)),
        ("1969-12-31", "en", ParsedValue(-1.0)),
        ("2027-03-27", "en", ParsedValue(MARCH_27)),
        ("2027-03-27", "de", ParsedValue(MARCH_27)),
        ("2027/3/4", "en", ParsedValue(MARCH_4)),
        ("2027.3.4", "de", ParsedValue(MARCH_4)),
        ("27 March 2027", "en", ParsedValue(MARCH_27)),
        ("27 MARCH 2027.", "de", ParsedValue(MARCH_27)),
        ("March 27, 2027", "de", ParsedValue(MARCH_27)),
        ("Mar. 27th, 2027", "en", ParsedValue(MARCH_27)),
        ("Saturday, 27th of March 2027", "en", ParsedValue(MARCH_27)),
        ("27. März 2027", "de", ParsedValue(MARCH_27)),
        ("27 de marzo de 2027", "es", ParsedValue(MARCH_27)),
        ("27 mars 2027", "fr", ParsedValue(MARCH_27)),
        ("2027年3月27日", "ja", ParsedValue(MARCH_27)),
        ("27/3/2027", "en_US", ParsedValue(MARCH_27)),
        ("27/3/2027", "en_GB", ParsedValue(MARCH_27)),
        ("3/27/2027", "en_US", ParsedValue(MARCH_27)),
        ("3/27/2027", "en_GB", ParsedValue(MARCH_27)),
        ("3/4/2027", "en_US", ParsedValue(MARCH_4, (APRIL_3,))),
        ("3/4/2027", "en_GB", ParsedValue(APRIL_3, (MARCH_4,))),
        ("3-4-2027", "de", ParsedValue(APRIL_3, (MARCH_4,))),
        ("3/4/2027", "sv", ParsedValue(APRIL_3, (MARCH_4,))),
        ("3/3/2027", "en", ParsedValue(20880.0)),
        ("27.03.2027", "en_US", ParsedValue(MARCH_27)),
        ("3.4.2027", "en_US", ParsedValue(APRIL_3)),
        ("3. 4. 2027", "de", ParsedValue(APRIL_3)),
        ("29 February 2028", "en", ParsedValue(21243.0)),
        ("\u0662\u0667/\u0663/\u0662\u0660\u0662\u0667", "ar_EG", ParsedValue(MARCH_27)),
        ("२७ मार्च २०२७", "hi", ParsedValue(MARCH_27)),
    ],
)
def test_read_date(text: str, locale: str, expected: ParsedValue) -> None:
    assert parse_date(text, Locale.parse(locale)) == expected


DATE = "Enter a date, such as 27 March 2027 or 2027-03-27."
YEAR = "Write the year with four digits."
NO_DATE = "There is no such date; check the day and the month."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", DATE),
        ("soon", DATE),
        ("27", DATE),
        ("27 March", "Which year? Write it too, such as 27 March 2027."),
        ("March 2027", "Which day in March? Write the day too, such as 15 March 2027."),
        ("Mar 0000", "Which day in March? Write the day too, such as 27 March 2027."),
        ("April", "Which day in April? Write the day too, such as 15 April 2027."),
        ("27.3.", "Which year? Write it too, such as 27 March 2027."),
        ("27 March April 2027", DATE),
        ("27 Marching 2027", DATE),
        ("-27/3/2027", DATE),
        ("27/3/02027", DATE),
        ("2027-03-27T10:00", DATE),
        ("27/3/27", YEAR),
        ("27 March 27", YEAR),
        ("31 February 2027", "There is no 31 February 2027; check the date."),
        ("31/2/2027", "There is no 31 February 2027; check the date."),
        ("2027-02-29", "There is no 29 February 2027; check the date."),
        ("0000-01-01", "There is no 1 January 0000; check the date."),
        ("31/31/2027", NO_DATE),
        ("3.27.2027", NO_DATE),
        ("2027-13-01", NO_DATE),
        ("1" * 101, "Enter something shorter, of at most 100 characters."),
    ],
)
def test_read_date_unreadable_says_what_to_do(text: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_date(text, Locale("en", "GB"))
    assert str(caught.value) == message


@given(
    day=st.dates(min_value=date(1000, 1, 1)),
    locale=st.sampled_from(LOCALES),
    width=st.sampled_from(["long", "full"]),
)
def test_read_date_reads_what_babel_writes(day: date, locale: Locale, width: str) -> None:
    reading = parse_date(format_date(day, width, locale), locale)
    assert reading == ParsedValue(float((day - date(1970, 1, 1)).days))


PIECES = [*"0123456789/-., ", "March", "Mar", "2027", "年"]
TYPED = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(text=st.one_of(st.text(max_size=30), TYPED), locale=st.sampled_from(LOCALES))
def test_read_date_of_any_text_is_a_day_or_unreadable(text: str, locale: Locale) -> None:
    try:
        reading = parse_date(text, locale)
    except Unreadable:
        return
    assert reading.value.is_integer()
