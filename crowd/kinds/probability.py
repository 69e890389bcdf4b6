"""Chances: how likely it is that something happens."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from babel import Locale

from crowd.i18n.notation import format_exact, format_number, round_to_digits, with_percent
from crowd.i18n.translator import Translator
from crowd.kinds.kind import Kind
from crowd.kinds.percentage import percentage_points
from crowd.model.sentence import Sentence
from crowd.parsing.probabilities import parse_outcome, parse_probability
from crowd.parsing.text import ParsedValue

OUTCOMES = {1.0: Sentence("yes, it happened"), 0.0: Sentence("no, it did not happen")}
"""Sentences for the truth."""


class Probability(Kind, frozen=True, kw_only=True, tag="probability"):
    """How likely it is that something happens, 0 to 1; pages write percent. The truth is 0 or 1."""

    label: ClassVar[Sentence] = Sentence("A probability")
    example: ClassVar[Sentence] = Sentence("Will it happen?")
    table_unit: ClassVar[str] = Sentence("0 to 1")
    label_hint: ClassVar[str] = Sentence(
        "People say how likely it is, from 0 to 100 percent. The correct answer will be yes or no."
    )
    headlines: ClassVar[tuple[str, ...]] = ("log_odds_mean", "median")
    advice: ClassVar[Sentence] = Sentence("For a chance, the combined chance.")
    truth_hint: ClassVar[str] = Sentence("For a chance, write yes or no.")
    is_chance: ClassVar[bool] = True
    has_fixed_axis: ClassVar[bool] = True
    # The truth is 0 or 1: no two answers bracket it, and nobody speaks of a percentage of it.
    hidden_figures: ClassVar[tuple[str, ...]] = (
        "scoring.percent_error",
        "scoring.bracketing",
        "independence.multiples_of_5",
    )

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest answer allowed."""
        return 0.0, 1.0

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse a chance from a number, or from a text in percent or not."""
        return parse_probability(raw, locale)

    def value_problem(self, value: float, locale: Locale) -> str:
        """Return the sentence about values that are no chance; empty for others."""
        if 0 <= value <= 1:
            return ""
        return Sentence(
            "You entered {value}. A chance is between 0 and {most}.",
            value=self.format(value, locale),
            most=self.format(1, locale),
        )

    def parse_truth(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse whether it happened: 1 or 0."""
        return ParsedValue(parse_outcome(raw, locale))

    def truth_problem(self, value: float, locale: Locale) -> str:
        """Return what is wrong with a truth that is neither 1 nor 0."""
        wrong = Sentence("The correct answer is 1 if it happened, or 0 if it did not.")
        return "" if value in {0, 1} else wrong

    def format(self, value: float, locale: Locale) -> str:
        """Write a chance exactly, in percent."""
        return with_percent(format_exact(percent_of(value), locale), locale)

    def format_figure(self, value: float, locale: Locale) -> str:
        """Write a chance in percent, in three digits; 0 and 100 only for exactly 0 and 1."""
        digits = 3
        while 0 < value < 1 and round_to_digits(100 * value, digits) >= 100:
            digits += 1
        return with_percent(format_number(100 * value, locale, digits), locale)

    def format_truth(self, value: float, translator: Translator, locale: Locale) -> str:
        """Say whether it happened."""
        return translator.translate(OUTCOMES[value])

    def format_distance(self, value: float, translator: Translator, locale: Locale) -> str:
        """Write a distance in percentage points, in three significant digits."""
        return percentage_points(100 * value, translator, locale)

    @property
    def field_unit(self) -> str:
        """The unit beside the field of an answer."""
        return "%"

    def hint(self, translator: Translator, locale: Locale) -> str:
        """Say what the ends of the scale mean."""
        return translator.translate(
            "From {none} (impossible) to {all} (certain).",
            none=self.format(0, locale),
            all=self.format(1, locale),
        )

    def outcomes(self, translator: Translator) -> list[tuple[str, str]]:
        """Return the truths to choose from: value in forms, and label."""
        return [
            ("yes", translator.translate("Yes, it happened")),
            ("no", translator.translate("No, it did not happen")),
        ]


def percent_of(chance: float) -> float:
    """Convert a chance to percent by decimal arithmetic: 0.07 is 7, not 7.000000000000001."""
    return float(Decimal(repr(chance)).scaleb(2))
