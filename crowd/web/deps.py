"""What handlers work with: the service's parts, the clock, the caller's language and address."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from crowd.actions.show_results import Computations
from crowd.model.tokens import TokenDeriver
from crowd.settings import Settings
from crowd.store.store import Store
from crowd.web.images.queue import PictureQueue
from crowd.web.rendering.assembly import Filling
from crowd.web.rendering.host_pages import Bases
from crowd.web.rendering.page_cache import MadeOnce, PageCache, Recent
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache

MAX_FILLINGS = 4096
"""What participants find in results pages, kept for those who gave the same answer: 10 MB."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a running service."""

    settings: Settings
    store: Store
    token_deriver: TokenDeriver
    computations: Computations
    renderer: Renderer
    pages: PageCache
    brief: TtlCache
    pictures: PageCache = msgspec.field(default_factory=PageCache)
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
