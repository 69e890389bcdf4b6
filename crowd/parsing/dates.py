"""Parse a typed date to days since 1970-01-01."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.languages.en import ENGLISH
from crowd.model.sentence import Sentence
from crowd.parsing.date_years import (
    DayBounds,
    date_or_none,
    dates_without_year,
    year_of_two_digits,
)
from crowd.parsing.text import ParsedValue, Unreadable, check_length, normalize

_EPOCH = date(1970, 1, 1).toordinal()
USUAL_DAY = date(2027, 3, 27)
"""The example of messages; kinds put one of their own in its place."""

_NUMBER_SEPARATOR_OR_WORD = r"\d+|[-/.,]|[^\d\s,./-]+"
_SEPARATORS = frozenset("-/.,")
_DATE_FILLERS = {word for language in LANGUAGES.values() for word in language.date_fillers}


NO_BOUNDS = DayBounds()

DATE = Sentence("Enter a date, such as {example} or {iso}.")
WHICH_DAY = Sentence("Which day in {month}? Write the day too, such as {date}.")
WHICH_YEAR = Sentence("Which year? Write it too, such as {example}.")
FOUR_DIGITS = Sentence("Write the year with four digits.")
NO_SUCH_DATE = Sentence("There is no such date; check the day and the month.")


def parse_date(text: str, locale: Locale, bounds: DayBounds = NO_BOUNDS) -> ParsedValue:
    """Parse the date that a text most likely means in a locale, with the alternatives.

    Month names are read in English and in the locale's language. Year first is year, month, day;
    dots are day, month, year. Other numbers come in the order of the locale's short format, with
    the other order as alternative when both make a date; a locale that writes the year first says
    nothing about their order, so the day comes first, as in most of the world. A year that is left
    out or has two digits is the one that the bounds allow.

    Raises Unreadable with a sentence for the user.

    >>> parse_date("27 March 2027", Locale("de"))
    ParsedValue(value=20904.0, alternatives=())
    >>> parse_date("3/4/2027", Locale("en", "GB"))
    ParsedValue(value=20911.0, alternatives=(20881.0,))
    """
    check_length(text)
    typed = normalize(text).casefold()
    tokens = _tokens(typed, locale)
    numbers = [token for token in tokens if token.isdecimal()]
    named = [months(locale)[token] for token in tokens if token in months(locale)]
    separators = {token for token in tokens if token in _SEPARATORS}
    known_tokens = len(numbers) + len(named) + sum(token in _SEPARATORS for token in tokens)
    if known_tokens < len(tokens) or not tokens or typed[0] in _SEPARATORS or len(named) > 1:
        raise Unreadable(_problem(locale))
    days = (
        _dates_with_named_month(numbers, named[0], locale, bounds)
        if named
        else _dates_of_numbers(numbers, separators, locale, bounds)
    )
    value, *alternatives = (float(day.toordinal() - _EPOCH) for day in dict.fromkeys(days))
    return ParsedValue(value, tuple(alternatives))


def _dates_with_named_month(
    numbers: Sequence[str], month: int, locale: Locale, bounds: DayBounds
) -> list[date]:
    """Return the dates with a named month; the longer of two numbers is the year, or the last one."""
    if not numbers or (len(numbers) == 1 and len(numbers[0]) == 4):
        raise Unreadable(_which_day(numbers, month, locale, bounds))
    if len(numbers) == 1 and len(numbers[0]) <= 2:
        return _dates_without_year([(int(numbers[0]), month)], locale, bounds)
    ordered = sorted(_with_whole_year(numbers, bounds), key=len)
    _check_digits(ordered, 2, locale)
    return _existing_dates(ordered[1], [(int(ordered[0]), month)], locale)[:1]


def _which_day(numbers: Sequence[str], month: int, locale: Locale, bounds: DayBounds) -> Sentence:
    """Ask for the day, with the middle of the month as example."""
    year = int(numbers[0]) if numbers else (*bounds.years, USUAL_DAY.year)[0]
    middle = date_or_none(year, month, 15) or USUAL_DAY
    name = locale.months["stand-alone"]["wide"][month]
    return Sentence(WHICH_DAY.template, month=name, date=format_date(middle, "long", locale))


def _dates_of_numbers(
    numbers: Sequence[str], separators: set[str], locale: Locale, bounds: DayBounds
) -> list[date]:
    """Return the dates that two or three numbers may mean, the likeliest first."""
    if len(numbers) == 2 and separators and max(map(len, numbers)) <= 2:
        return _dates_without_year(_orders(numbers, separators, locale), locale, bounds)
    whole = _with_whole_year(numbers, bounds)
    _check_digits(sorted(whole, key=len), 3, locale)
    if len(whole[0]) == 4:
        return _existing_dates(whole[0], [(int(whole[2]), int(whole[1]))], locale)
    return _existing_dates(whole[2], _orders(whole, separators, locale), locale)


def _orders(numbers: Sequence[str], separators: set[str], locale: Locale) -> list[tuple[int, int]]:
    """Return the days and months that the first two numbers may mean, the likeliest first."""
    first, second = int(numbers[0]), int(numbers[1])
    if separators == {"."}:
        return [(first, second)]
    orders = [(first, second), (second, first)]
    return orders if _day_leads(locale) else orders[::-1]


def _with_whole_year(numbers: Sequence[str], bounds: DayBounds) -> list[str]:
    """Return the numbers with a last one of two digits as the year that the bounds allow."""
    if any(len(number) > 2 for number in numbers) or not numbers:
        return list(numbers)
    return [*numbers[:-1], year_of_two_digits(numbers[-1], bounds)]


def _dates_without_year(
    orders: Sequence[tuple[int, int]], locale: Locale, bounds: DayBounds
) -> list[date]:
    """Return the dates that the bounds allow; raise Unreadable if they leave open which year it is."""
    days = dates_without_year(orders, bounds)
    if days:
        return days
    if len(bounds.years) == 1:
        # Outside the bounds, as their own message says.
        return _existing_dates(str(bounds.years[0]), orders, locale)
    raise Unreadable(Sentence(WHICH_YEAR.template, example=_example(locale)))


def _check_digits(ordered: Sequence[str], count: int, locale: Locale) -> None:
    """Raise Unreadable unless there are `count` numbers: a year of four digits, the others short."""
    if len(ordered) != count or any(len(number) > 2 for number in ordered[:-1]):
        raise Unreadable(_problem(locale))
    if len(ordered[-1]) <= 2:
        raise Unreadable(FOUR_DIGITS)
    if len(ordered[-1]) != 4:
        raise Unreadable(_problem(locale))


def _existing_dates(year: str, orders: Sequence[tuple[int, int]], locale: Locale) -> list[date]:
    """Return the dates that exist, of these days and months; raises Unreadable if none does."""
    days = [found for day, month in orders if (found := date_or_none(int(year), month, day))]
    if days:
        return days
    named = [(day, month) for day, month in orders if 1 <= month <= 12]
    if not named:
        raise Unreadable(NO_SUCH_DATE)
    day, month = named[0]
    name = locale.months["format"]["wide"][month]
    missing = Sentence(
        "There is no {day} {month} {year}; check the date.", day=day, month=name, year=year
    )
    raise Unreadable(missing)


def _day_leads(locale: Locale) -> bool:
    order = "".join(re.findall("[yMd]", locale.date_formats["short"].pattern))
    return order.startswith("y") or order.index("d") < order.index("M")


@lru_cache(maxsize=64)
def _problem(locale: Locale) -> str:
    return Sentence(DATE.template, example=_example(locale), iso=USUAL_DAY.isoformat())


def _example(locale: Locale) -> str:
    return format_date(USUAL_DAY, "long", locale)


def _tokens(typed: str, locale: Locale) -> list[str]:
    """Split into numbers, separators, months and unknown words; fillers are dropped."""
    return [token for token in _pattern(locale).findall(typed) if token not in fillers(locale)]


@lru_cache(maxsize=64)
def _pattern(locale: Locale) -> re.Pattern[str]:
    """Return a pattern of tokens: months first, since some have several words, then fillers."""
    whole = _any_of({*months(locale), *_short_weekdays(locale)})
    parts = fillers(locale) - _short_weekdays(locale)
    return re.compile(rf"(?:{whole})(?![^\W\d_])|{_any_of(parts)}|{_NUMBER_SEPARATOR_OR_WORD}")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@lru_cache(maxsize=64)
def months(locale: Locale) -> dict[str, int]:
    """Return month numbers by their names in English and in the locale, which prevails."""
    return {
        _fold(name): number
        for language in (ENGLISH.locale, locale)
        for form in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for number, name in language.months[form][width].items()
        if not re.search(r"\d", _fold(name))  # Chinese and others count months: see _literals
    }


@lru_cache(maxsize=64)
def fillers(locale: Locale) -> frozenset[str]:
    """Return tokens without meaning: weekdays, ordinal endings, literals of the locale's formats."""
    weekdays = [
        word
        for language in (ENGLISH.locale, locale)
        for name in language.days["format"]["wide"].values()
        for word in re.findall(_NUMBER_SEPARATOR_OR_WORD, _fold(name))
    ]
    words = {*_DATE_FILLERS, *weekdays, *_short_weekdays(locale), *_literals(locale)}
    return frozenset(words - _SEPARATORS - {*months(locale)})


