"""Parse the times at which people answered, as survey tools and spreadsheets write them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from babel import Locale

from crowd.analysis.sample import Values
from crowd.tables.date_columns import parse_date_column

SECONDS_OF_DAY = 86_400

_CLOCK = re.compile(
    r"(?P<day>.*[^\s,T])?(?:^|[\s,T]+)"
    r"(?P<hour>\d{1,2})(?P<mark>[:.h])(?P<minute>\d\d)(?:[:.](?P<second>\d\d(?:[.,]\d{1,9})?))?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?:GMT|UTC|Z)?(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?|\s*(?:Uhr|[A-Z]{2,5}))?",
    re.ASCII | re.IGNORECASE,
)
"""A time of day, with the day before it and an offset behind it where they are there."""


def parse_times(texts: Sequence[str], locale: Locale) -> Values:
    """Parse times to seconds since 1970, nan where a text is none; UTC where there is no offset.

    Where no text has a day, the seconds are those since midnight. The column tells whether the day
    or the month comes first, unless the locale does.
    """
    standard = [_standard_seconds(text) for text in texts]
    found = [
        _split(text) if math.isnan(seconds) else None
        for text, seconds in zip(texts, standard, strict=True)
    ]
    days = [split[0] if split else "" for split in found]
    dates = parse_date_column(days, locale)[0].values * SECONDS_OF_DAY if any(days) else None
    keys = np.array(standard, dtype=np.float64)
    for place, split in enumerate(found):
        if split is None:
            continue
        if dates is None:
            keys[place] = split[1]
        elif split[0]:
            keys[place] = dates[place] + split[1]
    return keys


def _standard_seconds(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return math.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _split(text: str) -> tuple[str, float]:
    """Split a text into its day and its seconds since midnight; without a time, it is all a day."""
    match = _CLOCK.fullmatch(text.strip()[:80])
    # Behind a dot, 05.01 is a day as well: only behind a day it is a time.
    if match is None or (match["mark"] == "." and not match["day"]):
        return text, 0.0
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"] or "0"
    half = (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = 3600 * hour + 60 * minute + float(second.replace(",", "."))
    if hour > 24 or minute > 59 or seconds > SECONDS_OF_DAY:
        return text, 0.0
    return match["day"] or "", seconds - _offset(match["offset"] or "")


def _offset(text: str) -> float:
    """Return the seconds of an offset such as +1, +0100 or -05:30."""
    if not text:
        return 0.0
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
    return (-1 if text[0] == "-" else 1) * (3600.0 * int(hours) + 60 * int(minutes))
