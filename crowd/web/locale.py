"""The locale of a request: by its address, the language cookie, or Accept-Language."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES, LOCALES
from crowd.i18n.translator import Translator, translator_for
from crowd.web.http.headers import AppRequest, read_header

LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?(?![a-z0-9])", re.IGNORECASE)
"""A tag of RFC 5646: language, script and country; further subtags are ignored."""

MAX_HEADER_LENGTH = 300
MAX_TAGS = 16
"""Characters and tags of a list that are read; browsers send about five tags."""


@lru_cache(512)
def select_locale(accepted: str, language: str) -> Locale:
    """Return the locale of a language, else the first accepted one, else English.

    Of the locales of the language, one that is accepted comes first.
    """
    wanted, first = _preferred_names(accepted), _preferred_names(language)[:1]
    spoken = [name for name in wanted if first and name.partition("_")[0] == first[0]]
    for name in [*spoken, *first, *wanted]:
        for known in (name, name.partition("_")[0]):
            if known in LOCALES:
                return _parse_locale(known)
    return _parse_locale("en")


@lru_cache(len(LOCALES))
def _parse_locale(name: str) -> Locale:
    return Locale.parse(name)


def _preferred_names(accepted: str) -> list[str]:
    ranked = []
    for entry in accepted[:MAX_HEADER_LENGTH].split(",")[:MAX_TAGS]:
        tag, _, parameters = entry.partition(";")
        known = LANGUAGE_TAG.match(tag.strip())
        try:
            quality = float(parameters.partition("=")[2] or 1)
        except ValueError:
            continue
        if known and quality > 0:
            ranked.append((quality, _locale_name(*known.groups())))
    return [name for _, name in sorted(ranked, key=lambda pair: -pair[0])]


def _locale_name(language: str, country: str | None) -> str:
    return f"{language.lower()}_{country.upper()}" if country else language.lower()


LANGUAGE_COOKIE = re.compile(r"(?:^|[;,]\s*)(?:__Host-)?crowd-language=([a-z]{2})(?=$|[;,])")


def locale_of(request: AppRequest) -> Locale:
    """Return the locale of a request: by its address, else the language cookie, else Accept-Language.

    It is the locale of numbers and dates; `translator_for` it translates sentences.
    """
    language = asked_language(request) or chosen_language(request)
    locale = locale_asked_for(request, language)
    if language != "en":
        return locale
    # With English chosen, a browser whose language has no catalogue keeps its own numbers.
    own = locale_asked_for(request, "")
    return locale if own.language in LANGUAGES else own


def asked_language(request: AppRequest) -> str:
    """Return the language of the address, if there are pages in it; else an empty string."""
    language = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    return language if language in LANGUAGES else ""


def chosen_language(request: AppRequest) -> str:
    """Return the language of the cookie; empty without one."""
    chosen = LANGUAGE_COOKIE.search(read_header(request, b"cookie") or "")
    return chosen[1] if chosen else ""


def locale_asked_for(request: AppRequest, language: str) -> Locale:
    """Return the locale of a language, else by Accept-Language, else English."""
    return select_locale(
        (read_header(request, b"accept-language") or "")[:MAX_HEADER_LENGTH], language
    )


def translator_by_address(request: AppRequest) -> Translator:
    """Return the translator to the language of the address, else to English."""
    return translator_for(Locale(asked_language(request) or "en"))
