"""Numbers: quantities with or without a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Self

import msgspec
from babel import Locale

from crowd.i18n.notation import format_exact, format_number, round_to_digits
from crowd.i18n.translator import Translator
from crowd.kinds.examples import example_number
from crowd.kinds.kind import ROBUST_HEADLINES, Kind, KindForm, KindOptions
from crowd.kinds.values import (
    API_LOCALE,
    bounds_problem,
    format_typed_number,
    parse_bound_option,
)
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.parsing.numbers import parse_number
from crowd.parsing.text import ParsedValue, Unreadable
from crowd.parsing.units import has_percent
from crowd.parsing.visible_text import check_visible, strip_controls

MAX_UNIT_LENGTH = 40
MAX_DECIMALS = 12
MAX_RATING = 10
"""Largest answer up to which answers can be ratings."""

MAX_DIGITS = 10
"""Digits before the decimal point that are taken for meant: those of a count of all people."""

WRITTEN_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
"""A number in the text of a question."""


class Number(Kind, frozen=True, kw_only=True, tag="number"):
    """A quantity. No minimum means that it may be negative; `decimals` None allows any, 0 none."""

    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None

    label: ClassVar[Sentence] = Sentence("A number")
    example: ClassVar[Sentence] = Sentence("How many, how heavy?")
    field_names: ClassVar[tuple[str, ...]] = ("minimum", "maximum")
    option_names: ClassVar[tuple[str, ...]] = ("unit", "minimum", "maximum")
    headlines: ClassVar[tuple[str, ...]] = (*ROBUST_HEADLINES, "mean", "geometric_mean")
    is_quantity: ClassVar[bool] = True
    has_round_numbers: ClassVar[bool] = True
    slip_base: ClassVar[float | None] = 10.0

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The smallest and the largest answer allowed."""
        return self.minimum, self.maximum

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        return self.decimals == 0

    @property
    def has_ratios(self) -> bool:
        """Whether answers are no ratings, of which 4 is not twice as much as 2."""
        return None in self.bounds or (self.maximum or 0) > MAX_RATING

    def without_bounds(self) -> Number:
        """Return the number with its unit alone."""
        return Number(unit=self.unit)

    def for_averages(self) -> Number:
        """Return the kind with any decimals."""
        return msgspec.structs.replace(self, decimals=None)

    def definition_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the unit, the bounds and the decimals."""
        problems = {
            "unit": self._unit_problem(),
            "kind": bounds_problem(self.minimum, self.maximum),
            "decimals": self._decimals_problem(),
        }
        return (Problem(field=field, message=text) for field, text in problems.items() if text)

    def _unit_problem(self) -> str:
        if any(character.isdigit() for character in self.unit):
            return Sentence("Write the unit without digits, such as pieces, kg or $.")
        if len(self.unit) > MAX_UNIT_LENGTH:
            return Sentence("Shorten the unit to at most {most} characters.", most=MAX_UNIT_LENGTH)
        return check_visible(self.unit)

    def _decimals_problem(self) -> str:
        if self.decimals is None or 0 <= self.decimals <= MAX_DECIMALS:
            return ""
        return Sentence("Choose between 0 and {most} decimals.", most=MAX_DECIMALS)

    def without_controls(self) -> Self:
        """Return the kind without control characters in its unit."""
        return msgspec.structs.replace(self, unit=strip_controls(self.unit))

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse a number, perhaps with the unit behind it; raise Unreadable for others."""
        if not isinstance(raw, str):
            return ParsedValue(float(raw))
        # A unit that is too long is a problem of its own field.
        units = (self.unit[:MAX_UNIT_LENGTH],) if self.unit else ()
        return parse_number(raw, locale, units)

    def value_problem(self, value: float, locale: Locale) -> str:
        """Return the sentence about too many decimals; empty without them."""
        if self.decimals is None or round(value, self.decimals) == value:
            return ""
        if self.decimals == 0:
            return Sentence("Enter a whole number, without decimals.")
        return Sentence("Enter a number with fewer decimals, at most {most}.", most=self.decimals)

    def examples(self, locale: Locale) -> dict[str, str]:
        """Return a round number within the bounds."""
        value = example_number(self.minimum, self.maximum, whole=self.is_whole)
        return {"example": format_exact(value, locale)}

    def has_foreign_percent(self, typed: str) -> bool:
        """Return whether a text has a percent sign, and neither the unit nor the bounds are percents."""
        percents = has_percent(self.unit) or (not self.unit and self.maximum == 100)
        return has_percent(typed) and not percents

    def is_doubtful(self, typed: str, value: float) -> bool:
        """Return whether a text has a percent sign that is not the unit, or slipped in digits."""
        if self.has_foreign_percent(typed):
            return True
        low, high = self.bounds
        # Words such as "billion" are meant; a bound on that side says what is too much.
        digits = sum(character.isdecimal() for character in typed)
        is_unbounded = (low if value < 0 else high) is None
        return is_unbounded and digits > MAX_DIGITS and abs(value) >= 10**MAX_DIGITS

    def values_in(self, text: str) -> list[float]:
        """Return the distinct numbers that a text has in digits, read as English."""
        found = []
        for typed in WRITTEN_NUMBER.findall(text):
            try:
                found.append(parse_number(typed, API_LOCALE).value)
            except Unreadable:
                continue
        return sorted(set(found))

    def as_shown(self, value: float) -> float:
        """Return a figure in three digits, or whole, where answers are whole; halves stay halves."""
        if not self.is_whole:
            return value
        is_half = 2 * value % 1 == 0
        return round_to_digits(value, 4 if is_half else 3)

    def format_figure(self, value: float, locale: Locale) -> str:
        """Write a figure in four significant digits; in three where answers are whole."""
        return format_number(self.as_shown(value), locale)

    def format_bound(self, value: float, locale: Locale) -> str:
        """Write a bound in a hint, without the unit that stands beside the field."""
        return format_exact(value, locale)

    def format_typed(self, value: float, locale: Locale) -> str:
        """Write a number as a person would type it, so that it parses as this number and no other."""
        return format_typed_number(value, self, locale)

    @property
    def input_mode(self) -> str:
        """The keypad of phones: one with a minus sign where answers can be negative."""
        return "text" if self.minimum is None or self.minimum < 0 else "decimal"

    def hint(self, translator: Translator, locale: Locale) -> str:
        """Say whether answers are whole numbers, and between which bounds they may be."""
        whole = translator.translate("A whole number.") if self.is_whole else ""
        return f"{whole} {translator.translate(self.bounds_hint(locale))}".strip()

    @classmethod
    def from_form(cls, form: KindForm) -> Self:
        """Make the kind that the form of a poll describes."""
        unit = form.get("unit")
        minimum = form.read("minimum", cls(unit=unit))
        if minimum is None and not form.get("negative"):
            minimum = 0.0
        return cls(
            unit=unit,
            minimum=minimum,
            maximum=form.read("maximum", cls(unit=unit)),
            decimals=_decimals(form),
        )

    def form_fields(self, locale: Locale) -> dict[str, str]:
        """Write the kind into the fields of a poll's form."""
        # The fields of bounds are read without bounds, which would exclude readings.
        plain = self.without_bounds()
        return {
            "unit": self.unit,
            "whole": "1" if self.is_whole else "",
            "decimals": str(self.decimals) if self.decimals else "",
            "negative": "1" if self.minimum is None else "",
            # An empty minimum is zero, unless "negative" is ticked.
            "minimum": plain.format_typed(self.minimum, locale) if self.minimum else "",
            "maximum": "" if self.maximum is None else plain.format_typed(self.maximum, locale),
        }

    @classmethod
    def from_options(cls, options: KindOptions) -> Self:
        """Make the kind that options of `crowd create` describe; raise Invalid for bad ones."""
        unit = options.unit.strip()
        return cls(
            unit=unit,
            minimum=parse_bound_option("minimum", options.minimum, cls(unit=unit)),
            maximum=parse_bound_option("maximum", options.maximum, cls(unit=unit)),
        )


def _decimals(form: KindForm) -> int | None:
    if form.get("whole"):
        return 0
    # A hidden field: the API can set decimals that the form has no field for.
    text = form.get("decimals")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None
