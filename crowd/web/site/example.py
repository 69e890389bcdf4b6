"""The finished example: a results page from published data, which no database has to hold."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

import msgspec
from litestar import get
from msgspec.structs import replace

from crowd.actions.examples.published_example import (
    OX_TITLE,
    OX_UNIT,
    OX_YEAR,
    ox_question,
    ox_results,
)
from crowd.actions.lists.list_polls import list_examples
from crowd.i18n.translator import Translator, translator_for
from crowd.kinds.formatter import ValueFormatter
from crowd.model.sentence import Sentence
from crowd.web.deps import OurService, Service, now
from crowd.web.http.responses import HTML, RawResponse
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.sharing.feeds import FEED_CACHE_SECONDS
from crowd.web.views.find_yourself import find_yourself
from crowd.web.views.results import ResultsDisplay, question_display
from crowd.web.visitor import VisitorRequest

VARY = {"Vary": "Accept-Language, Cookie"}
EXAMPLE_HEADERS = {"Cache-Control": "public, max-age=300", **VARY}


PEOPLE = Sentence("{n} people at a cattle show, {year}")
SOURCE = Sentence(
    "The tickets are lost. The answers here are reconstructed from the 19 percentiles that Francis "
    "Galton published."
)


class ExampleWords(msgspec.Struct, frozen=True):
    """What is said of the example beside its results."""

    question: str
    people: str
    source: str


def example_words(translator: Translator) -> ExampleWords:
    """Return what is said of the example in a language."""
    people = translator.number(ox_results().n)
    return ExampleWords(
        question=translator.translate(OX_TITLE),
        people=translator.translate(PEOPLE.template, n=people, year=OX_YEAR),
        source=translator.translate(SOURCE),
    )


def example_display(translator: Translator) -> ResultsDisplay:
    """Describe the results of the example in a language."""
    question = ox_question(translator.translate(OX_TITLE), translator.translate(OX_UNIT))
    formatter = ValueFormatter(question.kind, translator.locale, translator)
    results = ox_results()
    display = question_display(question, results, formatter)
    return replace(display, find=find_yourself(results, formatter))


@get("/examples/ox", include_in_schema=False)
async def example(request: VisitorRequest, service: OurService) -> RawResponse:
    """Show the whole result of the example."""
    locale = request.locale

    def render() -> bytes:
        translator = translator_for(locale)
        return service.renderer.page(
            "pages/example.html",
            translator,
            example=example_words(translator),
            results=example_display(translator),
        )

    page = await service.pages.load_in_thread(
        ("example.html", "", str(locale)), lambda: make_page(render, HTML, EXAMPLE_HEADERS)
    )
    return page.reply(request)


@get("/examples", include_in_schema=False)
async def examples(request: VisitorRequest, service: OurService) -> RawResponse:
    """List the example polls of `crowd demo`, and the finished example."""
    moment, translator = now(), request.translator
    name = ("examples", translator.language)
    make = partial(_render_examples, service, moment, translator)
    page = await service.short_lived_pages.get(name, moment, FEED_CACHE_SECONDS, make)
    return page.reply(request)


async def _render_examples(
    service: Service, moment: datetime, translator: Translator
) -> CachedPage:
    polls = await list_examples(service.store, service.computations, moment, translator)
    seconds = max(0, polls.seconds - FEED_CACHE_SECONDS)

    def render() -> bytes:
        return service.renderer.page(
            "pages/examples.html",
            translator,
            polls=polls,
            example=example_words(translator),
            results=example_display(translator),
        )

    headers = {"Cache-Control": f"public, max-age={seconds}", "X-Robots-Tag": "noindex", **VARY}
    return await asyncio.to_thread(make_page, render, HTML, headers)
