"""Finds what a page says without its catalogue: rendered in a language that brackets each sentence."""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser

from babel import Locale
from babel.lists import format_list

from crowd.i18n.translator import Translator
from tools.catalogues import extract_sentences

OPEN, SHUT = "⟦", "⟧"
PLACE = re.compile(r"(\{\w+\})")
SAID = re.compile(rf"{OPEN}[^{OPEN}{SHUT}]*(?:{SHUT}|…$)")
"""Descriptions of pages may be cut off within a sentence."""

WORD = re.compile(r"[^\W\d_]*[a-zäöüß][^\W\d_]*")
"""With a lower-case letter: what tests type as an organizer would is in capitals."""

SILENT = {"script", "style"}
SPOKEN = {"alt", "title", "aria-label", "placeholder"}
"""Attributes that are read to people."""

DESCRIBED = {"description", "og:title", "og:description", "og:image:alt"}
NAMES = {"crowd", "kg", "pieces"}
"""What is the same in every language, and the units that tests use."""


@cache
def extracted() -> set[str]:
    """What can be translated: a sentence that the extraction does not see is in no catalogue."""
    found = [message.id for message in extract_sentences() if message.id]
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


class _Texts(HTMLParser):
    """Everything that a page says to people in its own language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._foreign: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and {given.get("name"), given.get("property")} & DESCRIBED:
            self.texts.append(given.get("content") or "")
        foreign = tag in SILENT or ("lang" in given and tag != "html")
        if not self._is_foreign() and not foreign:
            self.texts += [given[name] or "" for name in SPOKEN & set(given)]
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            self._foreign.append((tag, foreign or self._is_foreign()))

    def handle_endtag(self, tag: str) -> None:
        while self._foreign and self._foreign.pop()[0] != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self._is_foreign():
            self.texts.append(data)

    def _is_foreign(self) -> bool:
        return bool(self._foreign) and self._foreign[-1][1]


@cache
def own_words(locale: Locale) -> frozenset[str]:
    """Words of months, days and lists, which come from the locale and not from a catalogue."""
    calendar = [
        name
        for names in (locale.months, locale.days)
        for form in names.values()
        for width in form.values()
        for name in width.values()
    ]
    listed = format_list(["A", "B"], locale=locale).split()
    return frozenset({word.strip(".") for name in calendar for word in name.split()} | {*listed})


def untranslated(page: str, translator: Translator) -> list[str]:
    """The texts of a page that were not said in its language."""
    texts = _Texts()
    texts.feed(page)
    known = own_words(translator.locale) | NAMES
    found = []
    for text in texts.texts:
        rest = SAID.sub(" ", text)
        rest = re.sub(r"https?://\S+|/\S+", " ", rest)
        if {word for word in WORD.findall(rest) if word not in known}:
            found.append(" ".join(text.split()))
    return found
