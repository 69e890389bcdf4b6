"""Percentages: shares from 0 to 100."""

from __future__ import annotations

from typing import ClassVar

from babel import Locale

from crowd.i18n.notation import format_exact, format_number, round_to_digits, with_percent
from crowd.i18n.translator import Translator
from crowd.kinds.examples import USUAL_NUMBER
from crowd.kinds.kind import Kind
from crowd.kinds.values import format_typed_number
from crowd.model.sentence import Sentence
from crowd.parsing.chance_fractions import chance_readings
from crowd.parsing.numbers import parse_number
from crowd.parsing.probabilities import chance_to_percent
from crowd.parsing.text import ParsedValue


class Percentage(Kind, frozen=True, kw_only=True, tag="percentage"):
    """A share in percent, 0 to 100."""

    label: ClassVar[Sentence] = Sentence("A percentage")
    example: ClassVar[Sentence] = Sentence("What share of people?")
    table_unit: ClassVar[str] = "%"
    has_round_numbers: ClassVar[bool] = True
    has_fixed_axis: ClassVar[bool] = True

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest answer allowed."""
        return 0.0, 100.0

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse a number, with or without a percent sign, or a fraction; raise Unreadable for others."""
        if not isinstance(raw, str):
            return ParsedValue(float(raw))
        fractions = [*map(chance_to_percent, chance_readings(raw))]
        if fractions:
            return ParsedValue(fractions[0], tuple(fractions[1:]))
        return parse_number(raw, locale, ("%", "percent"))

    def examples(self, locale: Locale) -> dict[str, str]:
        """Return a percentage without its sign, which stands beside the field."""
        return {"example": format_exact(USUAL_NUMBER, locale)}

    def value_problem(self, value: float, locale: Locale) -> str:
        """Return the sentence about values that are no percentage; empty for others."""
        if 0 <= value <= 100:
            return ""
        return Sentence(
            "You entered {value}. A percentage is between 0 and 100.",
            value=self.format(value, locale),
        )

    def format(self, value: float, locale: Locale) -> str:
        """Write a percentage exactly."""
        return with_percent(format_exact(value, locale), locale)

    def format_typed(self, value: float, locale: Locale) -> str:
        """Write a number as a person would type it, so that it parses as this number and no other."""
        return format_typed_number(value, self, locale)

    def format_figure(self, value: float, locale: Locale) -> str:
        """Write a percentage in three significant digits."""
        return with_percent(format_number(value, locale, 3), locale)

    def as_shown(self, value: float) -> float:
        """Return a percentage in three significant digits."""
        return round_to_digits(value, 3)

    def format_distance(self, value: float, translator: Translator, locale: Locale) -> str:
        """Write a distance in percentage points, in three significant digits."""
        return percentage_points(value, translator, locale)

    @property
    def field_unit(self) -> str:
        """The unit beside the field of an answer."""
        return "%"


def percentage_points(value: float, translator: Translator, locale: Locale) -> str:
    """Write a distance of percentages in three significant digits."""
    # Rounded as it is written: the plural form goes with the written number.
    count = round_to_digits(value, 3)
    return translator.plural(
        "{n}\N{NO-BREAK SPACE}percentage point",
        "{n}\N{NO-BREAK SPACE}percentage points",
        count,
        n=format_number(count, locale, 3),
    )
