"""Words for powers of ten: thousand, Mio, lakh, 万."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.text import normalize


def _scales() -> dict[str, tuple[int, ...]]:
    scales: dict[str, tuple[int, ...]] = {}
    for language in LANGUAGES.values():
        for word, power in language.scale_words.items():
            known = scales.get(word, ())
            scales[word] = known if power in known else (*known, power)
    return scales


SCALES = _scales()
"""Powers of ten by their words in all languages: two where languages disagree, English first."""


def powers_of_ten(word: str, locale: Locale) -> tuple[int, ...]:
    """Return the powers of ten that a scale word may mean, that of the locale first."""
    known = SCALES.get(word, ())
    own = _locale_scales(locale).get(word)
    # A German "Billion" is 10^12, but its writer may have meant the English 10^9.
    return known if own is None else (own, *(power for power in known if power < own))


def find_scale_word(tail: str, locale: Locale) -> str:
    """Find the longest scale word that the text begins with; empty if there is none."""
    return next((word for word in _longest_first(locale) if _begins_with_word(tail, word)), "")


@lru_cache(maxsize=64)
def _longest_first(locale: Locale) -> tuple[str, ...]:
    return tuple(sorted({**SCALES, **_locale_scales(locale)}, key=len, reverse=True))


def _begins_with_word(tail: str, word: str) -> bool:
    # Vowel signs of Indic scripts are marks (M) and continue the word, as letters (L) do.
    following = tail[len(word) : len(word) + 1]
    return tail.startswith(word) and (
        not following or unicodedata.category(following)[0] not in "LM"
    )


@lru_cache(maxsize=64)
def _locale_scales(locale: Locale) -> dict[str, int]:
    """Return the scale words in the compact number formats of the locale."""
    scales: dict[str, int] = {}
    formats = locale.compact_decimal_formats
    patterns = [
        (size, form.pattern)
        for length in ("short", "long")
        for plural in formats.get(length, {}).values()
        for size, form in plural.items()
    ]
    for size, pattern in patterns:
        zeros = pattern.count("0")
        word = normalize(re.sub(r"[0']", "", pattern)).strip(" .").casefold()
        # A single ASCII letter is more likely a unit; single characters such as 万 and 億 are words.
        if zeros and (len(word) > 1 or not word.isascii()):
            scales[word] = len(size) - zeros
    return scales
