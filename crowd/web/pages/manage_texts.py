"""The part of the organizer's page on names and reasons: who won, what is published, what is hidden."""

from __future__ import annotations

import msgspec

from crowd.actions.show_results import show_results
from crowd.actions.texts.manage_texts import list_texts, publish_texts
from crowd.analysis.closest_answers import MIN_PEOPLE
from crowd.kinds.formatter import ValueFormatter
from crowd.poll import Poll
from crowd.web.deps import Service
from crowd.web.forms.base import Form
from crowd.web.http.responses import BytesResponse, redirect
from crowd.web.pages.notices import notice_cookie
from crowd.web.views.closest_answers import winner_sentence
from crowd.web.visitor import VisitorRequest

MAX_DIGITS = 9
"""Digits of a page or a place that a form can name."""


class TextRow(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with its name and reason; empty for what was not given."""

    place: int
    value: str
    name: str
    reason: list[str]
    hidden: bool


class TextsDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """Names and reasons for the organizer; `too_few` people for a winner."""

    winner: str
    too_few: bool
    published: bool
    asks_reason: bool
    rows: list[TextRow]
    page: int
    pages: int


async def texts_display(
    request: VisitorRequest, service: Service, poll: Poll
) -> TextsDisplay | None:
    """Describe the names and reasons of a revealed poll; None where it asks for neither."""
    asks = poll.definition.asks
    if not poll.revealed or not (asks.name or asks.reason):
        return None
    results = (await show_results(service.store, service.computations, poll)).results
    texts = await service.shown_texts.load(service.store, poll, results)
    found = await list_texts(
        service.store, poll, _number(request.query_params.get("page", "")) or 1
    )
    formatter = ValueFormatter(poll.definition.kind, request.locale, request.translator)
    return TextsDisplay(
        winner=winner_sentence(results, formatter, texts),
        too_few=asks.name and results.n < MIN_PEOPLE,
        published=poll.reasons_published,
        asks_reason=asks.reason,
        rows=[
            TextRow(
                place=entry.place,
                value=formatter.exact(entry.value),
                name=entry.name or "",
                reason=(entry.reason or "").splitlines(),
                hidden=entry.hidden,
            )
            for entry in found.entries
        ],
        page=found.page,
        pages=found.pages,
    )


async def change_texts(
    _request: VisitorRequest, service: Service, poll: Poll, form: Form
) -> BytesResponse:
    """Publish the reasons or not, and hide or show the name and reason of an answer."""
    published = {"1": True, "0": False}.get(form.get("publish"))
    hide, show = (
        [] if (place := _number(form.get(field))) is None else [place] for field in ("hide", "show")
    )
    await publish_texts(service.store, poll, published=published, hide=hide, show=show)
    page = _number(form.get("page")) or 1
    notice = notice_cookie(service, poll.id, "reasons")
    return redirect(f"/p/{poll.id}/manage?page={page}#texts", notice)


def _number(text: str) -> int | None:
    """Parse a whole number; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None
