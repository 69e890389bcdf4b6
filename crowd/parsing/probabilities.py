"""Parse typed probabilities and outcomes to numbers from 0 to 1."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.model.sentence import Sentence
from crowd.parsing.chance_fractions import chance_readings
from crowd.parsing.numbers import parse_number
from crowd.parsing.text import ParsedValue, Unreadable, normalize
from crowd.parsing.units import PERCENT

EXAMPLE_PERCENT = 70
"""The example in messages, in percent."""

OUTCOME_WORDS = {
    word: outcome
    for language in LANGUAGES.values()
    for outcome, words in ((1.0, language.yes_words), (0.0, language.no_words))
    for word in words
}
"""Outcomes by the words for them in all languages: 1 if it happened, 0 if it did not."""


def parse_probability(raw: float | str, locale: Locale) -> ParsedValue:
    """Parse a probability, with the alternatives.

    A number is taken as it is. A text with a percent sign or a number above 1 is percent. Any other
    text from above 0 to 1 is taken as it is, with percent as the alternative. Fractions such as `1/4`
    and `3 out of 10` are chances, and `1:4` can be odds.

    >>> parse_probability("70", Locale("en"))
    ParsedValue(value=0.7, alternatives=())
    >>> parse_probability("0.7", Locale("en"))
    ParsedValue(value=0.7, alternatives=(0.007,))
    """
    if not isinstance(raw, str):
        return _check_number(raw)
    fractions = chance_readings(raw)
    if fractions:
        return ParsedValue(fractions[0], fractions[1:])
    number = parse_number(raw, locale, ("%",), EXAMPLE_PERCENT)
    is_percent = _has_percent_sign(raw)
    probabilities = [
        probability
        for value in (number.value, *number.alternatives)
        for probability in ([] if is_percent or not 0 < value <= 1 else [value])
        + [percent_to_probability(value)]
    ]
    first, *others = dict.fromkeys(probabilities)
    return ParsedValue(first, tuple(others))


def parse_outcome(raw: float | str, locale: Locale) -> float:
    """Parse an outcome, 1 if it happened and 0 if it did not, from a word or a probability."""
    word = OUTCOME_WORDS.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if word is not None:
        return word
    try:
        parsed = parse_probability(raw, locale)
    except Unreadable:
        parsed = ParsedValue(-1.0)
    for value in (parsed.value, *parsed.alternatives):
        if value in {0, 1}:
            return value
    raise Unreadable(Sentence("Write yes if it happened, or no if it did not."))


def percent_to_probability(percent: float) -> float:
    """Divide by 100 in decimal arithmetic: 12.3 becomes exactly the float 0.123."""
    return float(Decimal(repr(percent)).scaleb(-2))


def chance_to_percent(chance: float) -> float:
    """Multiply by 100 in decimal arithmetic: 0.07 becomes exactly the float 7."""
    return float(Decimal(repr(chance)).scaleb(2))


def _check_number(raw: float) -> ParsedValue:
    if not 0 <= raw <= 1:
        raise Unreadable(
            f"You entered {raw:g}. As a number a chance is between 0 and 1; in percent write it as "
            'text, such as "70 %".'
        )
    return ParsedValue(float(raw))


def _has_percent_sign(text: str) -> bool:
    typed = normalize(text).casefold()
    return any(sign.casefold() in typed for sign in PERCENT)
