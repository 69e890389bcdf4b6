"""Dates: calendar days."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Self

from babel import Locale
from babel.dates import format_date
from babel.units import format_unit

from crowd.i18n.notation import format_day, format_number, round_to_digits
from crowd.i18n.translator import Translator
from crowd.kinds.axis_steps import MAX_STEPS, MIN_STEPS, AxisStep, covering
from crowd.kinds.examples import example_day
from crowd.kinds.kind import Kind, KindForm, KindOptions
from crowd.kinds.values import bounds_problem
from crowd.kinds.words import Words
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.parsing.date_years import DayBounds
from crowd.parsing.dates import parse_date
from crowd.parsing.text import ParsedValue, Unreadable

EPOCH = date(1970, 1, 1)
MIN_DAY = (date.min - EPOCH).days
MAX_DAY = (date.max - EPOCH).days
"""Days since 1970-01-01 that dates can have."""

DAYS_PER_MONTH = 30.44
STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
"""Distances of ticks in months."""

MIN_YEARS, DAYS_PER_YEAR = 2, 365.2425
"""Years from which on a distance is told in years."""

DAYS_OF_MONTH = {1: range(1, 32), 5: (1, 6, 11, 16, 21, 26), 10: (1, 11, 21)}
"""Round days within each month, by the usual distance between them in days."""


class Date(Kind, frozen=True, kw_only=True, tag="date"):
    """A calendar day; values are days since 1970-01-01, bounds are written YYYY-MM-DD."""

    minimum: str | None = None
    maximum: str | None = None

    label: ClassVar[Sentence] = Sentence("A date")
    example: ClassVar[Sentence] = Sentence("When will it open?")
    is_day: ClassVar[bool] = True
    table_unit: ClassVar[str] = Sentence("calendar day")
    field_names: ClassVar[tuple[str, ...]] = ("earliest", "latest")
    option_names: ClassVar[tuple[str, ...]] = ("minimum", "maximum")
    words: ClassVar[Words] = Words(
        too_low="early",
        too_high="late",
        off_low=Sentence("{off} too early"),
        off_high=Sentence("{off} too late"),
        sides=Sentence("{low} guessed too early and {high} too late"),
        below_minimum=Sentence("You entered {value}. The answer must be {bound} or later."),
        above_maximum=Sentence("You entered {value}. The answer must be {bound} or earlier."),
        at_least=Sentence("Not before {least}."),
        at_most=Sentence("Not after {most}."),
        range_ends=("first_day", "last_day"),
        half_between=Sentence("At least half of them said between {first_day} and {last_day}."),
        share_between=Sentence("{share} of them said between {first_day} and {last_day}."),
        counted_between=Sentence("{count} of the {all} said between {first_day} and {last_day}."),
        interval=Sentence(
            "If many more people like these were asked, the {name} would probably be between "
            "{first_day} and {last_day}."
        ),
        crowd_range=Sentence(
            "The crowd’s own range, made from theirs, goes from {first_day} to {last_day}."
        ),
        nobody_too_low=Sentence("Nobody guessed too early."),
        nobody_too_high=Sentence("Nobody guessed too late."),
        everybody_too_low=Sentence("Everybody guessed too early."),
        everybody_too_high=Sentence("Everybody guessed too late."),
        expected_lower=Sentence(
            "What people expected of the others hints at an earlier day, {value}."
        ),
        expected_higher=Sentence(
            "What people expected of the others hints at a later day, {value}."
        ),
        rising=Sentence("People who answered later tended to say later days."),
        falling=Sentence("People who answered later tended to say earlier days."),
    )
    has_percent_errors: ClassVar[bool] = False
    is_text_in_json: ClassVar[bool] = True
    # Dates are stored as day numbers, which people do not see.
    hidden_figures: ClassVar[tuple[str, ...]] = ("independence.multiples_of_5",)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The earliest and the latest day allowed; raises ValueError if one is unreadable."""
        return _optional_day(self.minimum), _optional_day(self.maximum)

    @property
    def is_bounded(self) -> bool:
        """Whether there is an earliest and a latest day."""
        return None not in {self.minimum, self.maximum}

    def without_bounds(self) -> Date:
        """Return any date."""
        return Date()

    def definition_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the bounds."""
        try:
            problem = bounds_problem(*self.bounds)
        except ValueError:
            problem = Sentence("Write the earliest and latest date as YYYY-MM-DD.")
        if problem:
            yield Problem(field="kind", message=problem)

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse a date; raise Unreadable for others."""
        if not isinstance(raw, str):
            raise Unreadable("Write the date as text, such as 2027-03-27.")
        return parse_date(raw, locale, self._days)

    @property
    def _days(self) -> DayBounds:
        """The bounds as days; none that is unreadable."""
        try:
            first, last = map(_optional_date, (self.minimum, self.maximum))
        except ValueError:
            return DayBounds()
        return DayBounds(first, last)

    def examples(self, locale: Locale) -> dict[str, str]:
        """Return a day within the bounds, written in two ways."""
        day = example_day(*self._days)
        return {"example": format_date(day, "long", locale=locale), "iso": day.isoformat()}

    def to_json(self, value: float) -> str:
        """Return the date as YYYY-MM-DD."""
        return iso_day(value)

    def format(self, value: float, locale: Locale) -> str:
        """Write the day with its month in words."""
        return format_day(date.fromisoformat(iso_day(value)), "long", locale)

    def format_typed(self, value: float, locale: Locale) -> str:
        """Write the day as YYYY-MM-DD, which parses as this day and no other."""
        return iso_day(value)

    def format_figure(self, value: float, locale: Locale) -> str:
        """Write the day with its month in words."""
        return self.format(value, locale)

    def as_shown(self, value: float) -> float:
        """Return the nearest day, the later one of two."""
        return float(math.floor(value + 0.5))

    def format_tick(self, value: float, locale: Locale) -> str:
        """Write a day at an axis: the first of a month as the month, of a year as the year."""
        day = date.fromisoformat(iso_day(value))
        if day.day != 1:
            return format_day(day, "medium", locale)
        return format_date(day, "y" if day.month == 1 else "MMM y", locale=locale)

    def format_distance(self, value: float, translator: Translator, locale: Locale) -> str:
        """Write a distance in days, in three significant digits; from two years on in years."""
        if abs(value) >= MIN_YEARS * DAYS_PER_YEAR:
            years = round_to_digits(value / DAYS_PER_YEAR, 2)
            text = format_unit(years, "duration-year", locale=locale)
            return text.replace(" ", "\N{NO-BREAK SPACE}")
        # Rounded as it is written: the plural form goes with the written number.
        count = round_to_digits(value, 3)
        return translator.plural(
            "{n}\N{NO-BREAK SPACE}day",
            "{n}\N{NO-BREAK SPACE}days",
            count,
            n=format_number(count, locale, 3),
        )

    def axis_steps(self, span: float) -> list[AxisStep]:
        """Return steps of days within months, of months and of years, the shortest first."""
        days = [AxisStep(float(size), partial(_days_of_months, size)) for size in DAYS_OF_MONTH]
        months = [
            AxisStep(step * DAYS_PER_MONTH, partial(_firsts_of_months, step))
            for step in STEPS_IN_MONTHS
        ]
        fitting = [s for s in days + months if MIN_STEPS <= span / s.size <= MAX_STEPS]
        return fitting or days[:1]

    def format_bar_width(
        self, low: float, high: float, translator: Translator, locale: Locale
    ) -> str:
        """Write the width of a bar in years, months or days."""
        start, end = (date.fromisoformat(iso_day(value)) for value in (low, high))
        if (start.day, end.day) != (1, 1):
            return self.format_distance(high - low, translator, locale)
        months = 12 * (end.year - start.year) + end.month - start.month
        count, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
        return format_unit(count, f"duration-{unit}", locale=locale).replace(
            " ", "\N{NO-BREAK SPACE}"
        )

    @property
    def day_bounds(self) -> tuple[str, str]:
        """The earliest and the latest day allowed; empty for none."""
        return self.minimum or "", self.maximum or ""

    @property
    def input_mode(self) -> str:
        """The keypad of phones: letters, for the names of months."""
        return "text"

    def hint(self, translator: Translator, locale: Locale) -> str:
        """Give an example, and say between which bounds answers may be."""
        example = translator.translate(
            "For example {example} or {iso}.", **self.examples(translator.locale)
        )
        return f"{example} {translator.translate(self.bounds_hint(locale))}".strip()

    @classmethod
    def from_form(cls, form: KindForm) -> Self:
        """Make the kind that the form of a poll describes."""
        earliest, latest = (form.read(field, cls()) for field in ("earliest", "latest"))
        return cls(
            minimum=None if earliest is None else iso_day(earliest),
            maximum=None if latest is None else iso_day(latest),
        )

    def form_fields(self, locale: Locale) -> dict[str, str]:
        """Write the kind into the fields of a poll's form."""
        return {"earliest": self.minimum or "", "latest": self.maximum or ""}

    @classmethod
    def from_options(cls, options: KindOptions) -> Self:
        """Make the kind that options of `crowd create` describe."""
        return cls(minimum=options.minimum, maximum=options.maximum)


