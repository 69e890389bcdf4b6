"""Pages of answering inside a frame: the form, one's own answer, and a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import (
    CrowdError,
    Problem,
)
from crowd.poll import Poll
from crowd.web.deps import Service
from crowd.web.embed.appearance import Appearance
from crowd.web.embed.frame_page import frame_page, render_in_frame
from crowd.web.forms.base import Form
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse
from crowd.web.take_answer import EarlierAnswer
from crowd.web.urls import base_url
from crowd.web.views.poll import poll_display


def form_page(
    service: Service,
    poll: Poll,
    appearance: Appearance,
    ticket: str,
    form: Form | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
    readings: Sequence[tuple[str, str]] = (),
) -> BytesResponse:
    """Show the form; `readings` asks which of them was meant."""
    return _frame_reply(
        service,
        poll,
        appearance,
        "embed/answer_form.html",
        status_code,
        ticket=ticket,
        value=form.get("value") if form else "",
        exact=bool(form and form.get("exact")),
        problems=problems,
        readings=readings,
    )


def own_answer_page(
    request: AppRequest,
    service: Service,
    poll: Poll,
    appearance: Appearance,
    own: EarlierAnswer,
    typed: str = "",
) -> BytesResponse:
    """Show the browser's own answer; with `typed`, as the reason for a refusal."""
    links = service.token_deriver.capabilities(poll.id, own.participant)
    base = base_url(request, service.settings)
    return _frame_reply(
        service,
        poll,
        appearance,
        "embed/own_answer.html",
        409 if typed else 200,
        answer=ValueFormatter(poll.definition.kind, appearance.locale, appearance.translator).exact(
            own.value
        ),
        typed=typed,
        edit_url=f"{base}/e/{poll.id}.{links.edit_token}",
    )


def refusal_page(
    service: Service, poll: Poll, appearance: Appearance, form: Form, error: CrowdError
) -> BytesResponse:
    """Say why an answer was refused."""
    return _frame_reply(
        service,
        poll,
        appearance,
        "embed/refusal.html",
        error.status,
        problem=error,
        typed=form.get("value"),
    )


def _frame_reply(
    service: Service,
    poll: Poll,
    appearance: Appearance,
    template: str,
    status_code: int,
    **data: object,
) -> BytesResponse:
    page = frame_page(service, appearance, poll.definition.frames)
    display = poll_display(poll, appearance.locale, appearance.translator)
    body = render_in_frame(service, page, template, poll=display, **data)
    return BytesResponse(
        body, status_code=status_code, headers={**page.headers, "Cache-Control": "no-store"}
    )
