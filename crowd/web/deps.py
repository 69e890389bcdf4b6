"""Dependencies of handlers: the parts of the service, and the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from crowd.actions.export_files import ExportFiles
from crowd.actions.lists.search_polls import Questions
from crowd.actions.show_results import Computations
from crowd.actions.texts.show_texts import ShownTextsCache
from crowd.model.tokens import TokenDeriver
from crowd.settings import Settings
from crowd.store.store import Store
from crowd.web.images.queue import ImageQueue
from crowd.web.rendering.bounded_cache import BoundedCache
from crowd.web.rendering.host_pages import HostPages
from crowd.web.rendering.loading_cache import LoadingCache
from crowd.web.rendering.page_cache import PageCache
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache

MAX_OWN_FRAGMENTS = 4096
MAX_OWN_FRAGMENT_BYTES = 16 * 1024 * 1024


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a running service."""

    settings: Settings
    store: Store
    token_deriver: TokenDeriver
    computations: Computations
    renderer: Renderer
    pages: PageCache
    short_lived_pages: TtlCache
    """The home page, public feeds and the sitemap."""
    public_lists: TtlCache = msgspec.field(default_factory=TtlCache)
    """Lists of public polls, apart from the pages above: anybody can ask for many of them."""
    questions: Questions = msgspec.field(default_factory=Questions)
    """What public polls ask, for the search."""
    own_feeds: TtlCache = msgspec.field(default_factory=TtlCache)
    """Feeds of single organizers, apart from what everybody reads."""
    images: PageCache = msgspec.field(default_factory=PageCache)
    own_images: PageCache = msgspec.field(default_factory=PageCache)
    """Images with the answer that an address names, apart from those that everybody sees."""
    widgets: LoadingCache[Any] = msgspec.field(default_factory=LoadingCache)
    host_pages: HostPages = msgspec.field(default_factory=HostPages)
    image_queue: ImageQueue = msgspec.field(default_factory=ImageQueue)
    shown_texts: ShownTextsCache = msgspec.field(default_factory=ShownTextsCache)
    export_files: ExportFiles = msgspec.field(default_factory=ExportFiles)
    own_pages: LoadingCache[Any] = msgspec.field(default_factory=LoadingCache)
    """Results pages with placeholders for a participant's own answer, apart from public pages."""
    own_fragments: BoundedCache[Any] = msgspec.field(
        default_factory=lambda: BoundedCache(
            MAX_OWN_FRAGMENTS, MAX_OWN_FRAGMENT_BYTES, MAX_OWN_FRAGMENTS
        )
    )
    """What fills their placeholders, shared by participants who gave the same answer."""


OurService = NamedDependency[Service]
"""How a handler asks for the service."""


def provide_service(state: State) -> Provide:
    """Return the dependency that gives handlers the service of an application."""

    def service() -> Service:
        found: Service = state.service
        return found

    return Provide(service, sync_to_thread=False)


def now() -> datetime:
    """Return the current time; the only function of the web layer that reads a clock."""
    return datetime.now(UTC)
