"""The appearance of a widget, as its address asks: theme, accent, size and language."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

import msgspec
from babel import Locale

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import Translator, translator_for
from crowd.web.http.headers import AppRequest
from crowd.web.locale import locale_asked_for
from crowd.web.rendering.colours import COLOURS
from crowd.web.urls import query_of
from crowd.web.views.widget_size import COMPACT_WIDGET_HEIGHT, WIDGET_HEIGHT

THEMES = {"auto": "light dark", "light": "light", "dark": "dark"}
"""The CSS `color-scheme` of each theme."""

COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
OFF_VALUES = {None, "0", "false", "no", "off"}
MAX_LANGUAGE_LENGTH = 35

MIN_CONTRAST = 4.5
"""Contrast ratio of text and background: WCAG 2.2, criterion 1.4.3."""

BACKGROUNDS = {theme: colours["paper"].removeprefix("#") for theme, colours in COLOURS.items()}
"""The background that the accent must contrast with, by theme."""

DEFAULT_ACCENTS = {theme: colours["crowd"] for theme, colours in COLOURS.items()}

MIX_STEPS = 50
"""Steps in which an accent is mixed with black or white."""

LINEAR_CHANNELS = [
    value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    for value in (channel / 255 for channel in range(256))
]
"""The linear intensity, 0 to 1, of each 8-bit sRGB channel value."""


class Appearance(msgspec.Struct, frozen=True, kw_only=True):
    """The appearance of a widget; parameters that cannot be read have their defaults."""

    theme: str
    accent: str
    compact: bool
    locale: Locale
    language: str

    @property
    def translator(self) -> Translator:
        """The translator into the widget's language."""
        return translator_for(self.locale)

    @property
    def scheme(self) -> str:
        """The CSS `color-scheme`."""
        return THEMES[self.theme]

    @property
    def height(self) -> int:
        """The height to reserve, in pixels."""
        return COMPACT_WIDGET_HEIGHT if self.compact else WIDGET_HEIGHT

    @property
    def name(self) -> tuple[str, ...]:
        """The part of cache names with few values: without the accent, which has 16 million."""
        return self.theme, str(self.compact), str(self.locale), self.page_language

    @property
    def page_language(self) -> str:
        """The language asked for, if our pages have it; empty for the reader's own."""
        asked = self.locale.language if self.language else ""
        return asked if asked in LANGUAGES else ""

    @property
    def page_query(self) -> str:
        """The query, with "?", that shows the poll's own page in the same language."""
        return query_of({"lang": self.page_language})

    @property
    def query(self) -> str:
        """The query, with "?", that asks for this appearance; empty for the default."""
        asked = {
            "theme": self.theme if self.theme != "auto" else "",
            "accent": self.accent,
            "compact": "1" if self.compact else "",
            "lang": self.language,
        }
        return query_of(asked)

    @property
    def accents(self) -> Mapping[str, str]:
        """The accent by theme, "light" and "dark", made legible; the default without one."""
        if not self.accent:
            return DEFAULT_ACCENTS
        return {theme: f"#{legible_accent(self.accent, theme)}" for theme in BACKGROUNDS}


def appearance_of(request: AppRequest) -> Appearance:
    """Read the appearance that an address asks for."""
    asked = request.query_params
    theme = asked.get("theme", "auto")
    colour = COLOUR.fullmatch(asked.get("accent", ""))
    language = asked.get("lang", "")[:MAX_LANGUAGE_LENGTH]
    # Ignores the language cookie of our pages: shared caches keep widgets for everybody.
    locale = locale_asked_for(request, language)
    understood = bool(language) and language.lower().startswith(locale.language)
    return Appearance(
        theme=theme if theme in THEMES else "auto",
        accent=_six_digits(colour[1]) if colour else "",
        compact=asked.get("compact") not in OFF_VALUES,
        locale=locale,
        language=language if understood else "",
    )


def _six_digits(colour: str) -> str:
    digits = colour.lower()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def legible_accent(colour: str, theme: str) -> str:
    """Darken a colour for the light theme, or lighten it for the dark one, up to MIN_CONTRAST."""
    end = (0, 0, 0) if theme == "light" else (255, 255, 255)
    start = _channels(colour)

    def mixed(step: int) -> str:
        share = step / MIX_STEPS
        channels = [round(a + (b - a) * share) for a, b in zip(start, end, strict=True)]
        return bytes(channels).hex()

    def is_legible(step: int) -> bool:
        return contrast_ratio(mixed(step), BACKGROUNDS[theme]) >= MIN_CONTRAST

    # The contrast grows with each step, so the first legible one can be bisected.
    return mixed(bisect_left(range(MIX_STEPS), True, key=is_legible))


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1: WCAG 2.2, "relative luminance"."""
    red, green, blue = (LINEAR_CHANNELS[channel] for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))