def day_number(iso: str) -> float:
    """Parse a date written YYYY-MM-DD to days since 1970-01-01; raise ValueError for others."""
    return float((date.fromisoformat(iso) - EPOCH).days)


def iso_day(value: float) -> str:
    """Write days since 1970-01-01 as YYYY-MM-DD, rounded to the nearest day, half days up."""
    day = math.floor(value + 0.5)
    return (EPOCH + timedelta(days=min(MAX_DAY, max(MIN_DAY, day)))).isoformat()


def _firsts_of_months(step: int, low: float, high: float) -> list[float]:
    """Return every so many months' first, from at or below `low` to at or above `high`."""
    first, last = (_month_of(value) for value in (low, high))
    months = range(first - first % step, last + 2 * step + 1, step)
    return covering([_first_of_month(month) for month in months], low, high)


def _days_of_months(size: int, low: float, high: float) -> list[float]:
    """Return the round days of each month, from at or below `low` to at or above `high`."""
    days = [
        first + day - 1
        for month in range(_month_of(low), _month_of(high) + 2)
        for first in [_first_of_month(month)]
        for day in DAYS_OF_MONTH[size]
        if first + day - 1 < _first_of_month(month + 1)
    ]
    return covering(days, low, high)


def _month_of(value: float) -> int:
    """Return the month of a day, counted from the year 0."""
    day = date.fromisoformat(iso_day(math.floor(value)))
    return day.year * 12 + day.month - 1


def _first_of_month(month: int) -> float:
    year, within = divmod(month, 12)
    if year < date.min.year:
        return float(MIN_DAY)
    if year > date.max.year:
        return float(MAX_DAY + 1)
    return float((date(year, within + 1, 1) - EPOCH).days)


def _optional_date(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)


def _optional_day(iso: str | None) -> float | None:
    return None if iso is None else day_number(iso)
