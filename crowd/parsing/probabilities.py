"""How likely something is: what people type for it, and how it is written. Inside, 0 to 1."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.model.sentence import Sentence
from crowd.parsing.numbers import read_number
from crowd.parsing.text import ParsedValue, Unreadable, tidy
from crowd.parsing.units import PERCENT

EXAMPLE = 70

OUTCOME_WORDS = {
    word: outcome
    for language in LANGUAGES.values()
    for outcome, words in ((1.0, language.yes_words), (0.0, language.no_words))
    for word in words
}
"""Outcomes by the words for them in all languages: 1 if it happened, 0 if it did not."""


def read_chance(raw: float | str, locale: Locale) -> ParsedValue:
    """The chance that was meant, and what else it may have been.

    A number is a chance as it is. In a text a percent sign leaves no doubt, nor does a number above
    1, which is percent. Anything else from above 0 to 1 is taken as it is and may also be percent.

    >>> read_chance("70", Locale("en"))
    ParsedValue(value=0.7, alternatives=())
    >>> read_chance("0.7", Locale("en"))
    ParsedValue(value=0.7, alternatives=(0.007,))
    """
    if not isinstance(raw, str):
        return _as_it_is(raw)
    number = read_number(raw, locale, ("%",), EXAMPLE)
    percent = _in_percent(raw)
    chances = [
        chance
        for value in (number.value, *number.alternatives)
        for chance in ([] if percent or not 0 < value <= 1 else [value]) + [share(value)]
    ]
    first, *others = dict.fromkeys(chances)
    return ParsedValue(first, tuple(others))


def read_outcome(raw: float | str, locale: Locale) -> float:
    """1 if it happened, 0 if it did not, in a word or as the chance that it then had."""
    word = OUTCOME_WORDS.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if word is not None:
        return word
    try:
        reading = read_chance(raw, locale)
    except Unreadable:
        reading = ParsedValue(-1.0)
    for value in (reading.value, *reading.alternatives):
        if value in {0, 1}:
            return value
    raise Unreadable(Sentence("Write yes if it happened, or no if it did not."))


def share(percent: float) -> float:
    """The share that so many percent are, without binary noise: 12.3 % is 0.123."""
    return float(Decimal(repr(percent)).scaleb(-2))


def _as_it_is(raw: float) -> ParsedValue:
    if not 0 <= raw <= 1:
        raise Unreadable(
            f"You entered {raw:g}. As a number a chance is between 0 and 1; in percent write it as "
            'text, such as "70 %".'
        )
    return ParsedValue(float(raw))


def _in_percent(text: str) -> bool:
    typed = tidy(text).casefold()
    return any(sign.casefold() in typed for sign in PERCENT)
