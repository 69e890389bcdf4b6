"""Parse columns of dates, as people type them and as spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from babel import Locale

from crowd.kinds import Date
from crowd.kinds.values import API_LOCALE
from crowd.parsing.month_names import in_english
from crowd.parsing.text import MAX_LENGTH, ParsedValue, Unreadable
from crowd.tables.answer_columns import AnswerColumns, Cells, ExtraColumns, parse_truth_option
from crowd.tables.columns.column import Column, parse_texts
from crowd.tables.formats.cells import cell_text
from crowd.tables.short_years import settle_centuries, short_year_notes, with_full_year

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Days of a spreadsheet, from 1954 to 2119, that are read as dates."""

SERIAL_ZERO = date(1899, 12, 30)
"""The day before the first one of a spreadsheet, for days from March 1900 on."""

SERIAL_NOTE = "Numbers such as {text} are read as days of a spreadsheet: {day}."
DAY_FIRST_NOTE = "Dates such as {text} are read with the day first, as other rows show."
ORDER_NOTE = (
    "Dates that do not show whether the day or the month comes first: {number:,}. They are read with "
    "the {first} first, “{text}” as {taken} and not as {other}; --locale en-GB puts the day first, "
    "en-US the month."
)
MAX_TEXTS_COMPARED = 200
"""Dates by which the languages of a column's months are found."""

DAY_FIRST, MONTH_FIRST = Locale("en", "GB"), Locale("en", "US")

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_TIME = re.compile(
    r"(?<=\d)(?:[ T]|, )(?:um |at |à |a las )?\d{1,2}[:h]\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M| Uhr)?"
    r"(?: ?Z| ?[+-]\d\d:?\d\d| [A-Z]{3,4})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?"
    r"\s*(?:[(（][^()（）]{1,4}[)）]|(?:星期|周|週)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일)?"
)
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}(?!\d)", re.ASCII)


def parse_dates(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    """Parse dates; the column tells whether the day or the month comes first, unless a locale does."""
    column, own = parse_date_column(cells, locale)
    texts = [cell_text(cell) for cell in cells]
    notes = _notes(texts, column, days_lead=own == DAY_FIRST and locale == API_LOCALE)
    notes += short_year_notes(column, [*map(_without_time, texts)])
    if column.ambiguous:
        notes.append(_order_note(texts[min(column.ambiguous)], len(column.ambiguous), own))
        column.ambiguous.clear()
    return AnswerColumns(
        column=column,
        kind=lambda _: Date(),
        extra={role: _parse_column(other, own) for role, other in extra.items()},
        truth=parse_truth_option(truth, Date(), own),
        notes=notes,
        as_text=lambda day: _date_of(day).isoformat(),
    )


def _order_note(text: str, number: int, locale: Locale) -> str:
    """Say which reading of ambiguous dates was taken, and which was not."""
    parsed = parse_date_cell(text, locale)
    taken, other = (_date_of(value) for value in (parsed.value, parsed.alternatives[0]))
    leading = re.match(r"\D*(\d+)", text)
    is_day = leading is not None and int(leading[1]) == taken.day
    return ORDER_NOTE.format(
        number=number,
        text=text[:20],
        first="day" if is_day else "month",
        taken=taken.isoformat(),
        other=other.isoformat(),
    )


def parse_date_column(cells: Cells, locale: Locale) -> tuple[Column, Locale]:
    """Parse dates; also return the locale by which they are read."""
    order = None
    if locale == API_LOCALE:
        order = _shown_order([cell_text(cell) for cell in cells])
    column = _parse_column(cells, order or locale)
    if locale == API_LOCALE:
        _parse_foreign_months(column, cells)
    if order is not None:
        # Without a dot or a name of a month, other rows tell which number is the month.
        column.ambiguous.clear()
    settle_centuries(column, [_without_time(cell_text(cell)) for cell in cells])
    return column, order or locale


def _parse_foreign_months(column: Column, cells: Cells) -> None:
    """Parse dates with names of months in other languages."""
    days: dict[str, float | None] = {}
    for place in [*column.problems]:
        text = cell_text(cells[place])
        if text not in days:
            days[text] = _foreign_day(text)
        day = days[text]
        if day is not None:
            column.values[place] = day
            del column.problems[place]


def _foreign_day(text: str) -> float | None:
    """Return the day of a date with a month in another language; None for other texts."""
    english = in_english(_without_time(text)) if len(text) <= MAX_LENGTH else None
    if english is None:
        return None
    try:
        parsed = parse_date_cell(english, API_LOCALE)
    except Unreadable:
        return None
    return None if parsed.alternatives else parsed.value


def is_date(text: str, locale: Locale) -> bool:
    """Return whether a cell can be a date."""
    try:
        parse_date_cell(text, locale)
    except Unreadable:
        return False
    return True


def parse_date_cell(text: str, locale: Locale) -> ParsedValue:
    """Parse a cell to a date: as typed, with a time of day, as a serial number, with a short year."""
    kind = Date()
    if _SERIAL.fullmatch(text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        return ParsedValue(_day_of_serial(text))
    parsed = kind.parse(_write_year(_without_time(text.strip())), locale)
    problem = kind.value_problem(parsed.value, locale)
    if problem:
        raise Unreadable(problem)
    return parsed


def _parse_column(cells: Cells, locale: Locale) -> Column:
    return parse_texts(cells, partial(parse_date_cell, locale=locale))


def _write_year(text: str) -> str:
    """Write the year of a date with four digits, and dates without separators with them."""
    if full := with_full_year(text):
        return full
    if whole := _COMPACT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return f"{whole[1]}-{whole[2]:0>2}-{whole[3]:0>2}"
    return text


def _without_time(text: str) -> str:
    return _TIME.sub("", text) if ":" in text or "h" in text else text


def _date_of(day: float) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def _day_of_serial(text: str) -> float:
    day = SERIAL_ZERO + timedelta(days=int(float(text)))
    return float((day - date(1970, 1, 1)).days)


def _shown_order(texts: Sequence[str]) -> Locale | None:
    """Return a locale that orders day and month as all dates show that leave no doubt; None where
    none does, or where they contradict each other."""
    found = [match for text in texts if (match := _SLASHES.match(text))]
    days = any(int(match[1]) > 12 for match in found)
    months = any(int(match[2]) > 12 for match in found)
    if days == months:
        return None
    return DAY_FIRST if days else MONTH_FIRST


def _notes(texts: Sequence[str], column: Column, *, days_lead: bool) -> list[str]:
    notes = []
    readable = [
        text
        for place, text in enumerate(texts)
        if place not in column.problems and place not in column.missing
    ]
    serial = next(filter(_SERIAL.fullmatch, readable), None)
    if serial is not None:
        day = _date_of(_day_of_serial(serial)).isoformat()
        notes.append(SERIAL_NOTE.format(text=serial, day=day))
    slashed = next(filter(_SLASHES.match, readable), "")
    if days_lead:
        notes.append(DAY_FIRST_NOTE.format(text=slashed[:20]))
    return notes
