"""Write the values of a kind for one reader."""

from __future__ import annotations

import math

from babel import Locale

from crowd.i18n import notation
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.kinds.kind import Kind

ROUNDING = 1e-12
"""Share of a figure that floats may be too small by."""

MIN_P_WRITTEN = 0.0001
"""Smallest p that is written: of smaller ones neither shuffles nor tables tell how small they are."""


class ValueFormatter:
    """Writes the values of a kind for one reader: numbers as in a locale, sentences in a language."""

    def __init__(
        self, kind: Kind, locale: Locale, translator: Translator = ENGLISH_TRANSLATOR
    ) -> None:
        self.kind = kind
        self.locale = locale
        self.translator = translator
        self.translate = translator.translate

    def plural(self, one: str, many: str, number: float, /, **more: str) -> str:
        """Translate a sentence about a number of things, which has the place `n`."""
        return self.translator.plural(one, many, number, n=self.number(number), **more)

    def exact(self, value: float) -> str:
        """Write a value exactly, with its unit."""
        return self.kind.format(value, self.locale)

    def truth(self, value: float) -> str:
        """Write the truth, with its unit; of a chance, whether it happened."""
        return self.kind.format_truth(value, self.translator, self.locale)

    def figure(self, value: float) -> str:
        """Write a computed figure, rounded, without its unit."""
        return self.kind.format_figure(value, self.locale)

    def tick(self, value: float) -> str:
        """Write a value at an axis."""
        return self.kind.format_tick(value, self.locale)

    def axis_value(self, value: float) -> str:
        """Write a value at an axis, with the sign of its currency, but without any other unit."""
        if self.unit_in_front:
            return notation.with_unit(self.tick(value), self.kind.unit)
        return self.tick(value)

    def with_unit(self, value: float) -> str:
        """Write a computed figure, rounded, with its unit."""
        return notation.with_unit(self.figure(value), self.kind.unit)

    def without_unit(self, text: str) -> str:
        """Cut the unit of a written value off, where it is a word behind it."""
        unit = self.kind.unit
        return text if unit in ("", "%") else text.removesuffix(unit).rstrip()

    def ends(self, low: float, high: float) -> tuple[str, str]:
        """Write both ends of a range: the unit at the second, the sign of a currency at both."""
        return self.signed(low), self.with_unit(high)

    def signed(self, value: float) -> str:
        """Write a computed figure with the sign of its currency, but without any other unit."""
        return self.with_unit(value) if self.unit_in_front else self.figure(value)

    @property
    def unit_in_front(self) -> bool:
        """Return whether the unit is the sign of a currency, which stands before the figure."""
        return self.kind.unit in notation.CURRENCY_SIGNS

    def number(self, value: float, digits: int = 4) -> str:
        """Write a number without a unit, in significant digits."""
        return notation.format_number(value, self.locale, digits)

    def percent(self, share: float) -> str:
        """Write a share in whole percent, but 0 and 100 only for shares of exactly 0 and 1."""
        rounded = float(round(share * 100))
        if rounded == 0 and share:
            return notation.with_percent(self.number(share * 100, 2), self.locale)
        if rounded == 100 and share < 1:
            rounded = _percent_below_100(share)
        return notation.with_percent(self.number(rounded, 15), self.locale)

    def p_value(self, chance: float) -> str:
        """Write the probability of a finding by chance, in percent; below 0.01 % only that it is."""
        if chance < MIN_P_WRITTEN:
            return f"<\N{NO-BREAK SPACE}{self.percent(MIN_P_WRITTEN)}"
        return self.percent(chance)

    def error_percent(self, percent: float) -> str:
        """Write an error in percent, in two significant digits or whole; below one, in one digit."""
        digits = 2 if abs(percent) >= 1 else 1
        # Half a unit is rounded up, although a float may be just below it.
        return notation.with_percent(self.number(percent * (1 + ROUNDING), digits), self.locale)

    def distance(self, value: float) -> str:
        """Write the distance between two values, with its unit; days between dates."""
        return self.kind.format_distance(value, self.translator, self.locale)


def _percent_below_100(share: float) -> float:
    """Return the percentage of a share just below 1, with as many nines as it needs."""
    places = math.ceil(-math.log10(100 * (1 - share)))
    return round(100 * share, max(1, min(12, places)))
