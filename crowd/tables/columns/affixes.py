"""What stands before and behind the digits of cells: signs, scale words and units, read once each."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from babel import Locale

from crowd.parsing.numbers import (
    number_problem,
    powers_of,
    problem_template,
    sign_of,
    without_approximation,
)
from crowd.parsing.scale_words import is_near_scale_word
from crowd.tables.columns.undeclared_units import find_unit

MAX_AFFIXES = 2_000
"""Different affixes that are read at once: each takes up to a fifth of a millisecond."""

NEAR_SCALE_WORD = "“{word}” is close to a word for a power of ten. Write the number in digits."
UNITS_LIKE_SCALES = frozenset({"m", "M"})
"""Units that are scale words of one letter as well."""

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


class AffixReader:
    """Reads affixes, each once, with the declared units, or else units that nobody declared."""

    def __init__(self, locale: Locale, units: Sequence[str], *, undeclared: bool) -> None:
        self._locale = locale
        self._units = tuple(units)
        self._undeclared = undeclared
        self._problems: dict[str, str] = {}
        self.most = MAX_AFFIXES
        self.known: dict[tuple[str, str], Affixes] = {}

    def read(self, before: str, after: str) -> Affixes | None:
        """Read what stands before and behind digits; None where too many others were read before."""
        found = self.known.get((before, after))
        if found is None and len(self.known) < self.most:
            found = self.known[before, after] = self._read(without_approximation(before), after)
        return found

    def problem(self, typed: str) -> str:
        """Return what to enter instead of a text that is no number; its words do not depend on it."""
        template = problem_template(typed, has_unit=bool(self._units))
        known = self._problems.get(template)
        if known is None:
            known = str(number_problem(typed, self._locale, self._units, 1234.5))
            self._problems[template] = known
        return known

    def _read(self, before: str, after: str) -> Affixes:
        declared = self._read_with(before, after, self._units)
        if declared:
            other = after.strip(" .") if self._undeclared else ""
            is_unit = other in UNITS_LIKE_SCALES and declared.powers[0] != 0
            return msgspec.structs.replace(declared, other_unit=other if is_unit else "")
        near = next(filter(is_near_scale_word, _WORD.findall(after)), "")
        if near:
            return Affixes(problem=NEAR_SCALE_WORD.format(word=near[:30]))
        unit = find_unit(f"{before}1{after}") if self._undeclared else ""
        found = self._read_with(before, after, (unit,)) if unit else None
        if found is None:
            return Affixes(problem=self.problem(f"{before}1{after}"))
        return msgspec.structs.replace(found, unit=unit)

    def _read_with(self, before: str, after: str, units: tuple[str, ...]) -> Affixes | None:
        sign = sign_of(before.casefold(), self._locale, units)
        powers = powers_of(after, self._locale, units)
        return None if sign is None or not powers else Affixes(sign=sign, powers=powers)
