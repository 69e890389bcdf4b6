"""Translate sentences for one reader; English sentences are the keys of the catalogues."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from crowd.i18n.decimals import localize_decimal
from crowd.i18n.languages import LANGUAGES
from crowd.model.sentence import Sentence

CATALOGUES = Path(__file__).parent / "languages"

ISOLATE, END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
"""Marks around the values in a sentence from right to left: Unicode annex 9."""

RTL_ISOLATE = "\N{RIGHT-TO-LEFT ISOLATE}"
"""Mark before a value that is itself a translated sentence."""

SAMPLE_COUNTS = range(201)
"""Whole numbers among which every plural form of every language has one."""


class Translator:
    """Translates sentences to one language; those that its catalogue does not have stay English."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self.locale = LANGUAGES[language].locale
        self.direction = self.locale.text_direction
        self.numbers = self.locale
        self._translations = translations

    def with_numbers(self, locale: Locale) -> Translator:
        """Return the same translator, with numbers written as in a locale."""
        translator = copy(self)
        translator.numbers = locale
        return translator

    @property
    def catalogue(self) -> NullTranslations:
        """The catalogue, which translators of one language share."""
        return self._translations

    def translate(self, template: str, /, **values: Any) -> str:
        """Translate a sentence and put values into its places; a `Sentence` can have its own.

        Other strings, such as an organizer's own text, are returned unchanged.
        """
        if isinstance(template, Sentence):
            return self._put(self.template(template.template), {**template.values, **values})
        return self._put(self.template(template), values)

    def plural(self, one: str, many: str, number: float, /, **values: Any) -> str:
        """Translate a sentence about a number of things, which has the place `n`."""
        written = {"n": self.number(number), **values}
        return self._put(self.plural_template(one, many, number), written)

    def number(self, number: float) -> str:
        """Write a number of things."""
        return localize_decimal(number, self.numbers)

    def template(self, template: str) -> str:
        """Translate a sentence, without values in its places."""
        return self._translations.gettext(template) if template else ""

    def plural_template(self, one: str, many: str, number: float) -> str:
        """Translate a sentence in the plural form of a number, without values in its places."""
        return self._translations.ngettext(one, many, self._count(abs(number)))

    def _count(self, number: float) -> int:
        """Return a whole number with the same plural form: gettext takes only whole numbers."""
        if float(number).is_integer():
            return int(number)
        form = self.locale.plural_form
        return next(count for count in SAMPLE_COUNTS if form(count) == form(number))

    def isolate(self, text: str) -> str:
        """Mark a value so that it and the sentence around it keep their own directions."""
        if self.direction != "rtl":
            return text
        # A translated sentence has marks itself; within them a first strong letter is not looked for.
        begin = RTL_ISOLATE if ISOLATE in text else ISOLATE
        return f"{begin}{text}{END_ISOLATE}"

    def _put(self, template: str, values: dict[str, Any]) -> str:
        if not values:
            return template
        return template.format(**{name: self._part(value) for name, value in values.items()})

    def _part(self, value: Any) -> Any:
        if isinstance(value, Sentence):
            return self.translate(value)
        return self.isolate(value) if isinstance(value, str) else value


ENGLISH_TRANSLATOR = Translator("en", NullTranslations())


def translator_for(locale: Locale) -> Translator:
    """Return the translator to the language of a locale, else to English; numbers follow the locale."""
    translator = translator_in(locale.language if locale.language in LANGUAGES else "en")
    return translator.with_numbers(locale)


@lru_cache(len(LANGUAGES))
def translator_in(language: str) -> Translator:
    """Return the translator to a language, from its catalogue."""
    if language == "en":
        return ENGLISH_TRANSLATOR
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translator(language, GNUTranslations(compiled))
