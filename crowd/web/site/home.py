"""The home page, the explanations of problem types, and robots.txt."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from litestar import MediaType, get
from litestar.params import FromPath

from crowd.actions.lists.list_polls import HomePagePolls, list_home_page
from crowd.i18n.translator import Translator
from crowd.model.errors import NotFound, StoreUnavailable
from crowd.model.sentence import Sentence
from crowd.web.deps import OurService, Service, now
from crowd.web.http.responses import HTML, BytesResponse, RawResponse
from crowd.web.middleware.problem_documents import problem_titles
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.sharing.feeds import FEED_CACHE_SECONDS
from crowd.web.site.example import example_display, example_words
from crowd.web.visitor import VisitorRequest

PRIVATE_PATHS = (
    "/mine",
    "/a/",
    "/e/",
    "/feeds/",
    "/reply/",
    "/*/manage",
    "/*/receipt",
    "/*/mine",
    "/*/my-result",
)

VARY_BY_LANGUAGE = {"Vary": "Accept-Language, Cookie"}
PROBLEM_HEADERS = {"Cache-Control": "public, max-age=300", **VARY_BY_LANGUAGE}


@get("/", include_in_schema=False)
async def home(request: VisitorRequest, service: OurService) -> RawResponse:
    """Show the home page: the service, a finished example, the polls that the operator chose."""
    moment, translator = now(), request.translator

    async def page(base: str) -> CachedPage:
        name = ("home", base, translator.language)
        make = partial(_render_home, service, moment, translator, base)
        return await service.short_lived_pages.get(name, moment, FEED_CACHE_SECONDS, make)

    return await service.host_pages.reply(request, request.base, page)


async def _render_home(
    service: Service, moment: datetime, translator: Translator, base: str
) -> CachedPage:
    polls = await _load_polls(service, moment, translator)
    seconds = max(0, polls.seconds - FEED_CACHE_SECONDS)

    def render() -> bytes:
        return service.renderer.page(
            "pages/home.html",
            translator,
            polls=polls,
            base=base,
            example=example_words(translator),
            results=example_display(translator),
        )

    headers = {"Cache-Control": f"public, max-age={seconds}", **VARY_BY_LANGUAGE}
    return await asyncio.to_thread(make_page, render, HTML, headers)


async def _load_polls(service: Service, moment: datetime, translator: Translator) -> HomePagePolls:
    shown = service.settings.home_polls
    try:
        return await list_home_page(service.store, service.computations, moment, translator, shown)
    except StoreUnavailable:
        # Without polls the page still explains the service.
        return HomePagePolls(seconds=0)


@get("/problems/{name:str}", include_in_schema=False)
async def problem(
    request: VisitorRequest, service: OurService, name: FromPath[str]
) -> BytesResponse:
    """Explain the `type` of a problem document."""
    if name not in problem_titles():
        raise NotFound(Sentence("There is no problem of this name."))
    status, title = problem_titles()[name]
    translator = request.translator
    body = service.renderer.page(
        "pages/problem.html", translator, name=name, title=title, status=status
    )
    return BytesResponse(body, headers=PROBLEM_HEADERS)


@get("/robots.txt", include_in_schema=False, media_type=MediaType.TEXT)
async def robots(request: VisitorRequest) -> str:
    """Disallow the pages of organizers and participants; name the sitemap."""
    refused = "".join(f"Disallow: {path}\n" for path in PRIVATE_PATHS)
    return f"User-agent: *\n{refused}\nSitemap: {request.base}/sitemap.xml\n"
