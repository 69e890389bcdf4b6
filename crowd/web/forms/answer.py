"""What was typed into an answer form: how it is read, asked about, and kept when it is not taken."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale

from crowd.i18n.formatter import ValueFormatter
from crowd.i18n.notation import to_json_value
from crowd.i18n.translator import Translator, translator_for
from crowd.kinds.values import read_exact, read_value
from crowd.model.errors import CrowdError, Invalid, Problem
from crowd.model.poll import Kind
from crowd.model.sentence import Sentence, either
from crowd.parsing.text import ParsedValue
from crowd.web.deps import Service
from crowd.web.forms.base import Form, html
from crowd.web.forms.details import LABELS
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse
from crowd.web.locale import locale_of
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.views.card import card_of

VISIBLE = {
    "value": Sentence("Your estimate"),
    "truth": Sentence("The true answer"),
    "closes_at": Sentence("New closing time"),
    **LABELS,
}
"""What people type into the small forms, with its words."""


def read_reading(form: Form, kind: Kind, locale: Locale) -> ParsedValue:
    """What was typed, or the reading that was chosen on the confirm page."""
    if form.get("exact"):
        return read_exact(form.get("value"), kind)
    return read_value(form.get("value"), kind, locale)


def play_back(text: str, formatter: ValueFormatter) -> str:
    """A sentence that says how a text is read; empty for nothing or nonsense, so as not to nag."""
    try:
        reading = read_value(text, formatter.kind, formatter.locale)
    except Invalid as error:
        message = error.problems[0].message
        # Nothing but a value that could be read stands in these sentences under this name.
        return formatter.translate(message) if "value" in getattr(message, "values", ()) else ""
    if not reading.alternatives:
        return formatter.translate("You entered {value}", value=formatter.exact(reading.value))
    readings = [formatter.exact(value) for value in (reading.value, *reading.alternatives)]
    return formatter.translate("You entered {readings}?", readings=either(readings))


def choices(reading: ParsedValue, formatter: ValueFormatter) -> list[tuple[str, str]]:
    """The readings of a text, as a form sends them and as they are read."""
    return [
        (str(to_json_value(value, formatter.kind)), formatter.exact(value))
        for value in (reading.value, *reading.alternatives)
    ]


async def confirm(
    request: AppRequest,
    service: Service,
    poll_id: str,
    form: Form,
    reading: ParsedValue,
    target: str,
) -> BytesResponse:
    """Asks which of two readings was meant."""
    poll = await service.store.polls.load(poll_id)
    locale = locale_of(request)
    translator = translator_for(locale)
    body = service.renderer.page(
        "pages/confirm.html",
        translator,
        card=card_of(poll, locale, translator),
        typed=form.get("value"),
        choices=choices(reading, ValueFormatter(poll.definition.kind, locale)),
        ticket=form.get("ticket"),
        sharer=form.get("s"),
        target=target,
    )
    return html(body)


def kept(
    request: AppRequest,
    service: Service,
    poll_id: str,
    form: Form,
    error: CrowdError,
    answered: str = "",
    ticket: str = "",
    added: Sequence[tuple[str, str]] = (),
) -> BytesResponse:
    """Says why an answer was not taken; what was typed stands on the page.

    Where somebody answered before, a form changes that answer to what was typed: it takes a ticket.
    """
    body = service.renderer.page(
        "pages/not_taken.html",
        translator_for(locale_of(request)),
        poll_id=poll_id,
        typed=form.get("value"),
        problem=error,
        answered=answered,
        added=added,
        ticket=ticket,
    )
    return html(body, error.status)


def not_saved(
    request: AppRequest, service: Service, form: Form, error: CrowdError, translator: Translator
) -> BytesResponse:
    """Keeps every field, the ticket too: if it was saved after all, sending it again is harmless."""
    body = service.renderer.page(
        "pages/not_saved.html",
        translator,
        action=request.scope["path"],
        typed=[
            (name, label, form.get(name)) for name, label in VISIBLE.items() if name in form.fields
        ],
        hidden={name: text for name, text in form.fields.items() if name not in VISIBLE},
        exact=bool(form.get("exact")),
        problem=error,
    )
    response = html(body, error.status)
    response.headers["Retry-After"] = retry_after(error)
    return response


WITHDRAWN = Problem(
    field="value",
    message=Sentence("You withdrew your earlier answer. To answer again, send this once more."),
)
