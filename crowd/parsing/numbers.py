"""Parse a typed number: any script, any separators, scale words, percent signs, units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from crowd.i18n.decimals import localize_decimal
from crowd.i18n.languages import LANGUAGES
from crowd.model.sentence import Sentence
from crowd.parsing.hedges import without_approximation, without_approximation_behind
from crowd.parsing.number_notation import normalize_number
from crowd.parsing.scale_words import find_scale_word, powers_of_ten
from crowd.parsing.text import MAX_LENGTH, ParsedValue, Unreadable, check_length
from crowd.parsing.units import is_unit

MAX_MAGNITUDE = 1e100
"""Maximum absolute value of an answer: the sum of all squares must fit a float."""

_MAX_SCALE_WORDS = 2
"""Scale words after a number, as in "3 mil millones" and "2 hundred thousand"."""

NO_NUMBER = Sentence("Enter a number, such as {example}.")
NO_DIGITS = Sentence("Enter the number in digits, such as {example}.")
RANGE = Sentence("Enter one number, not a range.")
ONLY_A_NUMBER = Sentence("Enter only a number, such as {example}.")
WITH_UNIT = Sentence("Enter only a number in {unit}, such as {example}.")
TOO_LARGE_NUMBER = Sentence("This number is too large; enter one closer to zero.")

_SIGNS = {"": 1.0, "+": 1.0, "-": -1.0}


# A separator after a letter ends an abbreviation ("Rs.500"), it is no decimal separator.
_NUMBER = re.compile(
    r"(?P<digits>(?:(?<![^\W\d_])[.,\u066b])?\d+(?:[.,' _\u066c\u066b]\d+)*)"
    r"(?:(?:[eE]|\u00d710\^)(?P<exponent>[+-]?\d+))?"
)
_DECIMAL = re.compile(r"(?P<whole>.*?)(?:(?P<mark>[.,\u066b])(?P<fraction>\d+))?")
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?P<mark>[.,' _\u066c])\d{3}(?:(?P=mark)\d{3})*"
    r"|[1-9]\d?(?P<indian>[, \u066c])\d\d(?:(?P=indian)\d\d)*(?P=indian)\d{3}"
)
_EMPTY_FRACTION = re.compile(r"^(?:[.,](?:--?)?|/-)(?= |$)")
"""As in "402.", and on price tags in "12,-" and "500/-"."""

_SIGN_AND_UNIT = re.compile(r"(?P<before>[-+]?) ?(?P<unit>.*?) ?(?P<after>[-+]?) ?")


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


_CONNECTIVE = re.compile(
    "^" + _any_of(word for language in LANGUAGES.values() for word in language.connectives)
)
_RANGE_WORD = _any_of(word for language in LANGUAGES.values() for word in language.range_words)
# Whether there is a second number is looked up once, not again behind each sign between the two.
_RANGE = re.compile(rf"\d(?=\D+\d)\D*?(?:-|\.\.|…|±|~|;|, |\b{_RANGE_WORD}\b)")


def parse_number(
    text: str, locale: Locale, units: Sequence[str] = (), example: float = 1234.5
) -> ParsedValue:
    """Parse the number that a text most likely means in a locale, with the alternatives.

    Two kinds of separators, a repeated one, or anything but three digits after a single one are
    unambiguous in any locale. One `.` or `,` between one to three digits (no leading 0) and exactly
    three is ambiguous:

    - the locale groups with it (`1,200` in English): 1200, no alternative;
    - it is the locale's decimal separator (`1.200` in English): 1.2, alternative 1200;
    - the locale uses it for neither (`1.200` in French): 1200, alternative 1.2;
    - before a scale word, the locale's decimal separator is unambiguous (`1.200k` is 1200 in
      English), any other is grouping with the decimal as alternative (`1,200 million`);
    - before an exponent it is a decimal separator.

    A unit wins over a scale word of the same spelling (`2 m` in metres). A one-letter scale that
    begins a unit's name keeps the plain number as alternative (`2m` of "marbles"). Words that
    languages disagree on (billion, trillion, mil) follow the locale, and keep the smaller
    meaning as alternative; where the locale does not know them, English comes first. A percent
    sign is a unit: `12 %` is 12.

    Raises Unreadable with a sentence for the user, which has the example in it.

    >>> parse_number("1.2k", Locale("en"))
    ParsedValue(value=1200.0, alternatives=())
    >>> parse_number("1,200", Locale("de"))
    ParsedValue(value=1.2, alternatives=(1200.0,))
    """
    check_length(text)
    typed = normalize_number(text).casefold()
    # Longer units are refused when the poll is checked; comparing them here would cost time.
    short_units = tuple(unit for unit in units if 0 < len(unit) <= MAX_LENGTH)
    values = tuple(dict.fromkeys(_values(typed, locale, short_units)))
    if not values:
        raise Unreadable(number_problem(typed, locale, short_units, example))
    if max(map(abs, values)) > MAX_MAGNITUDE:
        raise Unreadable(TOO_LARGE_NUMBER)
    return ParsedValue(values[0], values[1:])


def number_problem(typed: str, locale: Locale, units: Sequence[str], example_value: float) -> str:
    """Say what to enter instead of a text that is no number."""
    example = localize_decimal(example_value, locale)
    template = problem_template(typed, has_unit=bool(units))
    unit = {"unit": units[0]} if template is WITH_UNIT else {}
    return template if template is RANGE else Sentence(template.template, example=example, **unit)


def problem_template(typed: str, *, has_unit: bool) -> Sentence:
    """Return the sentence about a text that is no number, without its example."""
    if not typed:
        return NO_NUMBER
    if not re.search(r"\d", typed):
        return NO_DIGITS
    if _RANGE.search(typed):
        return RANGE
    if not re.search(r"[^\W\d_]", typed):
        return NO_NUMBER
    return WITH_UNIT if has_unit else ONLY_A_NUMBER


class NumberParts(NamedTuple):
    """The digits of a typed number with their separators, and what stands around them."""

    before: str
    digits: str
    exponent: str | None
    after: str


def split_number(typed: str) -> NumberParts | None:
    """Split a normalized text at its first number; None where it has none."""
    without_prefix = without_approximation(typed)
    number = _NUMBER.search(without_prefix)
    if number is None:
        return None
    return NumberParts(
        without_prefix[: number.start()],
        number["digits"],
        number["exponent"],
        without_approximation_behind(without_prefix[number.end() :]),
    )


def _values(typed: str, locale: Locale, units: Sequence[str]) -> list[float]:
    """Return all values that the text may mean, the likeliest first; none if a part of it is unknown."""
    parts = split_number(typed)
    if parts is None:
        return []
    sign, powers = sign_of(parts.before, locale, units), powers_of(parts.after, locale, units)
    if sign is None:
        return []
    scaled, scientific = powers != (0,), parts.exponent is not None
    found = mantissas(parts.digits, marks_of(locale), scaled=scaled, scientific=scientific)
    return [
        number_value(sign, mantissa, int(parts.exponent or 0) + power)
        for mantissa in found
        for power in powers
    ]


def number_value(sign: float, mantissa: str, power: int) -> float:
    """Return a number from its parts; adding zero turns -0.0, which is written as "-0", into 0.0."""
    return sign * float(f"{mantissa}e{power}") + 0.0


def sign_of(before_digits: str, locale: Locale, units: Sequence[str]) -> float | None:
    """Return the sign as a factor, where sign and unit are all that precedes the digits; else None."""
    parts = _SIGN_AND_UNIT.fullmatch(before_digits)
    assert parts is not None
    if parts["unit"] and not is_unit(parts["unit"], locale, units):
        return None
    return _SIGNS.get(parts["before"] + parts["after"])


class Marks(NamedTuple):
    """The separators of a locale, or of a column that shows which they are."""

    decimal: str
    group: str
    are_certain: bool = False


@lru_cache(maxsize=64)
def marks_of(locale: Locale) -> Marks:
    """Return the separators of a locale."""
    return Marks(get_decimal_symbol(locale), get_group_symbol(locale))


def mantissas(digits: str, marks: Marks, *, scaled: bool, scientific: bool) -> list[str]:
    """Return the decimal strings that digits and separators may mean, by the rules in `parse_number`."""
    decimal, grouped = _as_decimal(digits), _as_grouped(digits)
    if decimal is None or grouped is None:
        return [mantissa for mantissa in (decimal, grouped) if mantissa is not None]
    if scientific:
        return [decimal]
    if marks.decimal in digits:
        return [decimal] if scaled or marks.are_certain else [decimal, grouped]
    if marks.are_certain or (marks.group in digits and not scaled):
        return [grouped]
    return [grouped, decimal]


def _as_decimal(digits: str) -> str | None:
    parts = _DECIMAL.fullmatch(digits)
    assert parts is not None
    whole: str | None = parts["whole"]
    if whole and not whole.isdecimal():
        whole = None if parts["mark"] and parts["mark"] in whole else _as_grouped(whole)
    if whole is None or (not parts["mark"] and not digits.isdecimal()):
        return None
    return f"{whole}.{parts['fraction'] or 0}"


def _as_grouped(digits: str) -> str | None:
    return re.sub(r"\D", "", digits) if _GROUPED.fullmatch(digits) else None


def powers_of(
    tail: str, locale: Locale, units: Sequence[str], words_left: int = _MAX_SCALE_WORDS
) -> tuple[int, ...]:
    """Return the powers of ten that the text after the digits may mean; none if a part is unknown."""
    tail = _EMPTY_FRACTION.sub("", tail).strip(" .").casefold()
    if not tail or is_unit(tail, locale, units):
        return (0,)
    word = find_scale_word(tail, locale)
    if not word or not words_left:
        return ()
    rest = _CONNECTIVE.sub("", tail.removeprefix(word).lstrip(" ."))
    rest_powers = powers_of(rest, locale, units, words_left - 1)
    powers = tuple(
        power + rest_power for power in powers_of_ten(word, locale) for rest_power in rest_powers
    )
    begins_unit = len(tail) == 1 and any(unit.casefold().startswith(tail) for unit in units)
    return (*powers, 0) if begins_unit else powers
