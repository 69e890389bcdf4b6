"""How a spreadsheet program of a locale reads numbers, dates and the cells of CSV files."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

import msgspec
from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol

SEMICOLON_TERRITORIES = {"CH"}
"""Territories whose programs separate cells by semicolons, although their decimal sign is a point."""


class ExcelNotation(msgspec.Struct, frozen=True, kw_only=True):
    """The signs of a locale in a CSV file, and its pattern of short dates."""

    locale: Locale
    delimiter: str
    decimal: str
    date_pattern: str
    exact_times: bool

    def number(self, value: float) -> str:
        """Write a number exactly, without separators between thousands."""
        return str(value).replace(".", self.decimal)

    def day(self, day: date) -> str:
        """Write a day with four digits of the year."""
        return _write_day(day, self.date_pattern, str(self.locale))

    def moment(self, moment: datetime) -> str:
        """Write a time as its clock shows it, to the minute or second."""
        return f"{self.day(moment.date())} {moment:{'%H:%M:%S' if self.exact_times else '%H:%M'}}"


def excel_notation(locale: Locale, *, exact_times: bool) -> ExcelNotation:
    """Return the notation of a locale; a decimal comma makes the semicolon the delimiter."""
    comma = get_decimal_symbol(locale) == ","
    semicolon = comma or locale.territory in SEMICOLON_TERRITORIES
    return ExcelNotation(
        locale=locale,
        delimiter=";" if semicolon else ",",
        decimal="," if comma else ".",
        date_pattern=_date_pattern(str(locale)),
        exact_times=exact_times,
    )


@lru_cache(maxsize=64)
def _date_pattern(locale: str) -> str:
    """Return the short pattern of a locale with a whole year, without marks of direction."""
    pattern = Locale.parse(locale).date_formats["short"].pattern
    return re.sub(r"y+", "yyyy", re.sub(r"[\u061c\u200e\u200f]", "", pattern))


@lru_cache(maxsize=4096)
def _write_day(day: date, pattern: str, locale: str) -> str:
    """Write a day; answers of one day share it, which saves a third of the time of an export."""
    return format_date(day, pattern, locale=locale)
