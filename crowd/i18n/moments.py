"""Write times for one reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_timezone_gmt, get_timezone_name

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
    language = LANGUAGES[translator.language]
    local = moment.astimezone(ZoneInfo(time_zone))
    form = language.weekday_format if weekday else "long"
    return translator.translate(
        "{day}, {time} {zone}",
        day=notation.format_day(local, form, language.locale),
        time=format_time(local, "HH:mm", locale=language.locale),
        zone=_zone_name(local, language),
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
