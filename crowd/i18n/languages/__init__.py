"""The languages: one file for what each is, and one catalogue of its sentences."""

from __future__ import annotations

from crowd.i18n.languages.ar import ARABIC
from crowd.i18n.languages.de import GERMAN
from crowd.i18n.languages.en import ENGLISH
from crowd.i18n.languages.es import SPANISH
from crowd.i18n.languages.fr import FRENCH

LANGUAGES = {language.tag: language for language in (ENGLISH, GERMAN, FRENCH, SPANISH, ARABIC)}
"""The languages of the pages, in the order in which they are offered. The API and the terminal are
English."""

NUMBERS_ONLY = {
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
    "pl": "Polski",
    "sv": "Svenska",
    "hi": "हिन्दी",
    "da": "",
    "fi": "",
    "cs": "",
    "tr": "",
}
"""Languages without a catalogue in which numbers and dates are read and written, with their own
names where widgets offer them."""

LOCALES = (*(name for one in LANGUAGES.values() for name in one.locales), *NUMBERS_ONLY)
"""The locales in which numbers and dates are read and written."""
