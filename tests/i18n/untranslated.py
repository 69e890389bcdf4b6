"""Finds what a page says without its catalogue: rendered in a language that brackets each sentence."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache, lru_cache
from gettext import NullTranslations
from html import unescape

from babel.dates import format_timedelta
from babel.lists import format_list
from babel.units import format_unit

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import Translator
from tools.catalogues import read_catalogue

OPEN, SHUT = "⟦", "⟧"
PLACE = re.compile(r"(\{\w+\})")
SAID = re.compile(rf"{OPEN}[^{OPEN}{SHUT}]*(?:{SHUT}|…$)")
"""Descriptions of pages may be cut off within a sentence."""

WORD = re.compile(r"[^\W\d_]*[a-zäöüß][^\W\d_]*")
"""With a lower-case letter: what tests type as an organizer would is in capitals."""

SPOKEN = {"alt", "title", "aria-label", "placeholder"}
"""Attributes that are read to people."""

DESCRIBED = {"description", "og:title", "og:description", "og:image:alt"}
NAMES = {"crowd", "kg", "pieces", "h", "min", "s"}
"""What is the same in every language, the symbols of times, and the units that tests use."""


@cache
def extracted() -> set[str]:
    """What can be translated: a sentence that the extraction does not see is in no catalogue.

    The catalogues have what is extracted, as their own tests say; to extract it takes ten times as
    long as to read one.
    """
    found = [message.id for message in read_catalogue("de") if message.id]
    return {part for one in found for part in (one if isinstance(one, tuple) else (one,))}


class Bracketing(NullTranslations):
    """Puts brackets around each sentence, and none around what is put into it."""

    def gettext(self, message: str) -> str:
        if message not in extracted():
            return message
        parts = PLACE.split(message)
        return "".join(part if PLACE.fullmatch(part) else f"{OPEN}{part}{SHUT}" for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def bracketing_translator(language: str) -> Translator:
    """Words that stand for those of a language."""
    return Translator(language, Bracketing())


TAG = re.compile(
    r"""<!.*?>|<(script|style)\b.*?</\1>|<(/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
VOID = {"meta", "link", "input", "img", "br", "hr"}


def texts_of(page: str) -> list[str]:
    """Everything that a page of ours says to people in its own language.

    Our pages close all their elements, so that one pattern finds their tags: Python's parser takes
    twice as long, measured.
    """
    texts: list[str] = []
    foreign: list[bool] = [False]
    end = 0
    for tag in TAG.finditer(page):
        if tag.start() > end and not foreign[-1]:
            texts.append(unescape(page[end : tag.start()]))
        end = tag.end()
        _, closing, name, attributes = tag.groups()
        if closing:
            foreign.pop()
        elif name:
            given = _attributes(attributes) if "=" in attributes else {}
            if name == "meta" and {given.get("name"), given.get("property")} & DESCRIBED:
                texts.append(given.get("content", ""))
            is_foreign = foreign[-1] or ("lang" in given and name != "html")
            if not is_foreign:
                texts += [given[spoken] for spoken in SPOKEN & given.keys()]
            if name not in VOID and not attributes.endswith("/"):
                foreign.append(is_foreign)
    assert foreign == [False], "an element is not closed"
    return [*texts, unescape(page[end:])]


@lru_cache(20_000)
def _attributes(text: str) -> dict[str, str]:
    """The attributes of a tag; most are those of the page before, which is why they are kept."""
    return {
        name: unescape(double or single or bare)
        for name, double, single, bare in ATTRIBUTE.findall(text)
    }


@cache
def own_words(language: str) -> frozenset[str]:
    """Words of months, days, lists and times, which come from the locale and not from a catalogue."""
    locale = LANGUAGES[language].locale
    calendar = [
        name
        for names in (locale.months, locale.days)
        for form in names.values()
        for width in form.values()
        for name in width.values()
    ]
    listed = format_list(["A", "B"], locale=locale).split()
    left = [
        format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=locale)
        for seconds in (60, 600, 3600, 36000, 86400, 432000)
    ]
    units = [
        format_unit(count, f"duration-{unit}", locale=locale)
        for unit in ("day", "year")
        for count in (0, 1, 2, 2.5, 3, 11, 100)
    ]
    words = {word.strip(".") for name in (*calendar, *units, *left) for word in name.split()}
    return frozenset(words | {*listed})


def untranslated(page: str, translator: Translator) -> list[str]:
    """The texts of a page that were not said in its language."""
    return [
        " ".join(text.split())
        for text in texts_of(page)
        if not _is_translated(text, translator.language)
    ]


@lru_cache(20_000)
def _is_translated(text: str, language: str) -> bool:
    """Whether a text was said in a language, or has no words; pages have most texts in common."""
    rest = re.sub(r"https?://\S+|/\S+", " ", SAID.sub(" ", text))
    return set(WORD.findall(rest)) <= own_words(language) | NAMES
