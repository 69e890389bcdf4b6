"""The list of public polls: those without results and those with them, page by page, with a search."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from litestar import get
from msgspec import Struct

from crowd.actions.lists.search_polls import (
    MAX_QUERY_LENGTH,
    PublicPolls,
    list_public_polls,
    query_words,
    search_public_polls,
)
from crowd.i18n.translator import Translator
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import HTML, RawResponse
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.sharing.feeds import FEED_CACHE_SECONDS
from crowd.web.urls import query_of
from crowd.web.visitor import VisitorRequest

RESULTS = "results"
"""The value of `show` for polls with results."""

MAX_PAGE_DIGITS = 6


class Asked(Struct, frozen=True, kw_only=True):
    """What an address of the list asks for."""

    revealed: bool
    query: str
    page: int

    def address(self, *, revealed: bool | None = None, page: int = 1) -> str:
        """Return the address of another page of the list, or of the other list, of this search."""
        shown = self.revealed if revealed is None else revealed
        asked = {
            "show": RESULTS if shown else "",
            "q": self.query,
            "page": str(page) if page > 1 else "",
        }
        return f"/polls{query_of(asked)}"


def asked_of(request: AppRequest) -> Asked:
    """Read what an address asks for; what cannot be read has its default."""
    given = request.query_params
    query = " ".join(given.get("q", "")[:MAX_QUERY_LENGTH].split())
    page = given.get("page", "")[: MAX_PAGE_DIGITS + 1]
    is_number = page.isascii() and page.isdigit() and len(page) <= MAX_PAGE_DIGITS
    return Asked(
        revealed=given.get("show") == RESULTS,
        query=query if query_words(query) else "",
        page=int(page) if is_number else 1,
    )


@get("/polls", include_in_schema=False)
async def public_polls(request: VisitorRequest, service: OurService) -> RawResponse:
    """List public polls, the latest first, and those whose questions have the words of a search."""
    asked, moment, translator = asked_of(request), now(), request.translator
    name = ("polls", asked.address(page=asked.page), translator.language)
    make = partial(_render_list, service, moment, translator, asked)
    page = await service.public_lists.get(name, moment, FEED_CACHE_SECONDS, make)
    return page.reply(request)


async def _render_list(
    service: Service, moment: datetime, translator: Translator, asked: Asked
) -> CachedPage:
    listed = await _load_list(service, moment, translator, asked)
    seconds = max(0, listed.seconds - FEED_CACHE_SECONDS)
    headers = {
        "Cache-Control": f"public, max-age={seconds}",
        "Vary": "Accept-Language, Cookie",
        # Results of searches are for people.
        **({"X-Robots-Tag": "noindex"} if asked.query else {}),
    }

    def render() -> bytes:
        return service.renderer.page("pages/polls.html", translator, asked=asked, listed=listed)

    return await asyncio.to_thread(make_page, render, HTML, headers)


async def _load_list(
    service: Service, moment: datetime, translator: Translator, asked: Asked
) -> PublicPolls:
    parts = (service.store, service.computations, moment, translator)
    if not asked.query:
        return await list_public_polls(*parts, revealed=asked.revealed, page=asked.page)
    return await search_public_polls(
        *parts, service.questions, asked.query, revealed=asked.revealed, page=asked.page
    )
