"""The results page, rendered once for each locale and state of the poll."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from babel import Locale

from crowd.actions.manage_answer import find_own_answer
from crowd.actions.show_results import show_results
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import translator_for
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.shown_texts import NO_TEXTS, ShownTexts
from crowd.poll import Poll
from crowd.web.auth import is_organizers_browser, own_participant
from crowd.web.deps import Service
from crowd.web.http.responses import HTML, RawResponse
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.rendering.segmented_page import FilledPage, SegmentedPage
from crowd.web.rendering.templates import Renderer
from crowd.web.sharing.descriptions import revealed_description
from crowd.web.sharing.link_preview import link_preview
from crowd.web.sharing.oembed_links import link_header
from crowd.web.views.own_results import OwnResults, own_page
from crowd.web.views.poll import poll_display
from crowd.web.views.qr_code import draw_qr_code
from crowd.web.views.results import ResultsDisplay, results_display
from crowd.web.visitor import VisitorRequest

OWN_CACHE = "private, no-cache"


async def results_page(request: VisitorRequest, service: Service, poll: Poll) -> RawResponse:
    """Show the results, from the cache of pages.

    Participants find their own answer, and the organizer the way to manage the poll, in a page that no
    cache outside may store.
    """
    snapshot = await show_results(service.store, service.computations, poll)
    texts = await service.shown_texts.load(service.store, poll, snapshot.results)
    locale, asked = request.locale, request.asked_language
    arguments = (service.renderer, poll, snapshot.results, locale)
    revisions = (str(poll.revision), str(poll.texts_revision))
    name = (poll.id, snapshot.hash, *revisions, str(locale), asked)
    own = await _own_value(request, service, poll)
    is_organizer = is_organizers_browser(request, service, poll)
    shown: dict[str, Any] = {"asked": asked, "texts": texts, "is_organizer": is_organizer}

    async def page(base: str) -> CachedPage | FilledPage:
        is_own = is_organizer or own is not None
        headers = _headers(poll, locale, base) | ({"Cache-Control": OWN_CACHE} if is_own else {})
        if own is not None:
            named = ("results.html", *name, base, "organizer" if is_organizer else "")
            return await own_page(
                service, named, own, lambda: prepare_own_results(*arguments, base, headers, **shown)
            )
        # Whoever sends an admin cookie evicts no public pages either.
        pages = service.own_pages if is_organizer else service.pages
        return await pages.load_in_thread(
            ("results.html", *name, base),
            lambda: make_page(lambda: render_results(*arguments, base, **shown), HTML, headers),
        )

    def draw(base: str) -> bytes:
        return draw_qr_code(f"{base}/p/{poll.id}").encode()

    return await service.host_pages.reply(request, request.base, page, draw)


def _headers(poll: Poll, locale: Locale, base: str) -> dict[str, str]:
    return {
        "Vary": "Accept-Language, Cookie",
        "Link": link_header(poll.id, base, translator_for(locale).language),
    }


async def _own_value(request: VisitorRequest, service: Service, poll: Poll) -> float | None:
    """Return the answer that this browser gave; None if it gave none or withdrew it."""
    participant = own_participant(request, service, poll.id)
    answer = await find_own_answer(service.store, poll.id, participant)
    return None if answer is None else answer.value


def render_results(
    renderer: Renderer,
    poll: Poll,
    results: Results,
    locale: Locale,
    base: str,
    *,
    own: float | None = None,
    asked: str = "",
    texts: ShownTexts = NO_TEXTS,
    is_organizer: bool = False,
) -> bytes:
    """Render the page of a revealed poll; `asked` is the language in its address."""
    display = results_display(poll, results, locale, own, texts=texts)
    arguments = (renderer, poll, results, locale, base, display, asked)
    return _render(*arguments, is_organizer=is_organizer)


def _render(
    renderer: Renderer,
    poll: Poll,
    results: Results,
    locale: Locale,
    base: str,
    display: ResultsDisplay,
    asked: str,
    *,
    is_organizer: bool,
    placeholders: bool = False,
) -> bytes:
    translator = translator_for(locale)
    formatter = ValueFormatter(poll.definition.kind, locale, translator)
    description = revealed_description(poll, results, formatter, display.further_sentences)
    return renderer.page(
        "pages/results.html",
        translator,
        poll=poll_display(poll, locale, translator),
        results=display,
        placeholders=placeholders,
        is_organizer=is_organizer,
        closed=format_moment(
            poll.closed_at or poll.closes_at, poll.definition.time_zone, translator
        ),
        link_preview=link_preview(
            poll, base, description, translator, asked, finding=display.finding
        ),
        base=base,
        qr=draw_qr_code(f"{base}/p/{poll.id}"),
    )


def prepare_own_results(
    renderer: Renderer,
    poll: Poll,
    results: Results,
    locale: Locale,
    base: str,
    headers: Mapping[str, str] = MappingProxyType({}),
    *,
    asked: str = "",
    texts: ShownTexts = NO_TEXTS,
    is_organizer: bool = False,
) -> OwnResults:
    """Render the page with placeholders for an own answer, and prepare what fills them."""
    display = results_display(poll, results, locale, texts=texts)
    arguments = (renderer, poll, results, locale, base, display, asked)
    page = _render(*arguments, is_organizer=is_organizer, placeholders=True)
    return OwnResults(
        renderer,
        results,
        ValueFormatter(poll.definition.kind, locale, translator_for(locale)),
        SegmentedPage(page, headers),
    )
