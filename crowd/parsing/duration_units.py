"""The words for units of time in all languages, from CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from babel import Locale
from babel.units import format_unit

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.number_words import HALVES, ONES
from crowd.parsing.text import has_digit, normalize

SECONDS = {"week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}
"""Seconds of each unit, the largest first."""

COUNTS = (0, 1, 2, 3, 11, 100)
"""Counts whose plural forms are all that the languages have."""

SYMBOLS = {
    "h": "hour",
    "hrs": "hour",
    "std": "hour",
    "stdn": "hour",
    "m": "minute",
    "min": "minute",
    "mins": "minute",
    "mn": "minute",
    "'": "minute",
    "s": "second",
    "secs": "second",
    '"': "second",
    "''": "second",
}
"""Spellings that CLDR does not have."""


FRACTIONS_BEHIND: dict[str, float] = {
    **dict.fromkeys(
        (
            *("and a half", "et demi", "et demie", "y media", "y medio", "ونصف", "و نصف"),
            *("e mezza", "e mezzo", "en een half", "e meia", "e meio", "i pół", "og en halv"),
            *("und eine halbe", "och en halv", "ja puoli", "a půl", "buçuk", "с половиной"),
        ),
        0.5,
    ),
    **dict.fromkeys(
        ("and a quarter", "et quart", "et un quart", "y cuarto", "وربع", "و ربع"), 0.25
    ),
}
"""Fractions behind a unit, as in `2 hours and a half`."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_FRACTION_BEFORE = re.compile(
    rf"(?:(?P<number>{_any_of(HALVES)})|(?P<digits>\d{{1,4}})[ -]and[ -]a[ -]half)"
    r"[ -]?(?:(?<=[ -])|(?=stunde))(?:of an? |d'|de )?(?P<unit>[^\W\d_]+)"
)
_FRACTION_BEHIND = re.compile(
    rf"(?:(?P<number>\d{{1,6}}|{_any_of(ONES)}) ?)?"
    rf"(?P<unit>[^\W\d_]+) (?P<fraction>{_any_of(FRACTIONS_BEHIND)})"
)


@lru_cache(maxsize=64)
def unit_words(locale: Locale) -> tuple[dict[str, str], dict[str, tuple[int, str]]]:
    """Return units by their words, and counted units by the words that say both, such as a dual."""
    words, phrases = dict(SYMBOLS), {}
    for each in (*(language.locale for language in LANGUAGES.values()), locale):
        for unit in SECONDS:
            for count, word in _spellings(unit, each):
                words.setdefault(word, unit)
                if count is not None:
                    phrases[word] = (count, unit)
    return words, phrases


def plain_duration(typed: str, locale: Locale) -> str:
    """Write a normalized duration in words, such as `half an hour`, as a number and a unit; return others
    as they are.

    >>> plain_duration("half an hour", Locale("en"))
    '0.5 hour'
    >>> plain_duration("2 heures et demie", Locale("en"))
    '2.5 heures'
    """
    found = _FRACTION_BEFORE.fullmatch(typed)
    if found and _is_unit(found["unit"], locale):
        number = HALVES[found["number"]] if found["number"] else f"{found['digits']}.5"
        return f"{number} {found['unit']}"
    found = _FRACTION_BEHIND.fullmatch(typed)
    if found is None or not _is_unit(found["unit"], locale):
        return typed
    number, unit = found["number"] or "1", found["unit"]
    if not found["number"] and unit in unit_words(locale)[1]:
        number = str(unit_words(locale)[1][unit][0])
    whole = number if number.isdecimal() else HALVES.get(number, "1")
    return f"{float(whole) + FRACTIONS_BEHIND[found['fraction']]:g} {unit_of_phrase(unit, locale)}"


def unit_of_phrase(word: str, locale: Locale) -> str:
    """Return a word for a unit, of one that says how many of it there are too."""
    words, phrases = unit_words(locale)
    return word if word in words else phrases[word][1]


def _is_unit(word: str, locale: Locale) -> bool:
    return any(word in each for each in unit_words(locale))


@lru_cache(maxsize=1)
def words_of(units: tuple[str, ...]) -> set[str]:
    return {
        word
        for language in LANGUAGES.values()
        for unit in units
        for _count, word in _spellings(unit, language.locale)
    }


def _spellings(unit: str, locale: Locale) -> Iterator[tuple[int | None, str]]:
    """Yield CLDR's words for a unit, with the count where the word alone says it."""
    for length in ("long", "short", "narrow"):
        for count in COUNTS:
            text = normalize(format_unit(count, f"duration-{unit}", length, locale=locale))
            word = re.sub(r"\d+", "", text).casefold().strip(" .")
            yield (None if has_digit(text) else count), word
