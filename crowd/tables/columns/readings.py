"""What the digits of a cell may mean, with the words and signs around them."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from crowd.parsing.numbers import (
    MAX_MAGNITUDE,
    TOO_LARGE_NUMBER,
    Marks,
    NumberParts,
    mantissas,
    number_value,
)
from crowd.tables.columns.affixes import Affixes

LAKH = 5
"""The power of ten of a lakh."""

MIN_GROUPED = 1_000.0
"""Number from which on an `m` behind it is a unit rather than a million."""

_MANY_DECIMALS = re.compile(r"[1-9]\d{0,2}([.,])\d{4,}")


class Reading(msgspec.Struct, frozen=True, gc=False):
    """The values that a cell may mean, the likeliest first, each with its unit; or its problem."""

    values: tuple[float, ...] = ()
    units: tuple[str, ...] = ()
    problem: str = ""
    is_unusual: bool = False
    """Whether a space behind a separator was left out, or a unit comes before a scale word."""

    is_simple: bool = False
    """Whether the digits cannot speak against the decimal mark of the column."""

    is_scaled: bool = False
    """Whether a scale word leaves no doubt that it is one."""

    annotation: str = ""
    """What was left out beside the number, such as `*` or `(guess)`."""

    in_brackets: bool = False
    """Whether the number stands in brackets, which makes it negative in accounts."""

    is_letter: bool = False
    """Whether the first value has a scale word of one letter, and the last one is without it."""

    many_decimals: str = ""
    """The separator before more than three digits, which is a slip where it groups thousands."""


class _Meaning(NamedTuple):
    """A value that a cell may mean, and its unit."""

    value: float
    unit: str


def read_parts(
    parts: NumberParts, found: Affixes, marks: Marks, *, is_lakh: bool | None
) -> Reading:
    """Return all that a number with affixes may mean. `is_lakh` says whether an L is one or a litre; None
    where it can be both."""
    is_letter = found.is_letter and parts.digits.isdecimal()
    meanings = _meanings(parts, found.sign, found.powers, marks, found.unit)
    if is_letter:
        meanings += _meanings(parts, found.sign, (0,), marks, found.unit)
    if is_lakh is not False:
        lakhs = _meanings(parts, found.sign, (LAKH,), marks, "")
        meanings = lakhs if is_lakh else [*meanings, *lakhs]
    is_unusual = False
    if found.other_unit:
        plain = _meanings(parts, found.sign, (0,), marks, found.other_unit)
        is_large = bool(plain) and abs(plain[0].value) >= MIN_GROUPED
        is_unusual = is_large and not found.is_unit_first
        is_unit = is_large or found.is_unit_first
        meanings = [*plain, *meanings] if is_unit else [*meanings, *plain]
    units = {meaning.value: meaning.unit for meaning in reversed(meanings)}
    values = tuple(dict.fromkeys(meaning.value for meaning in meanings))
    many = None if parts.exponent else _MANY_DECIMALS.fullmatch(parts.digits)
    return Reading(
        values,
        tuple(units[value] for value in values),
        TOO_LARGE_NUMBER if max(map(abs, values), default=0) > MAX_MAGNITUDE else "",
        is_unusual,
        is_scaled=found.powers[0] != 0 and not found.other_unit,
        is_letter=is_letter or is_lakh is None,
        many_decimals=many[1] if many else "",
    )


def _meanings(
    parts: NumberParts, sign: float, powers: tuple[int, ...], marks: Marks, unit: str
) -> list[_Meaning]:
    """Return the values that digits may mean with powers of ten, the likeliest first."""
    exponent, scientific = int(parts.exponent or 0), parts.exponent is not None
    found = mantissas(parts.digits, marks, scaled=powers != (0,), scientific=scientific)
    return [
        _Meaning(number_value(sign, mantissa, exponent + power), unit)
        for mantissa in found
        for power in powers
    ]
