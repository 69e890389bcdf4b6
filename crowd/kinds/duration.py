"""Durations: how long something takes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Self

from babel import Locale
from babel.units import format_unit

from crowd.i18n.notation import MINUS, format_exact, format_number, with_unit
from crowd.i18n.translator import Translator
from crowd.kinds.axis_steps import (
    MAX_STEPS,
    MIN_STEPS,
    AxisStep,
    covering,
    decimal_steps,
    multiples,
    preferred_numbers,
)
from crowd.kinds.kind import ROBUST_HEADLINES, Kind, KindForm, KindOptions
from crowd.kinds.values import (
    BOUND_TOO_LARGE,
    TOO_LARGE,
    bounds_problem,
    parse_bound_option,
)
from crowd.kinds.words import Words
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.parsing.duration_units import SECONDS
from crowd.parsing.durations import NOT_ABOVE_ZERO, parse_duration
from crowd.parsing.text import ParsedValue

MINUTE, HOUR, DAY = SECONDS["minute"], SECONDS["hour"], SECONDS["day"]
MAX_SECONDS = 1e15
"""Seconds of the longest duration, 30 million years: written in days, it still can be read."""

MAX_COUNT = 10_000
"""Count from which figures are rounded to the next larger unit: four digits are left."""

SYMBOLS = {"hour": "h", "minute": "min", "second": "s"}
"""International symbols, for the languages that write hours with an h."""

STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(unit * MINUTE for unit in (1, 2, 5, 10, 15, 30)),
    *(unit * HOUR for unit in (1, 2, 3, 6, 12)),
    *(unit * DAY for unit in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)),
)
"""Distances of ticks on a linear axis, and ticks on a logarithmic one, in seconds."""

FEW_STEPS = (1, 10, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 10 * DAY, 100 * DAY, 1000 * DAY)
"""Ticks on a logarithmic axis that is too wide for all steps, in seconds."""

EXAMPLES = (90 * MINUTE, 20 * MINUTE, 5 * HOUR, 45.0, 3 * DAY, 5.0, 40 * DAY, 400 * DAY)
"""Examples of durations in seconds, the most usual first."""

CLOCK_VALUES = (1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45)
LOG_VALUES = (
    *CLOCK_VALUES,
    *(MINUTE * value for value in CLOCK_VALUES),
    *(HOUR * value for value in (1, 1.5, 2, 3, 4, 6, 9, 12, 18)),
)
"""Round values of about equal ratios below a day, in seconds."""


class Duration(Kind, frozen=True, kw_only=True, tag="duration"):
    """How long something takes, above zero; values and bounds are seconds."""

    minimum: float | None = None
    maximum: float | None = None

    label: ClassVar[Sentence] = Sentence("A duration")
    example: ClassVar[Sentence] = Sentence("How long will it take?")
    is_written_beside: ClassVar[bool] = True
    table_unit: ClassVar[str] = Sentence("seconds")
    field_names: ClassVar[tuple[str, ...]] = ("shortest", "longest")
    option_names: ClassVar[tuple[str, ...]] = ("minimum", "maximum")
    headlines: ClassVar[tuple[str, ...]] = (*ROBUST_HEADLINES, "mean", "geometric_mean")
    words: ClassVar[Words] = Words(
        too_low="short",
        too_high="long",
        off_low=Sentence("{off} too short"),
        off_high=Sentence("{off} too long"),
        sides=Sentence("{low} guessed too short and {high} too long"),
        below_minimum=Sentence("You entered {value}. The answer must be {bound} or longer."),
        above_maximum=Sentence("You entered {value}. The answer must be {bound} or shorter."),
        nobody_too_low=Sentence("Nobody guessed too short."),
        nobody_too_high=Sentence("Nobody guessed too long."),
        everybody_too_low=Sentence("Everybody guessed too short."),
        everybody_too_high=Sentence("Everybody guessed too long."),
        expected_lower=Sentence(
            "What people expected of the others hints at a shorter time, {value}."
        ),
        expected_higher=Sentence(
            "What people expected of the others hints at a longer time, {value}."
        ),
        rising=Sentence("Later answers tended to be longer."),
        falling=Sentence("Later answers tended to be shorter."),
    )
    is_quantity: ClassVar[bool] = True
    slip_base: ClassVar[float | None] = 60.0
    # Durations are stored as seconds, which people do not see.
    hidden_figures: ClassVar[tuple[str, ...]] = ("independence.multiples_of_5",)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The shortest and the longest answer allowed, in seconds."""
        return self.minimum, self.maximum

    @property
    def is_positive(self) -> bool:
        """Whether all answers are quantities above zero."""
        return True

    @property
    def tells_percent_errors(self) -> bool:
        """Whether errors are told in percent: not of times, of which people speak in minutes."""
        return False

    def without_bounds(self) -> Duration:
        """Return any duration."""
        return Duration()

    def definition_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the bounds."""
        given = [bound for bound in self.bounds if bound is not None]
        if any(bound < 0 for bound in given):
            problem: str = NOT_ABOVE_ZERO
        elif all(bound <= MAX_SECONDS for bound in given):
            problem = bounds_problem(*self.bounds)
        else:
            problem = BOUND_TOO_LARGE
        if problem:
            yield Problem(field="kind", message=problem)

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse a duration, or take a number as seconds; raise Unreadable for others."""
        return parse_duration(raw, locale) if isinstance(raw, str) else ParsedValue(float(raw))

    @property
    def _example(self) -> float:
        """A usual duration within the bounds; else a bound."""
        low, high = self.minimum or 0, self.maximum or math.inf
        return next((value for value in EXAMPLES if low <= value <= high), low or high)

    def examples(self, locale: Locale) -> dict[str, str]:
        """Return a duration within the bounds."""
        return {"example": self.format(self._example, locale)}

    def value_problem(self, value: float, locale: Locale) -> str:
        """Return the sentence about values that are no duration; empty for others."""
        if value <= 0:
            return NOT_ABOVE_ZERO
        return TOO_LARGE if value > MAX_SECONDS else ""

    def format(self, value: float, locale: Locale) -> str:
        """Write a duration exactly, in days, hours, minutes and seconds."""
        return _write(value, locale)

    def format_typed(self, value: float, locale: Locale) -> str:
        """Write a duration so that it parses as this one and no other."""
        text = self.format(value, locale)
        # Three decimals can be read as a group of thousands; behind a colon they cannot.
        return text if self.parse(text, locale) == ParsedValue(value) else _write_clock(value)

    def format_figure(self, value: float, locale: Locale) -> str:
        """Write a duration in four significant digits, but days whole."""
        return _write(_rounded(value), locale)

    def format_tick(self, value: float, locale: Locale) -> str:
        """Write a duration at an axis; none at all has no unit."""
        return self.format_figure(value, locale) if value else format_number(0, locale)

    def format_distance(self, value: float, translator: Translator, locale: Locale) -> str:
        """Write the difference of two durations like a duration."""
        return self.format_figure(value, locale)

    def axis_steps(self, span: float) -> list[AxisStep]:
        """Return round steps of seconds, minutes, hours or days, the shortest first."""
        tenths = [step for step in decimal_steps(span) if step.size < 1]
        rounds = [multiples(float(size)) for size in STEPS if MIN_STEPS <= span / size <= MAX_STEPS]
        days = [multiples(step.size * DAY) for step in decimal_steps(span / DAY, whole=True)]
        return [*tenths, *rounds, *(step for step in days if step.size > STEPS[-1])]

    def log_values(self, low: float, high: float, per_decade: int) -> list[float]:
        """Return round durations of about equal ratios; below a second and from a day on, decimals."""
        short = preferred_numbers(min(low, 1), 1, per_decade)
        days = preferred_numbers(1, max(high / DAY, 2), per_decade)
        below_a_day = LOG_VALUES if per_decade > 5 else [step for step in STEPS if step < DAY]
        values = [*short[:-1], *map(float, below_a_day), *(DAY * day for day in days)]
        return covering(values, low, high)

    @property
    def input_mode(self) -> str:
        """The keypad of phones: letters, for the units."""
        return "text"

    def hint(self, translator: Translator, locale: Locale) -> str:
        """Give examples, and say between which bounds answers may be."""
        if self._example == EXAMPLES[0]:
            example = translator.translate(
                "For example {written}, {minutes} or 1:30:00.",
                written=self.format(90 * MINUTE, locale),
                minutes=with_unit("90", _symbol("minute", locale)),
            )
        else:
            written = self.format(self._example, locale)
            example = translator.translate("For example {written}.", written=written)
        return f"{example} {translator.translate(self.bounds_hint(locale))}".strip()

    @classmethod
    def from_form(cls, form: KindForm) -> Self:
        """Make the kind that the form of a poll describes."""
        return cls(minimum=form.read("shortest", cls()), maximum=form.read("longest", cls()))

    def form_fields(self, locale: Locale) -> dict[str, str]:
        """Write the kind into the fields of a poll's form."""
        return {
            "shortest": "" if self.minimum is None else self.format_typed(self.minimum, locale),
            "longest": "" if self.maximum is None else self.format_typed(self.maximum, locale),
        }

    @classmethod
    def from_options(cls, options: KindOptions) -> Self:
        """Make the kind that options of `crowd create` describe; raise Invalid for bad ones."""
        return cls(
            minimum=parse_bound_option("minimum", options.minimum, cls()),
            maximum=parse_bound_option("maximum", options.maximum, cls()),
        )


