"""Whether a text names a unit: in singular or plural, in full or in part, by sign or by code."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.scale_words import SCALES
from crowd.parsing.text import tidy

PERCENT = ("%", *(word for language in LANGUAGES.values() for word in language.percent_words))
"""The percent sign, and the words for it in all languages."""

_PLURAL_ENDINGS = {ending for language in LANGUAGES.values() for ending in language.plural_endings}
_IRREGULAR_PLURALS = {
    plural: singular
    for language in LANGUAGES.values()
    for plural, singular in language.irregular_plurals.items()
}


def is_unit(text: str, locale: Locale, units: Sequence[str]) -> bool:
    """Whether a text names one of the units, in singular or plural, in full or in part."""
    typed, *same_currency = _names(text, locale)
    return any(
        _is_part(typed, name) or any(_is_part(name, other) for other in same_currency)
        for unit in (*units, *PERCENT)
        for name in _names(unit, locale)
    )


@lru_cache(maxsize=1024)
def _names(unit: str, locale: Locale) -> list[str]:
    """The unit as written and, if it is a currency, its code, sign and name in that locale."""
    currencies = _currencies(locale)
    code = next((currencies[form] for form in _forms(unit) if form in currencies), None)
    if code is None:
        return [unit]
    return [unit, code, locale.currency_symbols.get(code, code), locale.currencies.get(code, code)]


@lru_cache(maxsize=64)
def _currencies(locale: Locale) -> dict[str, str]:
    """Currency codes by their names, by themselves and by their signs."""
    named = [(str(code), name) for code, name in locale.currencies.items()]
    signed = [(str(code), sign) for code, sign in locale.currency_symbols.items()]
    coded = [(code, code) for code, _ in named]
    return {form.casefold(): code for code, form in (*named, *coded, *signed)}


def _is_part(part: str, whole: str) -> bool:
    """Whether the words of one open or end the other: "pieces" is part of "pieces of cereal"."""
    few, many = _words(part), _words(whole)
    if not 0 < len(few) <= len(many):
        return False
    rest = len(many) - len(few)
    opens = all(one & other for one, other in zip(few, many, strict=False))
    ends = all(one & other for one, other in zip(few, many[rest:], strict=True))
    # "euros" is no short form of "million euros".
    scaled = any(form in SCALES for word in many[:rest] for form in word)
    return opens or (ends and not scaled)


@lru_cache(maxsize=1024)
def _words(unit: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_forms(word)) for word in unit.split())


@lru_cache(maxsize=1024)
def _forms(word: str) -> list[str]:
    """The word in the spelling that units are compared in, and what it may be a plural of."""
    folded = unicodedata.normalize("NFKC", tidy(word)).casefold().strip(" .")
    return [
        *filter(None, (folded, _IRREGULAR_PLURALS.get(folded))),
        *(
            folded.removesuffix(ending) + singular
            for ending, singular, shortest in _PLURAL_ENDINGS
            if folded.endswith(ending) and len(folded) - len(ending) >= shortest
        ),
    ]
