"""Names of months in all languages in which dates are read, and dates with them in English."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES, NUMBERS_ONLY
from crowd.i18n.languages.en import ENGLISH
from crowd.parsing.dates import fillers, months
from crowd.parsing.foreign_months import FILLERS, MONTHS_BY_NUMBER
from crowd.parsing.text import normalize

MIN_LETTERS = 4
"""Letters from which on a foreign name of a month counts beside numbers as well."""

_WORD = re.compile(r"[^\s\d.,/()-]+")

_ENGLISH_NAMES = [
    ENGLISH.locale.months["format"]["wide"][number].casefold() for number in range(1, 13)
]


@cache
def month_numbers() -> dict[str, int]:
    """Return the numbers of months by their names, folded and without the dots of short ones."""
    foreign = {name: number for number, names in MONTHS_BY_NUMBER.items() for name in names}
    return foreign | {
        name: number for locale in _locales() for name, number in months(locale).items()
    }


def names_beside_numbers() -> frozenset[str]:
    """Return the names of months that are no likely units."""
    own = {name for locale in _locales() for name in months(locale)}
    foreign = {name for names in MONTHS_BY_NUMBER.values() for name in names}
    return frozenset(own | {n for n in foreign if len(n) >= MIN_LETTERS or not n.isascii()})


def in_english(text: str) -> str | None:
    """Return a date with its month in English and without words that add nothing; None for a text
    without words, with several months, or with other words."""
    typed = normalize(text).casefold()
    words = _WORD.findall(typed)
    found = {word: number for word in words if (number := month_numbers().get(word))}
    others = {word for word in words if not word.isdecimal()} - found.keys()
    if not (found or others) or len(found) > 1 or not others <= _all_fillers():
        return None
    names = {name: _ENGLISH_NAMES[number - 1] for name, number in found.items()}
    return _WORD.sub(lambda word: names.get(word[0], ""), typed).strip(" ,.")


def _locales() -> list[Locale]:
    return [*(language.locale for language in LANGUAGES.values()), *map(Locale, NUMBERS_ONLY)]


@cache
def _all_fillers() -> frozenset[str]:
    return frozenset({*FILLERS, *(word for locale in _locales() for word in fillers(locale))})
