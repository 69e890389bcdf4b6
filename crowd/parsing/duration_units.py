"""The words for units of time in all languages, from CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale
from babel.units import format_unit

from crowd.i18n.languages import LANGUAGES
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
    "\N{DOUBLE PRIME}": "second",
}
"""Spellings that CLDR does not have."""


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
