"""Recognize a typed unit: singular or plural, in full or in part, by symbol or currency code."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.scale_words import SCALES
from crowd.parsing.text import normalize
from crowd.parsing.unit_spellings import (
    CURRENCY_CODES,
    CURRENCY_SPELLINGS,
    SPELLINGS,
    symbol_of,
)

PERCENT = ("%", *(word for language in LANGUAGES.values() for word in language.percent_words))
"""The percent sign, and the words for it in all languages."""

_PLURAL_ENDINGS = {ending for language in LANGUAGES.values() for ending in language.plural_endings}
_IRREGULAR_PLURALS = {
    plural: singular
    for language in LANGUAGES.values()
    for plural, singular in language.irregular_plurals.items()
}


def has_percent(text: str) -> bool:
    """Return whether a text has a percent sign, or a word for it in one of the languages."""
    folded = normalize(text).casefold()
    return any(word.casefold() in folded for word in PERCENT)


def is_unit(text: str, locale: Locale, units: Sequence[str]) -> bool:
    """Return whether a text names one of the units, in singular or plural, in full or in part."""
    typed, *currency_names = _names(text, locale)
    return _is_percent(text) or any(
        _is_part(typed, name) or any(_is_part(name, other) for other in currency_names)
        for unit in units
        for name in _names(unit, locale)
    )


@lru_cache(maxsize=1024)
def _is_percent(text: str) -> bool:
    """Return whether a text is the percent sign or a word for it, of which `cent` is no part."""
    return _folded(text) in _PERCENT_FORMS


@lru_cache(maxsize=1024)
def _names(unit: str, locale: Locale) -> list[str]:
    """Return the unit as written, and its other spellings; for a currency its code, symbol and name in
    the locale."""
    symbol = symbol_of(unit)
    if symbol:
        return [unit, symbol, *SPELLINGS[symbol]]
    code = currency_code(unit, locale)
    if not code:
        return [unit]
    names = locale.currency_symbols.get(code, code), locale.currencies.get(code, code)
    return [unit, code, *names, *CURRENCY_SPELLINGS.get(code, ())]


@lru_cache(maxsize=1024)
def currency_code(unit: str, locale: Locale) -> str:
    """Return the code of a currency by its sign, its name or its code; empty for other units."""
    currencies = _currencies(locale)
    code = next((currencies[form] for form in _forms(unit) if form in currencies), "")
    return code or currency_of(unit)


def currency_of(word: str) -> str:
    """Return the code of a currency by a spelling that locales do not have; empty for other words."""
    return CURRENCY_CODES.get(word.casefold().strip(" ."), "")


@lru_cache(maxsize=64)
def _currencies(locale: Locale) -> dict[str, str]:
    """Currency codes by name, by code and by symbol."""
    named = [(str(code), name) for code, name in locale.currencies.items()]
    signed = [(str(code), sign) for code, sign in locale.currency_symbols.items()]
    coded = [(code, code) for code, _ in named]
    return {form.casefold(): code for code, form in (*named, *coded, *signed)}


def _is_part(part: str, whole: str) -> bool:
    """Return whether a unit begins or ends with another's words, as "pieces of cereal" with "pieces"."""
    part_words, whole_words = _words(part), _words(whole)
    if not 0 < len(part_words) <= len(whole_words):
        return False
    rest = len(whole_words) - len(part_words)
    begins = all(one & other for one, other in zip(part_words, whole_words, strict=False))
    ends = all(one & other for one, other in zip(part_words, whole_words[rest:], strict=True))
    # "euros" must not stand for "million euros": the value would differ.
    scaled = any(form in SCALES for word in whole_words[:rest] for form in word)
    return begins or (ends and not scaled)


@lru_cache(maxsize=1024)
def _words(unit: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_forms(word)) for word in unit.split())


@lru_cache(maxsize=1024)
def _forms(word: str) -> list[str]:
    """Return the word, folded for comparison, and the singulars that it may be a plural of."""
    folded = _folded(word)
    return [
        *filter(None, (folded, _IRREGULAR_PLURALS.get(folded))),
        *(
            folded.removesuffix(ending) + singular
            for ending, singular, min_stem in _PLURAL_ENDINGS
            if folded.endswith(ending) and len(folded) - len(ending) >= min_stem
        ),
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", normalize(text)).casefold().strip(" .")


_PERCENT_FORMS = frozenset(map(_folded, PERCENT))
