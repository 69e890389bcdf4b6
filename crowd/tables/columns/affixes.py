"""What stands before and behind the digits of cells: signs, scale words and units, read once each."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from babel import Locale

from crowd.parsing.hedges import (
    without_approximation,
    without_approximation_behind,
    without_bound,
    without_comparison,
)
from crowd.parsing.numbers import powers_of, problem_template, sign_of
from crowd.parsing.quantity_words import KELVIN
from crowd.parsing.scale_words import find_scale_word, is_near_scale_word
from crowd.parsing.unit_factors import quantity_of
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import currency_of
from crowd.tables.columns.cell_problems import A_BOUND, number_cell_problem
from crowd.tables.columns.undeclared_units import find_unit, find_unit_before

MAX_AFFIXES = 2_000
"""Different affixes that are read at once: each takes up to a fifth of a millisecond."""

NEAR_SCALE_WORD = "“{word}” is close to a word for a power of ten. Write the number in digits."
UNITS_LIKE_SCALES = frozenset({"m", "M"})
"""Units that are scale words of one letter as well."""

MILLION = "MM"
"""A million in English accounts; in small letters it is rather a millimetre."""

KELVIN_SIGN = "K"
"""A thousand, unless the column has temperatures."""

INDIAN = frozenset({"INR"})
"""Currencies that are counted in lakhs."""

LAKH_SIGNS = frozenset("lL")
"""Litres, and 100,000 in India."""

SCALE_LETTERS = frozenset("kb")
"""Scale words of one letter that are typed by mistake as well, or name something, as `m` does."""

_WORD = re.compile(r"[^\W\d_]+")


class Affixes(msgspec.Struct, frozen=True, gc=False):
    """A sign and powers of ten, the likeliest first, with the unit; or the problem of all such cells.

    `other_unit` is the unit where the scale word can be one instead.
    """

    sign: float = 1.0
    powers: tuple[int, ...] = (0,)
    unit: str = ""
    other_unit: str = ""
    problem: str = ""
    is_unit_first: bool = False
    """Whether `other_unit` is likelier than the scale word."""

    is_bound: bool = False
    """Whether the number is only a bound, as in `at least 400`."""

    is_letter: bool = False
    """Whether the scale word is a letter that the column has to confirm."""

    can_be_lakh: bool = False
    """Whether the unit is an L, which in India is a lakh as well."""


class AffixReader:
    """Reads affixes, each once, with the declared units, or else units that nobody declared."""

    def __init__(
        self, locale: Locale, units: Sequence[str], *, undeclared: bool, named_unit: str = ""
    ) -> None:
        self._locale = locale
        self._units = tuple(units)
        self._undeclared = undeclared
        self._named_unit = named_unit
        self.most = MAX_AFFIXES
        self.known: dict[tuple[str, str], Affixes] = {}

    def read(self, before: str, after: str) -> Affixes | None:
        """Read what stands before and behind digits; None where too many others were read before."""
        found = self.known.get((before, after))
        if found is None and len(self.known) < self.most:
            found = self._read_hedged(before, after)
            if self._undeclared and after.strip(" .").casefold() in SCALE_LETTERS:
                found = msgspec.structs.replace(found, is_letter=found.powers[0] != 0)
            if self._undeclared and found.unit in LAKH_SIGNS and not self._named_unit:
                found = msgspec.structs.replace(found, can_be_lakh=True)
            self.known[before, after] = found
        return found

    def problem(self, typed: str) -> str:
        """Say why a text is no number; the words do not depend on the text."""
        return number_cell_problem(problem_template(typed, has_unit=bool(self._units)), self._units)

    def _read_hedged(self, before: str, after: str) -> Affixes:
        before, after = without_approximation(before), without_approximation_behind(after)
        found = self._read(before, after)
        if not found.problem or not self._undeclared:
            return found
        bound = without_bound(before, after)
        if bound is not None:
            inner = self._read(*bound)
            return found if inner.problem else msgspec.structs.replace(inner, is_bound=True)
        number = without_comparison(before)
        if number != before and not self._read(number, after).problem:
            return Affixes(problem=A_BOUND)
        return found

    def _read(self, before: str, after: str) -> Affixes:
        million = self._read_million(before, after) if self._undeclared else None
        declared = million or self._read_with(before, after, self._units)
        unit = find_unit(f"{before}1{after}") if self._undeclared else ""
        if unit == KELVIN_SIGN and quantity_of(self._named_unit) == "temperature":
            return Affixes(unit=KELVIN)
        if unit and self._named_unit and symbol_of(unit) == self._named_unit:
            named = self._read_with(before, after, (self._named_unit,))
            if named and named.powers == (0,):
                return msgspec.structs.replace(named, unit=self._named_unit)
        if declared:
            other = after.strip(" .") if self._undeclared else ""
            is_unit = other in UNITS_LIKE_SCALES and declared.powers[0] != 0
            return msgspec.structs.replace(
                declared, other_unit=other if is_unit else declared.other_unit
            )
        near = next(filter(self._is_near, _WORD.findall(after)), "")
        if near:
            return Affixes(problem=NEAR_SCALE_WORD.format(word=near[:30]))
        before_unit = find_unit_before(f"{before}1") if self._undeclared else ""
        if after.strip(" .") in LAKH_SIGNS and currency_of(before_unit) in INDIAN:
            after = "lakh"
        for each in dict.fromkeys(filter(None, (unit, before_unit))):
            found = self._read_with(before, after, (each,))
            if found is not None:
                return msgspec.structs.replace(found, unit=each)
        return Affixes(problem=self.problem(f"{before}1{after}"))

    def _read_million(self, before: str, after: str) -> Affixes | None:
        """Read `MM` as million, which can also be millimetres, and `mm` the other way round."""
        word, _, behind = after.strip(" .").partition(" ")
        if word not in {MILLION, MILLION.lower()}:
            return None
        money = find_unit_before(f"{before}1") or behind
        found = self._read_with(before, f"million {behind}", (money,) if money else self._units)
        if found is None or money:
            return found and msgspec.structs.replace(found, unit=money)
        return msgspec.structs.replace(found, other_unit="mm", is_unit_first=word != MILLION)

    def _is_near(self, word: str) -> bool:
        folded = word.casefold()
        return find_scale_word(folded, self._locale) != folded and is_near_scale_word(word)

    def _read_with(self, before: str, after: str, units: tuple[str, ...]) -> Affixes | None:
        sign = sign_of(before.casefold(), self._locale, units)
        powers = powers_of(after, self._locale, units)
        return None if sign is None or not powers else Affixes(sign=sign, powers=powers)
