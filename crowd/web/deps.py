"""What handlers work with: the service's parts, the clock, the caller's language and address."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import UTC, datetime
from typing import Any

import msgspec
from babel import Locale
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from crowd.actions.show_results import Computations
from crowd.i18n.translator import LANGUAGES
from crowd.model.tokens import Derivation
from crowd.settings import Settings
from crowd.store.store import Store
from crowd.web.assembled import Filling
from crowd.web.bases import Bases
from crowd.web.brief import Brief
from crowd.web.headers import Anyone, header, host_of
from crowd.web.locales import MAX_LENGTH, locale_among
from crowd.web.picture_queue import PictureQueue
from crowd.web.render import Renderer
from crowd.web.rendered import MadeOnce, Recent, RenderedPages

LANGUAGE_COOKIE = re.compile(r"(?:^|[;,]\s*)(?:__Host-)?crowd-language=([a-z]{2})(?=$|[;,])")


MAX_FILLINGS = 4096
"""What participants find in results pages, kept for those who gave the same answer: 10 MB."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a running service."""

    settings: Settings
    store: Store
    derivation: Derivation
    computations: Computations
    renderer: Renderer
    pages: RenderedPages
    brief: Brief
    pictures: RenderedPages = msgspec.field(default_factory=RenderedPages)
    widgets: MadeOnce[Any] = msgspec.field(default_factory=MadeOnce)
    bases: Bases = msgspec.field(default_factory=Bases)
    picture_queue: PictureQueue = msgspec.field(default_factory=PictureQueue)
    own_pages: MadeOnce[Any] = msgspec.field(default_factory=MadeOnce)
    own_parts: Recent[Hashable, tuple[str, Filling]] = msgspec.field(
        default_factory=lambda: Recent(MAX_FILLINGS)
    )


OurService = NamedDependency[Service]
"""How a handler asks for the service."""


def provide_service(state: State) -> Provide:
    """Gives handlers the service of an application."""

    def service() -> Service:
        found: Service = state.service
        return found

    return Provide(service, sync_to_thread=False)


def now() -> datetime:
    """The present moment: the only place in the web layer that reads a clock."""
    return datetime.now(UTC)


def base_url(request: Anyone, settings: Settings) -> str:
    """The address that people use for this service, without a slash at its end."""
    return settings.public_url or f"{request.scope['scheme']}://{host_of(request.scope)}"


def locale_of(request: Anyone) -> Locale:
    """The visitor's locale: in the language of the address, or that was chosen here, or else by
    Accept-Language.

    It says how numbers and dates are read and written; `words_for` it are the words.
    """
    language = asked_language(request) or chosen_language(request)
    locale = locale_asked_for(request, language)
    # Who goes back to English has the numbers of their browser again, where it has no words here.
    own = locale_asked_for(request, "")
    return own if language == "en" and own.language not in LANGUAGES else locale


def asked_language(request: Anyone) -> str:
    """The language that the address asks for, among those of the pages; empty without one."""
    language = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    return language if language in LANGUAGES else ""


def chosen_language(request: Anyone) -> str:
    """The language that was chosen in this browser; empty if none was."""
    chosen = LANGUAGE_COOKIE.search(header(request, b"cookie") or "")
    return chosen[1] if chosen else ""


def locale_asked_for(request: Anyone, language: str) -> Locale:
    """The locale of a language, if it is one, or else by Accept-Language; English when in doubt.

    Of the countries that speak it, it is the one that the browser names.
    """
    return locale_among((header(request, b"accept-language") or "")[:MAX_LENGTH], language)
