"""The year that a typed date leaves out or writes with two digits, from the bounds of the poll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

MAX_YEARS = 100
"""Years of a poll's bounds up to which two digits can mean only one of them."""

MAX_DATES = 4
"""Dates without a year that are asked back; more are for the person to say."""


class DayBounds(NamedTuple):
    """The earliest and the latest day that a poll allows, if it has them."""

    first: date | None = None
    last: date | None = None

    @property
    def years(self) -> range:
        """The years of the bounds; none where they are open or far apart."""
        if self.first is None or self.last is None:
            return range(0)
        years = range(self.first.year, self.last.year + 1)
        return years if len(years) <= MAX_YEARS else range(0)

    def has(self, day: date) -> bool:
        """Return whether a day is within the bounds."""
        return (self.first or date.min) <= day <= (self.last or date.max)


def year_of_two_digits(typed: str, bounds: DayBounds) -> str:
    """Return the only year of the bounds that ends with these digits; else the text as typed."""
    years = [year for year in bounds.years if len(typed) == 2 and year % 100 == int(typed)]
    return str(years[0]) if len(years) == 1 else typed


def dates_without_year(orders: Sequence[tuple[int, int]], bounds: DayBounds) -> list[date]:
    """Return the dates within the bounds that these days and months are; none if they are many."""
    days = [
        found
        for day, month in dict.fromkeys(orders)
        for year in bounds.years
        if (found := date_or_none(year, month, day)) and bounds.has(found)
    ]
    return days if len(days) <= MAX_DATES else []


def date_or_none(year: int, month: int, day: int) -> date | None:
    """Return a date; None if there is no such date."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
