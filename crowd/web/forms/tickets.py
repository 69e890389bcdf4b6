"""Tickets: signed, short-lived tokens that every form carries, valid for one purpose."""

from __future__ import annotations

from crowd.model.errors import Invalid, Problem
from crowd.model.sentence import Sentence
from crowd.model.tokens import Ticket
from crowd.web.deps import Service, now
from crowd.web.forms.base import Form

TICKET_LIFETIME = 7 * 24 * 3600
"""Seconds for which a ticket is valid."""

EXPIRED = Problem(
    field="form",
    message=Sentence(
        "This page was open for a long time. Nothing is lost: check what you typed and send it "
        "again."
    ),
)


def new_ticket(service: Service, purpose: str) -> str:
    """Issue a ticket for a form."""
    return service.token_deriver.ticket(purpose, now(), TICKET_LIFETIME)


def read_ticket(service: Service, form: Form, purpose: str) -> Ticket | None:
    """Read a form's ticket; None if it is missing, expired, forged or for another purpose."""
    return service.token_deriver.read_ticket(purpose, form.get("ticket"), now())


def require_ticket(service: Service, form: Form, purpose: str) -> Ticket:
    """Read a form's ticket; raise Invalid if it does not hold, with the reason for people."""
    ticket = read_ticket(service, form, purpose)
    if ticket is None:
        raise Invalid([EXPIRED])
    return ticket


def answer_purpose(poll_id: str) -> str:
    """Return the purpose of tickets for answering a poll."""
    return f"answer {poll_id}"


def edit_purpose(poll_id: str, participant: bytes) -> str:
    """Return the purpose of tickets for changing one participant's answer."""
    return f"edit {poll_id} {participant.hex()}"
