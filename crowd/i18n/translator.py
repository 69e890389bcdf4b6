"""What is said to one reader, in their language: English sentences are the keys of the catalogues."""

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
"""Around what is put into a sentence that runs from right to left: Unicode annex 9."""

RTL_ISOLATE = "\N{RIGHT-TO-LEFT ISOLATE}"

COUNTS = range(201)
"""Among these whole numbers there is one for each form that a language has."""


class Translator:
    """Says sentences in one language. What a catalogue does not have is said in English."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self.locale = LANGUAGES[language].locale
        self.direction = self.locale.text_direction
        self.numbers = self.locale
        self._translations = translations

    def with_numbers(self, locale: Locale) -> Translator:
        """The same words, with numbers written as in a locale."""
        translator = copy(self)
        translator.numbers = locale
        return translator

    def translate(self, template: str, /, **values: Any) -> str:
        """A sentence with what belongs into its places; a `Sentence` can bring that along.

        A plain string of another kind, such as one that an organizer typed, comes back as it is.
        """
        if isinstance(template, Sentence):
            return self._put(self.template(template.template), {**template.values, **values})
        return self._put(self.template(template), values)

    def plural(self, one: str, many: str, number: float, /, **values: Any) -> str:
        """A sentence about a number of things, which stands in it as `n`."""
        written = {"n": self.number(number), **values}
        return self._put(self.plural_template(one, many, number), written)

    def number(self, number: float) -> str:
        """A number of things."""
        return localize_decimal(number, self.numbers)

    def template(self, template: str) -> str:
        """A sentence in this language, its places empty."""
        return self._translations.gettext(template) if template else ""

    def plural_template(self, one: str, many: str, number: float) -> str:
        """A sentence in the form that goes with a number, its places empty."""
        return self._translations.ngettext(one, many, self._count(abs(number)))

    def _count(self, number: float) -> int:
        """A whole number of the same form: catalogues know no others, but French says 1,5 jour."""
        if float(number).is_integer():
            return int(number)
        form = self.locale.plural_form
        return next(count for count in COUNTS if form(count) == form(number))

    def isolated(self, text: str) -> str:
        """What is put into a sentence, so that neither turns the other's direction around."""
        if self.direction != "rtl":
            return text
        # What has such parts itself was said in this language; in them no first letter is looked for.
        begin = RTL_ISOLATE if ISOLATE in text else ISOLATE
        return f"{begin}{text}{END_ISOLATE}"

    def _put(self, template: str, values: dict[str, Any]) -> str:
        if not values:
            return template
        return template.format(**{name: self._part(value) for name, value in values.items()})

    def _part(self, value: Any) -> Any:
        if isinstance(value, Sentence):
            return self.translate(value)
        return self.isolated(value) if isinstance(value, str) else value


ENGLISH_TRANSLATOR = Translator("en", NullTranslations())


def translator_for(locale: Locale) -> Translator:
    """The words for a reader whose numbers are written like this; English where there are no others."""
    translator = translator_in(locale.language if locale.language in LANGUAGES else "en")
    return translator.with_numbers(locale)


@lru_cache(len(LANGUAGES))
def translator_in(language: str) -> Translator:
    """The words of one of the languages, from its catalogue."""
    if language == "en":
        return ENGLISH_TRANSLATOR
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translator(language, GNUTranslations(compiled))
