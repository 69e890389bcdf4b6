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
from crowd.parsing.text import ParsedValue, Unreadable, check_length, normalize

_EPOCH = date(1970, 1, 1).toordinal()
_NUMBER_SEPARATOR_OR_WORD = r"\d+|[-/.,]|[^\d\s,./-]+"
_SEPARATORS = frozenset("-/.,")
_DATE_FILLERS = {word for language in LANGUAGES.values() for word in language.date_fillers}


def parse_date(text: str, locale: Locale) -> ParsedValue:
    """Parse the date that a text most likely means in a locale, with the alternatives.

    Month names are read in English and in the locale's language. Year first is year, month, day;
    dots are day, month, year. Other numbers come in the order of the locale's short format, with
    the other order as alternative when both make a date; a locale that writes the year first says
    nothing about their order, so the day comes first, as in most of the world.

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
        [_date_with_named_month(numbers, named[0], locale)]
        if named
        else _dates_of_numbers(numbers, separators, locale)
    )
    value, *alternatives = (float(day.toordinal() - _EPOCH) for day in dict.fromkeys(days))
    return ParsedValue(value, tuple(alternatives))


def _date_with_named_month(numbers: Sequence[str], month: int, locale: Locale) -> date:
    """Return the date with a named month; the longer of the two numbers is the year."""
    ordered = sorted(numbers, key=len)
    _check_digits(ordered, 2, locale)
    return _existing_dates(ordered[1], [(int(ordered[0]), month)], locale)[0]


def _dates_of_numbers(numbers: Sequence[str], separators: set[str], locale: Locale) -> list[date]:
    """Return the dates that three numbers may mean, the likeliest first."""
    _check_digits(sorted(numbers, key=len), 3, locale)
    if len(numbers[0]) == 4:
        return _existing_dates(numbers[0], [(int(numbers[2]), int(numbers[1]))], locale)
    first, second = int(numbers[0]), int(numbers[1])
    if separators == {"."}:
        return _existing_dates(numbers[2], [(first, second)], locale)
    orders = [(first, second), (second, first)]
    return _existing_dates(numbers[2], orders if _day_leads(locale) else orders[::-1], locale)


def _check_digits(ordered: Sequence[str], count: int, locale: Locale) -> None:
    """Raise Unreadable unless there are `count` numbers: a year of four digits, the others short."""
    if len(ordered) != count or any(len(number) > 2 for number in ordered[:-1]):
        raise Unreadable(_problem(locale))
    if len(ordered[-1]) <= 2:
        raise Unreadable(Sentence("Write the year with four digits."))
    if len(ordered[-1]) != 4:
        raise Unreadable(_problem(locale))


def _existing_dates(year: str, orders: Sequence[tuple[int, int]], locale: Locale) -> list[date]:
    """Return the dates that exist, of these days and months; raises Unreadable if none does."""
    days = [found for day, month in orders if (found := _date_or_none(int(year), month, day))]
    if days:
        return days
    named = [(day, month) for day, month in orders if 1 <= month <= 12]
    if not named:
        raise Unreadable(Sentence("There is no such date; check the day and the month."))
    day, month = named[0]
    name = locale.months["format"]["wide"][month]
    missing = Sentence(
        "There is no {day} {month} {year}; check the date.", day=day, month=name, year=year
    )
    raise Unreadable(missing)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_leads(locale: Locale) -> bool:
    order = "".join(re.findall("[yMd]", locale.date_formats["short"].pattern))
    return order.startswith("y") or order.index("d") < order.index("M")


@lru_cache(maxsize=64)
def _problem(locale: Locale) -> str:
    example = format_date(date(2027, 3, 27), "long", locale)
    return Sentence("Enter a date, such as {example} or {iso}.", example=example, iso="2027-03-27")


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
