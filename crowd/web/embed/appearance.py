"""How a widget looks where it stands: theme, colour, size and language, as its address asks."""

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
"""What the page says of its own colours to the browser."""

COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
SWITCHED_OFF = {None, "0", "false", "no", "off"}
LONGEST_LANGUAGE = 35

LEGIBLE = 4.5
"""The contrast that text has to have: WCAG 2.2, criterion 1.4.3."""

BACKGROUNDS = {
    theme: (colours["paper"].removeprefix("#"), colours["on-strong"].removeprefix("#"))
    for theme, colours in COLOURS.items()
}
"""Colours that the accent must contrast with: the page and the text of buttons, per theme."""

ACCENTS = {theme: colours["crowd"] for theme, colours in COLOURS.items()}
"""The accents of a widget that asks for none."""

STEPS = 50

LINEAR = [
    value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    for value in (channel / 255 for channel in range(256))
]
"""How bright each value of a channel is."""


class Appearance(msgspec.Struct, frozen=True, kw_only=True):
    """A widget's looks. What an address asks for and nobody understands is as if not asked for."""

    theme: str
    accent: str
    compact: bool
    locale: Locale
    language: str

    @property
    def translator(self) -> Translator:
        """The words of its language."""
        return translator_for(self.locale)

    @property
    def scheme(self) -> str:
        """For the browser: which colours the page has."""
        return THEMES[self.theme]

    @property
    def height(self) -> int:
        """The pixels to be kept free."""
        return COMPACT_WIDGET_HEIGHT if self.compact else WIDGET_HEIGHT

    @property
    def name(self) -> tuple[str, ...]:
        """What there is only so much of, to keep finished pages by."""
        return self.theme, str(self.compact), str(self.locale), self.spoken

    @property
    def spoken(self) -> str:
        """The language of pages that its address asks for; empty where the reader's own is meant."""
        asked = self.locale.language if self.language else ""
        return asked if asked in LANGUAGES else ""

    @property
    def page_query(self) -> str:
        """What makes the poll's own page be in that language too, with the question mark."""
        return query_of({"lang": self.spoken})

    @property
    def query(self) -> str:
        """The same looks for another address, with the question mark; empty for the usual ones."""
        asked = {
            "theme": self.theme if self.theme != "auto" else "",
            "accent": self.accent,
            "compact": "1" if self.compact else "",
            "lang": self.language,
        }
        return query_of(asked)

    @property
    def colours(self) -> Mapping[str, str]:
        """The accent as it can be read on light and on dark paper; ours where none was asked for."""
        if not self.accent:
            return ACCENTS
        return {ground: f"#{legible(self.accent, ground)}" for ground in BACKGROUNDS}


def appearance_of(request: AppRequest) -> Appearance:
    """The looks that an address asks for."""
    asked = request.query_params
    theme = asked.get("theme", "auto")
    colour = COLOUR.fullmatch(asked.get("accent", ""))
    language = asked.get("lang", "")[:LONGEST_LANGUAGE]
    # Not by the language that was chosen on our pages: a widget is kept by caches for everybody.
    locale = locale_asked_for(request, language)
    understood = bool(language) and language.lower().startswith(locale.language)
    return Appearance(
        theme=theme if theme in THEMES else "auto",
        accent=_six_digits(colour[1]) if colour else "",
        compact=asked.get("compact") not in SWITCHED_OFF,
        locale=locale,
        language=language if understood else "",
    )


def _six_digits(colour: str) -> str:
    digits = colour.lower()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def legible(colour: str, ground: str) -> str:
    """The colour, darkened on light ground or lightened on dark one until it can be read there."""
    end = (0, 0, 0) if ground == "light" else (255, 255, 255)
    start = _channels(colour)

    def mixed(step: int) -> str:
        share = step / STEPS
        channels = [round(a + (b - a) * share) for a, b in zip(start, end, strict=True)]
        return bytes(channels).hex()

    def is_legible(step: int) -> bool:
        found = mixed(step)
        return all(contrast(found, paper) >= LEGIBLE for paper in BACKGROUNDS[ground])

    # Each step is easier to read than the one before.
    return mixed(bisect_left(range(STEPS), True, key=is_legible))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (LINEAR[channel] for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))
