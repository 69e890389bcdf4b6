"""Words and signs beside a number that is not exact, or only a bound."""

from __future__ import annotations

import re
from collections.abc import Collection

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.foreign_hedges import (
    APPROXIMATION_WORDS,
    APPROXIMATIONS_BEHIND,
    ATTACHED_BEHIND,
    BOUND_WORDS,
    BOUNDS_BEHIND,
    COMPARISON_WORDS,
)


def _any_of(words: Collection[str]) -> str:
    # The longest first, because the first one that fits is taken.
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    first_letters = "".join(re.escape(letter) for letter in sorted({word[0] for word in words}))
    # Looking at the first letter takes a hundredth of the time of trying all words.
    return f"(?:(?=[{first_letters}])(?:{'|'.join(map(re.escape, longest_first))}))"


_LANGUAGES = LANGUAGES.values()
_BEFORE = {
    *APPROXIMATION_WORDS,
    *(word for language in _LANGUAGES for word in language.approximation_words),
}
_BEHIND = {
    *(*_BEFORE, *APPROXIMATIONS_BEHIND),
    *(word for language in _LANGUAGES for word in language.approximations_behind),
}
_BOUNDS = {*BOUND_WORDS, *(word for language in _LANGUAGES for word in language.bound_words)}
_BOUNDS_BEHIND = {
    *BOUNDS_BEHIND,
    *(word for language in _LANGUAGES for word in language.bounds_behind),
}

_COMPARISONS = {
    *COMPARISON_WORDS,
    *(word for language in _LANGUAGES for word in language.comparison_words),
}

_NO_LETTER_BEFORE, _NO_LETTER_BEHIND = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_APPROXIMATION = re.compile(
    rf"^(?:(?:[~≈≃]|c\.|{_any_of(_BEFORE)}{_NO_LETTER_BEHIND}\.?,?) ?){{1,2}}", re.IGNORECASE
)
_APPROXIMATION_BEHIND = re.compile(
    rf"(?:{_NO_LETTER_BEFORE},? ?-?{_any_of(_BEHIND)}|{_any_of(ATTACHED_BEHIND)})[.!]*$",
    re.IGNORECASE,
)
_APPROXIMATION_ENDS = tuple({word[-3:].casefold() for word in (*_BEHIND, *ATTACHED_BEHIND)})
"""The last letters of those words: texts that end otherwise need no search at each of their places."""

_COMPARISON = re.compile(
    rf"^(?:[<>](?!=)|{_any_of(_COMPARISONS)}{_NO_LETTER_BEHIND}) ?", re.IGNORECASE
)
_BOUND = re.compile(rf"^(?:[<>]=|[≤≥]|{_any_of(_BOUNDS)}{_NO_LETTER_BEHIND}\.?) ?", re.IGNORECASE)
_BOUND_BEHIND = re.compile(
    rf"(?: ?\+|{_NO_LETTER_BEFORE},? ?{_any_of(_BOUNDS_BEHIND)})[.!]*$", re.IGNORECASE
)


def without_approximation(typed: str) -> str:
    """Remove what says that a value is not exact, such as "about", from before a normalized text."""
    return _APPROXIMATION.sub("", typed)


def without_approximation_behind(typed: str) -> str:
    """Remove what says that a value is not exact, such as "or so", from behind a number."""
    if not typed.rstrip(".!").casefold().endswith(_APPROXIMATION_ENDS):
        return typed
    return _APPROXIMATION_BEHIND.sub("", typed)


def without_bound(before: str, behind: str) -> tuple[str, str] | None:
    """Remove what makes a number a bound, such as "at least", from around it; None where nothing does."""
    found = _BOUND.sub("", before), _BOUND_BEHIND.sub("", behind)
    return None if found == (before, behind) else found


def without_comparison(before: str) -> str:
    """Remove what says that a number is not meant itself, such as "more than", from before it."""
    return _COMPARISON.sub("", before)
