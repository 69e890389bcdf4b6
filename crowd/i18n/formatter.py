"""Values and times as one reader sees them."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_gmt, get_timezone_name

from crowd.i18n import notation
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.languages.language import Language
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.poll import Date, Kind, Percentage, Probability

KNOWN_ZONES = {
    *("GMT", "BST", "WET", "WEST", "CET", "CEST", "EET", "EEST"),
    *("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"),
}
"""Names of time zones that people of all languages know by their letters."""


class ValueFormatter:
    """Writes a poll's values for one reader: numbers as in a locale, sentences in a language."""

    def __init__(
        self, kind: Kind, locale: Locale, translator: Translator = ENGLISH_TRANSLATOR
    ) -> None:
        self.kind = kind
        self.locale = locale
        self.translator = translator
        self.translate = translator.translate

    def plural(self, one: str, many: str, number: float, /, **more: str) -> str:
        """A sentence about a number of things, which stands in it as `n`."""
        return self.translator.plural(one, many, number, n=self.number(number), **more)

    def exact(self, value: float) -> str:
        """A value as it is, with its unit."""
        return notation.format_value(value, self.kind, self.locale)

    def truth(self, value: float) -> str:
        """The truth with its unit; of a chance, whether it happened."""
        if isinstance(self.kind, Probability):
            return self.translate(notation.OUTCOMES[value])
        return self.exact(value)

    def figure(self, value: float) -> str:
        """A computed figure, rounded, without its unit."""
        return notation.format_figure(value, self.kind, self.locale)

    def tick(self, value: float) -> str:
        """A value at an axis; the first of a month stands for the month, of a year for the year."""
        if not isinstance(self.kind, Date):
            return self.figure(value)
        day = date.fromisoformat(notation.iso_day(value))
        if day.day != 1:
            return self.figure(value)
        return format_date(day, "y" if day.month == 1 else "MMM y", locale=self.locale)

    def with_unit(self, value: float) -> str:
        """A computed figure, rounded, with its unit."""
        unit = getattr(self.kind, "unit", "")
        return notation.with_unit(self.figure(value), unit)

    def ends(self, low: float, high: float) -> tuple[str, str]:
        """Both ends of a range: the unit stands once, at its end; the sign of a currency at both."""
        return self.signed(low), self.with_unit(high)

    def signed(self, value: float) -> str:
        """A computed figure with the sign of its currency, but without any other unit."""
        return self.with_unit(value) if self.unit_in_front else self.figure(value)

    @property
    def unit_in_front(self) -> bool:
        """Whether the unit is the sign of a currency, which is never apart from the figure."""
        return getattr(self.kind, "unit", "") in notation.CURRENCY_SIGNS

    def number(self, value: float, digits: int = 4) -> str:
        """A bare number."""
        return notation.format_number(value, self.locale, digits)

    def percent(self, share: float) -> str:
        """A share in whole percent, but never 0 or 100 for what is not quite there."""
        rounded = float(round(share * 100))
        if rounded == 0 and share:
            return notation.with_unit(self.number(share * 100, 2), "%")
        if rounded == 100 and share < 1:
            rounded = _not_quite(share)
        return notation.with_unit(self.number(rounded, 15), "%")

    def error_percent(self, percent: float) -> str:
        """An error in percent: whole above ten, two digits below, where they make a difference."""
        return notation.with_unit(self.number(percent, 2), "%")

    def distance(self, value: float) -> str:
        """How far apart two values are, with the unit; dates are days apart."""
        # As it is written, since words go by that: of what is written as 1, there is one.
        count = notation.in_digits(100 * value if isinstance(self.kind, Probability) else value, 3)
        written = self.number(count, 3)
        if isinstance(self.kind, Date):
            return self.translator.plural(
                "{n}\N{NO-BREAK SPACE}day", "{n}\N{NO-BREAK SPACE}days", count, n=written
            )
        if isinstance(self.kind, Percentage | Probability):
            return self.translator.plural(
                "{n}\N{NO-BREAK SPACE}percentage point",
                "{n}\N{NO-BREAK SPACE}percentage points",
                count,
                n=written,
            )
        return notation.with_unit(written, getattr(self.kind, "unit", ""))


def _not_quite(share: float) -> float:
    """The percentage of a share just below 1, with as many nines as it takes."""
    places = math.ceil(-math.log10(100 * (1 - share)))
    return round(100 * share, max(1, min(12, places)))


def format_moment(
    moment: datetime,
    time_zone: str,
    translator: Translator = ENGLISH_TRANSLATOR,
    *,
    weekday: bool = False,
) -> str:
    """A time in a place's own clock, with the clock's name."""
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
    """The day of a time in a place's own calendar."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return notation.format_day(local, "long", translator.locale)


def _zone_name(local: datetime, language: Language) -> str:
    if local.utcoffset() == timedelta(0) and local.tzname() == "UTC":
        return "UTC"
    for locale in (language.locale, *language.zone_locales):
        name = get_timezone_name(local, width="short", locale=locale)
        if name in KNOWN_ZONES or name in language.zone_names:
            return name
    # Other short names are known to few where the language is spoken.
    return get_timezone_gmt(local, width="long", locale=language.locale)


def kind_name(kind: Kind) -> str:
    """The tag of a kind, which names its partial templates."""
    return str(kind.__struct_config__.tag)