@lru_cache(maxsize=64)
def _short_weekdays(locale: Locale) -> frozenset[str]:
    """Return the abbreviations of weekdays, of which those that begin other words are none there."""
    names = {
        _fold(name)
        for language in (ENGLISH.locale, locale)
        for name in language.days["format"]["abbreviated"].values()
    }
    return frozenset(
        {name for name in names if name.isalpha() and len(name) > 1} - {*months(locale)}
    )


@lru_cache(maxsize=64)
def _literals(locale: Locale) -> frozenset[str]:
    """Return the words in the locale's date formats, such as "de" in Spanish and 년, 월, 일 in Korean."""
    patterns = [locale.date_formats[width].pattern for width in ("medium", "long", "full")]
    literals = [re.sub(r"'([^']*)'|[a-zA-Z]", r" \1 ", pattern) for pattern in patterns]
    names = [normalize(name) for name in locale.months["format"]["wide"].values()]
    counted = [re.sub(r"\d+", " ", name) for name in names if re.search(r"\d", name)]
    found = [re.findall(_NUMBER_SEPARATOR_OR_WORD, _fold(text)) for text in (*literals, *counted)]
    return frozenset({word for words in found for word in words} - _SEPARATORS - {*months(locale)})


def _fold(name: str) -> str:
    return normalize(name).casefold().strip(" .")
