"""Find the century of years of two digits by the other dates of their column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from crowd.tables.columns.column import Column

FIRST_SHORT_YEAR = 1950
"""The first of the hundred years that two digits mean where nothing else tells."""

MAX_YEARS_AWAY = 25
"""Years from the other dates within which one is still like them."""

SHORT_YEAR_NOTE = f"Years of two digits are read as {FIRST_SHORT_YEAR} to {FIRST_SHORT_YEAR + 99}."
OTHER_CENTURY_NOTE = "Years of two digits are read as the other dates show: “{text}” as {day}."

_SHORT_YEAR = re.compile(r"(\d{1,2}([/.])\d{1,2}\2)(\d\d)", re.ASCII)
_NAMED_SHORT_YEAR = re.compile(r"(\d{1,2}[-/. ]+[^\W\d_]{3,}\.?[-/. ]+)'?(\d\d)")

_EPOCH = date(1970, 1, 1)


def with_full_year(text: str) -> str:
    """Write the year of a date with four digits; return nothing where it has not two."""
    short = _SHORT_YEAR.fullmatch(text) or _NAMED_SHORT_YEAR.fullmatch(text)
    return f"{short[1]}{_usual_year(int(short[short.lastindex or 1]))}" if short else ""


def settle_centuries(column: Column, texts: Sequence[str]) -> None:
    """Put dates with years of two digits into the century that is closer to the dates with four, or
    without any to all; those that can be of either are doubtful.

    `texts` are the cells without times of day.
    """
    is_short = {text: bool(with_full_year(text)) for text in dict.fromkeys(texts)}
    finite = np.flatnonzero(np.isfinite(column.values)).tolist()
    places = [place for place in finite if is_short[texts[place]]]
    if not places:
        return
    sure = [place for place in finite if not is_short[texts[place]]]
    years = [_year(day) for day in set(column.values[sure or places].tolist())]
    days = set(column.values[places].tolist())
    found, doubtful = _choose_centuries(days, years, is_sure=bool(sure))
    for place in places:
        day = float(column.values[place])
        column.values[place] = found[day]
        if day in doubtful:
            column.doubtful[place] = found[day]


def _choose_centuries(
    days: Iterable[float], years: Sequence[int], *, is_sure: bool
) -> tuple[dict[float, float], set[float]]:
    """Return the days in the century that is closer to years, and which of them are doubtful."""
    middle = float(np.median(years))
    found = {
        day: min((day, _in_other_century(day)), key=lambda each: abs(_year(each) - middle))
        for day in days
    }
    known = years if is_sure else [*map(_year, found.values())]
    low, high = min(known) - MAX_YEARS_AWAY, max(known) + MAX_YEARS_AWAY
    doubtful = {
        day
        for day, taken in found.items()
        if low <= _year(_in_other_century(taken)) <= high
        or (taken != day and not (is_sure and low <= _year(taken) <= high))
    }
    return found, doubtful


def short_year_notes(column: Column, texts: Sequence[str]) -> list[str]:
    """Say how years of two digits are read; `texts` are the cells without times of day."""
    full: dict[str, str] = {text: with_full_year(text) for text in dict.fromkeys(texts)}
    places = [
        place for place in np.flatnonzero(np.isfinite(column.values)).tolist() if full[texts[place]]
    ]
    for place in places:
        day = float(column.values[place])
        if _year(day) != int(full[texts[place]][-4:]):
            shown = (_EPOCH + timedelta(days=day)).isoformat()
            return [OTHER_CENTURY_NOTE.format(text=texts[place], day=shown)]
    return [SHORT_YEAR_NOTE] if places else []


def _usual_year(short: int) -> int:
    return short + (1900 if short >= FIRST_SHORT_YEAR % 100 else 2000)


def _year(day: float) -> int:
    return (_EPOCH + timedelta(days=day)).year


def _in_other_century(day: float) -> float:
    """Return the same day in the other century that two digits can mean, if there is one."""
    moment = _EPOCH + timedelta(days=day)
    try:
        moved = moment.replace(year=moment.year + (100 if moment.year < 2000 else -100))
    except ValueError:
        return day
    return float((moved - _EPOCH).days)
