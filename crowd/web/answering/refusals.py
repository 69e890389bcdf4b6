"""Pages that answer a form without taking it: a question back, or a reason; typed text is kept."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.actions.load_poll import load_poll
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import CrowdError
from crowd.model.sentence import Sentence
from crowd.parsing.text import ParsedValue
from crowd.web.deps import Service
from crowd.web.forms.answer import reading_choices
from crowd.web.forms.base import Form
from crowd.web.forms.follow_ups import FOLLOW_UP_LABELS
from crowd.web.http.responses import BytesResponse, uncached_page
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.views.poll import poll_display
from crowd.web.visitor import VisitorRequest

VISIBLE_FIELDS = {
    "value": Sentence("Your estimate"),
    "truth": Sentence("The true answer"),
    "closes_at": Sentence("New closing time"),
    **FOLLOW_UP_LABELS,
}
"""Labels of the fields that people type into; all other fields are sent again as hidden ones."""


async def confirm_page(
    request: VisitorRequest,
    service: Service,
    poll_id: str,
    form: Form,
    parsed: ParsedValue,
    target: str,
) -> BytesResponse:
    """Ask which reading of an ambiguous text was meant; the form posts to `target`."""
    poll = await load_poll(service.store, poll_id)
    body = service.renderer.page(
        "pages/confirm.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        typed=form.get("value"),
        choices=reading_choices(parsed, ValueFormatter(poll.definition.kind, request.locale)),
        ticket=form.get("ticket"),
        sharer=form.get("s"),
        target=target,
    )
    return uncached_page(body)


def not_taken_page(
    request: VisitorRequest,
    service: Service,
    poll_id: str,
    form: Form,
    error: CrowdError,
    answered: str = "",
    ticket: str = "",
    added: Sequence[tuple[str, str]] = (),
) -> BytesResponse:
    """Say why an answer was refused.

    With `answered`, an earlier answer, the page offers to change it to what was typed: this needs
    a ticket.
    """
    body = service.renderer.page(
        "pages/not_taken.html",
        request.translator,
        poll_id=poll_id,
        typed=form.get("value"),
        problem=error,
        answered=answered,
        added=added,
        ticket=ticket,
    )
    return uncached_page(body, error.status)


def not_saved_page(
    request: VisitorRequest, service: Service, form: Form, error: CrowdError
) -> BytesResponse:
    """Offer to send the form again, with every field and the same ticket: a repeat is harmless."""
    typed = [
        (name, label, form.get(name))
        for name, label in VISIBLE_FIELDS.items()
        if name in form.fields
    ]
    body = service.renderer.page(
        "pages/not_saved.html",
        request.translator,
        action=request.scope["path"],
        typed=typed,
        hidden={name: text for name, text in form.fields.items() if name not in VISIBLE_FIELDS},
        exact=bool(form.get("exact")),
        problem=error,
    )
    response = uncached_page(body, error.status)
    response.headers["Retry-After"] = retry_after(error)
    return response
