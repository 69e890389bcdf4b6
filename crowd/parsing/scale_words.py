"""Words for powers of ten: thousand, Mio, lakh, 万."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.foreign_scale_words import DOUBTFUL_WORDS, FOREIGN_SCALES
from crowd.parsing.number_words import LARGE_MYRIADS, SMALL_MYRIADS
from crowd.parsing.text import normalize
from crowd.parsing.unit_spellings import symbol_of

MIN_LETTERS_COMPARED = 5
"""Letters from which on a word that differs by one from a scale word is taken for its near miss."""


IDEOGRAPHS = frozenset({*LARGE_MYRIADS, *SMALL_MYRIADS})
"""Powers of ten behind which a word can begin without a space."""


def _scales() -> dict[str, tuple[int, ...]]:
    scales: dict[str, tuple[int, ...]] = {}
    for language in LANGUAGES.values():
        for word, power in language.scale_words.items():
            known = scales.get(word, ())
            scales[word] = known if power in known else (*known, power)
    return scales


SCALES = _scales()
"""Powers of ten by their words in the languages of pages: two where languages disagree, English first."""

_FOREIGN_WORDS = frozenset(FOREIGN_SCALES) - SCALES.keys()
_LONG_WORDS = tuple(
    word for word in {*SCALES, *_FOREIGN_WORDS} if len(word) >= MIN_LETTERS_COMPARED
)


def powers_of_ten(word: str, locale: Locale) -> tuple[int, ...]:
    """Return the powers of ten that a scale word may mean, that of the locale first."""
    known = SCALES.get(word, ())
    own = _locale_scales(locale).get(word)
    if own is None:
        return known or ((FOREIGN_SCALES[word],) if word in FOREIGN_SCALES else ())
    # A German "Billion" is 10^12, but its writer may have meant the English 10^9.
    return (own, *(power for power in known if power < own))


def find_scale_word(tail: str, locale: Locale) -> str:
    """Find the longest scale word that the text begins with; empty if there is none."""
    return _longest_word(tail, _own_words(locale)) or _longest_word(tail, _FOREIGN_WORDS)


def is_scale_word(word: str) -> bool:
    """Return whether a word is one for a power of ten in any of the languages."""
    folded = word.casefold().strip(" .,!")
    return folded in SCALES or folded in _FOREIGN_WORDS


def is_near_scale_word(word: str) -> bool:
    """Return whether a word is a scale word but for one letter, or two that changed places."""
    folded = word.casefold()
    if len(folded) < MIN_LETTERS_COMPARED or symbol_of(folded):
        return folded in DOUBTFUL_WORDS
    return any(_differs_by_one(folded, known) for known in _LONG_WORDS)


def _longest_word(tail: str, words: frozenset[str]) -> str:
    longest = min(len(tail), max(map(len, words)))
    return next(
        (
            tail[:length]
            for length in range(longest, 0, -1)
            if tail[:length] in words
            and not _continues(tail[length - 1], tail[length : length + 1])
        ),
        "",
    )


def _continues(before: str, following: str) -> bool:
    # Nothing separates words in Chinese and Japanese: 3万円.
    if before in IDEOGRAPHS:
        return False
    # Vowel signs of Indic scripts are marks (M) and continue the word, as letters (L) do.
    return bool(following) and unicodedata.category(following)[0] in "LM"


def _differs_by_one(word: str, known: str) -> bool:
    """Return whether two words differ by one letter more, less or another, or by two that swapped."""
    if abs(len(word) - len(known)) > 1 or word == known:
        return False
    start = next(
        (
            place
            for place, (one, other) in enumerate(zip(word, known, strict=False))
            if one != other
        ),
        min(len(word), len(known)),
    )
    rest, known_rest = word[start:], known[start:]
    if len(word) != len(known):
        return rest[1:] == known_rest or rest == known_rest[1:]
    swapped = rest[:2] == known_rest[:2][::-1] and rest[2:] == known_rest[2:]
    return swapped or rest[1:] == known_rest[1:]


@lru_cache(maxsize=64)
def _own_words(locale: Locale) -> frozenset[str]:
    return frozenset({*SCALES, *_locale_scales(locale)})


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
