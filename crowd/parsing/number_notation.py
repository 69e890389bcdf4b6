"""Write numbers in digits: powers of ten, fractions, dozens, 万 with more behind it."""

from __future__ import annotations

import re
import unicodedata

from crowd.parsing.number_words import DOZENS, HALF, HALVES, LARGE_MYRIADS, ONES, SMALL_MYRIADS
from crowd.parsing.scale_words import is_scale_word
from crowd.parsing.text import normalize

_TIMES = r" ?[x*\u00d7\u00b7\u22c5\u2219] ?"
_RAISED = r"-?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}"
FRACTION_DIGITS = 12
"""Decimals of fractions such as ⅓."""

MAX_MYRIAD = 10**16
"""Limit of numbers such as 1億2000万."""

_POWER = re.compile(
    rf"(?P<times>(?<=\d){_TIMES}10|(?<![\d.,])10)"
    rf"(?:(?:\^|\*\*) ?(?P<typed>[-+]?\d{{1,3}})(?![\d.,])|(?P<raised>{_RAISED}))",
    re.IGNORECASE,
)
"""A power of ten as pages, calculators and people write it."""

_VULGAR_FRACTION = re.compile(r"(?:(?<!\d)(\d+))? ?([¼½¾⅐-⅞])")
_MIXED_NUMBER = re.compile(
    r"(?<![\d.,/])(\d{1,4})(?: | and )([1-9]\d?) ?[/\u2044] ?(2|3|4|5|6|8|10|12|16)(?![\d/])"
)
"""A whole number and a fraction, which together are no date and no ratio."""


def _any_of(words: tuple[str, ...] | dict[str, str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest_first))


_DOZEN = re.compile(
    rf"(?<![\w.,/-])(?:(?P<number>\d{{1,6}}(?:[.,]\d\d?)?)|(?P<half>½|{_any_of(HALF)})"
    rf"|{_any_of(ONES)})[ -]?(?:{_any_of(DOZENS)})(?!\w)\.?",
    re.IGNORECASE,
)
_DOZEN_WORDS = frozenset(DOZENS)
_WORD = re.compile(r"[^\W\d_]\S*?(?=[\s.,!?;:)]|$)")
_HALF = re.compile(rf"(?<!\w)(?:{_any_of(HALVES)})[ -]", re.IGNORECASE)
_MYRIADS = "".join((*LARGE_MYRIADS, *SMALL_MYRIADS))
_COUNTED = re.compile(rf"(?<![\d.,])(?:\d{{1,5}}[{_MYRIADS}]+ ?)+(?:(?<! )\d{{1,4}})?")
_PART = re.compile(rf"(\d{{1,5}})([{_MYRIADS}]*)")


def normalize_number(text: str) -> str:
    """Normalize a text, with powers of ten, fractions such as ½ and words such as dozen in digits."""
    if text.isascii():
        plain = " ".join(text.split())
        if plain.isdecimal():
            return plain
    else:
        plain = plain_dozens(_COUNTED.sub(_plain_myriads, normalize(text)))
        plain = _VULGAR_FRACTION.sub(_scientific_fraction, plain)
    if "10" in plain:
        plain = _POWER.sub(_plain_power, plain)
    if "/" in plain or "\N{FRACTION SLASH}" in plain:
        plain = _MIXED_NUMBER.sub(_plain_mixed, plain)
    return plain_dozens(plain_halves(plain))


def plain_fractions(typed: str) -> str:
    """Write fractions such as ½ in digits."""
    return _VULGAR_FRACTION.sub(_plain_fraction, typed)


def plain_dozens(typed: str) -> str:
    """Write dozens in digits."""
    # Most texts have no such word, and the pattern takes ten times as long.
    if _DOZEN_WORDS.isdisjoint(_WORD.findall(typed.casefold())):
        return typed
    return _DOZEN.sub(_plain_dozen, typed)


def plain_halves(typed: str) -> str:
    """Write the words before a power of ten in digits, as in `half a million`, where there are none."""
    if not typed or any(character.isdecimal() for character in typed):
        return typed
    found = _HALF.search(typed)
    if found is None or not is_scale_word(typed[found.end() :].partition(" ")[0]):
        return typed
    return f"{typed[: found.start()]}{HALVES[found[0][:-1].casefold()]} {typed[found.end() :]}"


def _plain_fraction(fraction: re.Match[str]) -> str:
    """Write a whole number and a fraction in four decimals: three could be read as a group."""
    whole, sign = fraction.groups()
    return f"{int(whole or 0) + unicodedata.numeric(sign):.4f}"


def _scientific_fraction(fraction: re.Match[str]) -> str:
    whole, sign = fraction.groups()
    return _in_digits(int(whole or 0) + unicodedata.numeric(sign))


def _plain_mixed(mixed: re.Match[str]) -> str:
    whole, part, parts = map(int, mixed.groups())
    return _in_digits(whole + part / parts) if part < parts else mixed[0]


def _in_digits(number: float) -> str:
    """Write a number with an exponent, which has the same meaning whatever the decimal mark is."""
    return f"{round(number * 10**FRACTION_DIGITS)}e-{FRACTION_DIGITS}"


def _plain_power(power: re.Match[str]) -> str:
    exponent = power["typed"] or "".join(
        str(unicodedata.digit(sign)) if sign != "-" else sign for sign in power["raised"]
    )
    return f"{'' if power['times'] != '10' else '1'}e{exponent}"


def _plain_dozen(dozen: re.Match[str]) -> str:
    number = float((dozen["number"] or "1").replace(",", "."))
    return "6" if dozen["half"] else f"{number * 12:.12g}"


def _plain_myriads(counted: re.Match[str]) -> str:
    """Write a number such as 1億2000万 or 1万5千 in digits; leave others, such as 1万5, as they are."""
    parts = _PART.findall(counted[0])
    total = section = 0
    limit = outer_limit = MAX_MYRIAD
    for digits, signs in parts:
        number = int(digits) * 10 ** sum(SMALL_MYRIADS.get(sign, 0) for sign in signs)
        power = sum(LARGE_MYRIADS.get(sign, 0) for sign in signs)
        section += number
        is_short = not signs and 10 ** len(digits) != limit
        is_single = len(parts) == len(signs) == 1
        if is_short or is_single or number >= limit or section * 10**power >= outer_limit:
            return counted[0]
        if power:
            total, section = total + section * 10**power, 0
            limit = outer_limit = 10**power
        else:
            limit = 10 ** sum(SMALL_MYRIADS[sign] for sign in signs)
    return f"{total + section}{' ' if counted[0].endswith(' ') else ''}"
