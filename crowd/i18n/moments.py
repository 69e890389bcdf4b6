"""Write times for one reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_timezone_gmt,
    get_timezone_name,
)

from crowd.i18n import notation
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.languages.language import Language
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator

KNOWN_ZONE_NAMES = {
    *("GMT", "BST", "WET", "WEST", "CET", "CEST", "EET", "EEST"),
    *("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"),
}
"""Short names of time zones that are known in all languages."""


def format_moment(
    moment: datetime,
    time_zone: str,
    translator: Translator = ENGLISH_TRANSLATOR,
    *,
    weekday: bool = False,
) -> str:
    """Write a time in a time zone, with the name of the zone."""
    parts = _parts(moment, time_zone, translator.language, weekday)
    return translator.translate("{day}, {time} {zone}", **parts._asdict())


class _Parts(NamedTuple):
    """The parts of a written time."""

    day: str
    time: str
    zone: str


@lru_cache(1024)
def _parts(moment: datetime, time_zone: str, tag: str, weekday: bool) -> _Parts:
    """Write the parts of a time: kept, since a poll's times are written for each of its visitors."""
    language = LANGUAGES[tag]
    local = moment.astimezone(ZoneInfo(time_zone))
    form = language.weekday_format if weekday else "long"
    return _Parts(
        notation.format_day(local, form, language.locale),
        format_time(local, "HH:mm", locale=language.locale),
        _zone_name(local, language),
    )


class ShortMoment(NamedTuple):
    """A time to come in few words, without its zone, which stands apart; minutes that this is ahead
    of UTC."""

    day: str
    time: str
    zone: str
    offset: int


DAYS_OF_WEEKDAY = 6
"""Days ahead up to which the weekday alone says which day is meant."""


def shorten_moment(
    moment: datetime, now: datetime, time_zone: str, translator: Translator, *, brief: bool = False
) -> ShortMoment:
    """Write a time to come with its abbreviated day, and the year if it is another one; `brief`: with
    the weekday alone where that is enough."""
    local, today = (each.astimezone(ZoneInfo(time_zone)) for each in (moment, now))
    if brief and 0 <= (local.date() - today.date()).days <= DAYS_OF_WEEKDAY:
        form = "EEEE"
    else:
        form = "MMMEd" if local.year == today.year else "yMMMEd"
    return _short(moment, time_zone, translator.language, form)


@lru_cache(1024)
def _short(moment: datetime, time_zone: str, tag: str, form: str) -> ShortMoment:
    language = LANGUAGES[tag]
    local = moment.astimezone(ZoneInfo(time_zone))
    write = format_date if form == "EEEE" else _format_skeleton
    offset = local.utcoffset() or timedelta(0)
    return ShortMoment(
        write(local, form, language.locale),
        format_time(local, "HH:mm", locale=language.locale),
        _zone_name(local, language),
        round(offset.total_seconds() / 60),
    )


def _format_skeleton(local: datetime, skeleton: str, locale: Locale) -> str:
    return format_skeleton(skeleton, local, locale=locale)


UNITS = {"day": 86400, "hour": 3600, "minute": 60}
"""Units of the time that is left, in seconds; a unit counts from two of it on."""


def format_time_left(left: timedelta, translator: Translator) -> str:
    """Write how long it is until then, such as "in 7 days", in the largest unit that fits twice."""
    seconds = left.total_seconds()
    unit = next((unit for unit, size in UNITS.items() if seconds >= 2 * size), "minute")
    return _left(max(1, int(seconds // UNITS[unit])), unit, translator.language)


@lru_cache(1024)
def _left(count: int, unit: str, tag: str) -> str:
    # The threshold, which no time reaches, keeps Babel from larger units.
    return format_timedelta(
        timedelta(seconds=count * UNITS[unit]),
        granularity=unit,  # type: ignore[arg-type]  # one of the names above
        threshold=1e9,
        add_direction=True,
        locale=LANGUAGES[tag].locale,
    )


def format_day(
    moment: datetime, time_zone: str, translator: Translator = ENGLISH_TRANSLATOR
) -> str:
    """Write the day of a time in a time zone."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return notation.format_day(local, "long", translator.locale)


def _zone_name(local: datetime, language: Language) -> str:
    if local.utcoffset() == timedelta(0) and local.tzname() == "UTC":
        return "UTC"
    for locale in (language.locale, *language.zone_locales):
        name = get_timezone_name(local, width="short", locale=locale)
        if name in KNOWN_ZONE_NAMES or name in language.zone_names:
            return name
    # Speakers of the language do not know other short names.
    return get_timezone_gmt(local, width="long", locale=language.locale)
