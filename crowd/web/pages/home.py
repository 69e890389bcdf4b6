"""The front page, the page that explains failures, and what crawlers are told."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from litestar import MediaType, get
from litestar.params import FromPath

from crowd.actions.list_polls import Front, front
from crowd.i18n.notation import write_number
from crowd.i18n.translator import Words, words_for
from crowd.model.errors import NotFound, StoreUnavailable
from crowd.model.sentence import Sentence
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import Anyone
from crowd.web.http.responses import HTML, Ready, Reply
from crowd.web.locale import locale_of
from crowd.web.middleware.error_handlers import problem_titles
from crowd.web.rendering.page_cache import Rendered, rendered
from crowd.web.sharing.feeds import KEPT_SECONDS
from crowd.web.urls import base_url

PRIVATE = ("/a/", "/e/", "/feeds/", "/*/manage", "/*/receipt")

BY_LANGUAGE = {"Vary": "Accept-Language, Cookie"}
KEPT = {"Cache-Control": "public, max-age=300", **BY_LANGUAGE}

OX = (1207, 1198)
"""What a crowd of 787 people said that an ox weighs, and what it did weigh, in pounds."""


@get("/", include_in_schema=False)
async def home(request: Anyone, service: OurService) -> Ready:
    """What this is, a poll to try, the latest public results: the same for all of a language."""
    moment, words = now(), words_for(locale_of(request))

    async def page(base: str) -> Rendered:
        name = ("home", base, words.language)
        make = partial(_make, service, moment, words, base)
        return await service.brief.get(name, moment, KEPT_SECONDS, make)

    return await service.bases.reply(request, base_url(request, service.settings), page)


async def _make(service: Service, moment: datetime, words: Words, base: str) -> Rendered:
    shown = await _front(service, moment, words)
    data = {"front": shown, "base": base, "ox": [write_number(w, words.locale) for w in OX]}
    return await asyncio.to_thread(
        rendered,
        lambda: service.renderer.page("pages/home.html", words, **data),
        HTML,
        {
            "Cache-Control": f"public, max-age={max(0, shown.seconds - KEPT_SECONDS)}",
            **BY_LANGUAGE,
        },
    )


async def _front(service: Service, moment: datetime, words: Words) -> Front:
    try:
        return await front(service.store, service.computations, moment, words)
    except StoreUnavailable:
        # Whoever comes to learn what this is can still do so.
        return Front(seconds=0)


@get("/problems/{name:str}", include_in_schema=False)
async def problem(request: Anyone, service: OurService, name: FromPath[str]) -> Reply:
    """What the `type` of a problem document means."""
    if name not in problem_titles():
        raise NotFound(Sentence("There is no problem of this name."))
    status, title = problem_titles()[name]
    words = words_for(locale_of(request))
    body = service.renderer.page("pages/problem.html", words, name=name, title=title, status=status)
    return Reply(body, headers=KEPT)


@get("/robots.txt", include_in_schema=False, media_type=MediaType.TEXT)
async def robots(request: Anyone, service: OurService) -> str:
    """Search engines find public results; pages of organizers and participants are for them alone."""
    refused = "".join(f"Disallow: {path}\n" for path in PRIVATE)
    return f"User-agent: *\n{refused}\nSitemap: {base_url(request, service.settings)}/sitemap.xml\n"
