"""Find the unit of durations without one: that of the header, or the one that fits the others."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from babel import Locale

from crowd.kinds.values import PLAIN_NUMBER
from crowd.parsing.duration_units import SECONDS, unit_words
from crowd.parsing.hedges import without_approximation, without_approximation_behind
from crowd.parsing.number_notation import plain_fractions
from crowd.parsing.numbers import marks_of, parse_number
from crowd.parsing.quantity_words import unit_in_name
from crowd.parsing.text import MAX_LENGTH, Unreadable, normalize

UNITS_IN_NAMES = {"s": "second", "min": "minute", "h": "hour", "day": "day", "week": "week"}
"""Units of durations by the symbols that the names of columns have."""

USUAL_UNITS = ("second", "minute", "hour")
"""Units that numbers are tried in; longer ones where cells have them."""

MARGIN = 6.0
"""How many times beyond the other answers a number still counts as like them."""

_BARE = re.compile(r"\+?\d[\d.,' \u066b\u066c]*|[.,]\d+", re.ASCII)


class BareUnit(NamedTuple):
    """The unit of the numbers without one in a column, and the range of the other answers.

    `tried` are the units that a number which is unlike the others can be in instead.
    """

    unit: str = "second"
    is_named: bool = False
    low: float = 0.0
    high: float = math.inf
    tried: tuple[str, ...] = ()

    def seconds(self, number: float) -> tuple[float, bool]:
        """Return the seconds that a number is, and whether that is unlike the other answers or takes
        another unit than most."""
        usual = number * SECONDS[self.unit]
        if number <= 0 or self.is_named or self.low <= usual <= self.high:
            return usual, False
        sizes = [number * SECONDS[unit] for unit in self.tried]
        fitting = [size for size in sizes if self.low <= size <= self.high]
        middle = math.log(self.low * self.high) / 2
        return min(fitting, key=lambda size: abs(math.log(size) - middle), default=usual), True


def bare_number(text: str, locale: Locale) -> float | None:
    """Return the number in a cell that has no unit; None for other cells."""
    plain = text.strip().replace(marks_of(locale).decimal, ".")
    if PLAIN_NUMBER.fullmatch(plain):
        return float(plain)
    if len(text) > MAX_LENGTH:
        return None
    typed = without_approximation(plain_fractions(normalize(text)).casefold())
    typed = without_approximation_behind(typed).strip(" .")
    if not _BARE.fullmatch(typed):
        return None
    try:
        return parse_number(typed, locale).value
    except Unreadable:
        return None


def unit_named(name: str) -> BareUnit | None:
    """Return the unit of time in the name of a column; None without one."""
    unit = UNITS_IN_NAMES.get(unit_in_name(name))
    return BareUnit(unit, is_named=True) if unit else None


def fit_unit(
    numbers: Sequence[float], others: Sequence[float], texts: Collection[str], locale: Locale
) -> BareUnit:
    """Return the unit in which most numbers are like the other durations, of equally many the closest;
    seconds where nothing else tells."""
    sizes = [number for number in numbers if number > 0]
    if not sizes or not others:
        return BareUnit()
    low, high = min(others) / MARGIN, max(others) * MARGIN
    middle = sorted(others)[len(others) // 2]
    typical = sorted(sizes)[len(sizes) // 2]
    tried = (*USUAL_UNITS, *_long_units(texts, locale))

    def misfit(unit: str) -> tuple[int, float]:
        unlike = sum(not low <= size * SECONDS[unit] <= high for size in sizes)
        return unlike, abs(math.log(typical * SECONDS[unit] / middle))

    return BareUnit(min(tried, key=misfit), low=low, high=high, tried=tried)


def _long_units(texts: Collection[str], locale: Locale) -> list[str]:
    words, phrases = unit_words(locale)
    typed = {word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold())}
    units = {words.get(word) or phrases.get(word, (0, ""))[1] for word in typed}
    return [unit for unit in ("day", "week") if unit in units]
