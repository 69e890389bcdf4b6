"""The caller's locale and language: by the address, a choice in this browser, or Accept-Language."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES, LOCALES
from crowd.i18n.translator import Translator, translator_for
from crowd.web.http.headers import AppRequest, read_header

TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?(?![a-z0-9])", re.IGNORECASE)
"""A language, in a script, of a country (RFC 5646); what may follow makes no difference here."""

MAX_LENGTH = 300
MAX_TAGS = 16
"""Of a list: browsers send five or so."""


@lru_cache(512)
def locale_among(accepted: str, language: str) -> Locale:
    """The locale of a language, if it is one, or else the first that is accepted; English in doubt.

    Of the countries that speak it, it is the one that the list names.
    """
    wanted, first = _wanted(accepted), _wanted(language)[:1]
    spoken = [name for name in wanted if first and name.partition("_")[0] == first[0]]
    for name in [*spoken, *first, *wanted]:
        for known in (name, name.partition("_")[0]):
            if known in LOCALES:
                return _parsed(known)
    return _parsed("en")


@lru_cache(len(LOCALES))
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def _wanted(accepted: str) -> list[str]:
    ranked = []
    for entry in accepted[:MAX_LENGTH].split(",")[:MAX_TAGS]:
        tag, _, parameters = entry.partition(";")
        known = TAG.match(tag.strip())
        try:
            quality = float(parameters.partition("=")[2] or 1)
        except ValueError:
            continue
        if known and quality > 0:
            ranked.append((quality, _name(*known.groups())))
    return [name for _, name in sorted(ranked, key=lambda pair: -pair[0])]


def _name(language: str, country: str | None) -> str:
    return f"{language.lower()}_{country.upper()}" if country else language.lower()


LANGUAGE_COOKIE = re.compile(r"(?:^|[;,]\s*)(?:__Host-)?crowd-language=([a-z]{2})(?=$|[;,])")


def locale_of(request: AppRequest) -> Locale:
    """The visitor's locale: in the language of the address, or that was chosen here, or else by
    Accept-Language.

    It says how numbers and dates are read and written; `translator_for` it has the words.
    """
    language = asked_language(request) or chosen_language(request)
    locale = locale_asked_for(request, language)
    # Who goes back to English has the numbers of their browser again, where it has no words here.
    own = locale_asked_for(request, "")
    return own if language == "en" and own.language not in LANGUAGES else locale


def asked_language(request: AppRequest) -> str:
    """The language that the address asks for, among those of the pages; empty without one."""
    language = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    return language if language in LANGUAGES else ""


def chosen_language(request: AppRequest) -> str:
    """The language that was chosen in this browser; empty if none was."""
    chosen = LANGUAGE_COOKIE.search(read_header(request, b"cookie") or "")
    return chosen[1] if chosen else ""


def locale_asked_for(request: AppRequest, language: str) -> Locale:
    """The locale of a language, if it is one, or else by Accept-Language; English when in doubt.

    Of the countries that speak it, it is the one that the browser names.
    """
    return locale_among((read_header(request, b"accept-language") or "")[:MAX_LENGTH], language)


def translator_by_address(request: AppRequest) -> Translator:
    """The words that an address asks for; English where it does not, whoever reads."""
    return translator_for(Locale(asked_language(request) or "en"))