def _rounded(value: float) -> float:
    """Round to the smallest unit of which there are fewer than 10,000, or to four digits of seconds."""
    if abs(value) < MINUTE:
        return float(f"{value:.4g}")
    units = (unit for unit in (1, MINUTE, HOUR) if abs(value) < MAX_COUNT * unit)
    unit = next(units, DAY)
    return float(round(value / unit) * unit)


def _write(value: float, locale: Locale) -> str:
    rest = abs(Decimal(repr(value)))
    parts: list[str] = []
    for unit in ("day", "hour", "minute"):
        count, rest = divmod(rest, SECONDS[unit])
        # A zero between two units is written: 2 h 35 s would pass for 2 h 35 min.
        if count or (parts and rest):
            parts.append(_write_part(float(count), unit, locale))
    if rest or not parts:
        parts.append(_write_part(float(rest), "second", locale))
    return (MINUS if value < 0 else "") + " ".join(parts)


def _write_part(count: float, unit: str, locale: Locale) -> str:
    if unit == "day":
        return format_unit(int(count), "duration-day", locale=locale).replace(
            " ", "\N{NO-BREAK SPACE}"
        )
    return with_unit(format_exact(count, locale), _symbol(unit, locale))


def _write_clock(value: float) -> str:
    minutes, seconds = divmod(Decimal(repr(value)), MINUTE)
    return f"{minutes // 60}:{minutes % 60}:{seconds:f}"


def _symbol(unit: str, locale: Locale) -> str:
    """Return the symbol of a unit, or what the locale writes in its stead."""
    if format_unit("", "duration-hour", "narrow", locale=locale).strip() == "h":
        return SYMBOLS[unit]
    return format_unit("", f"duration-{unit}", "short", locale=locale).strip()
