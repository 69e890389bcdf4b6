"""The deadline of a poll as an entry for calendars (RFC 5545)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crowd.actions.close_poll import current_poll
from crowd.charts.text_layout import to_drawable
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.errors import NotFound
from crowd.model.poll import Poll, State
from crowd.rules.reveal import reveal_promise
from crowd.web.caching import cache_until_close
from crowd.web.deps import Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse
from crowd.web.locale import translator_by_address
from crowd.web.urls import base_url

ICALENDAR = "text/calendar; charset=utf-8"
MAX_LINE_BYTES = 75
"""Bytes, without the line's end."""

ESCAPED_CHARACTERS = re.compile(r"[\\;,]")


async def calendar(request: AppRequest, service: Service, poll_id: str) -> BytesResponse:
    """The moment at which the poll closes, for the calendar of whoever wants to answer later."""
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        raise NotFound
    cache = cache_until_close(poll) if not poll.revealed else "public, max-age=300"
    return BytesResponse(
        write_calendar(poll, base_url(request, service.settings), translator_by_address(request)),
        ICALENDAR,
        headers={
            "Cache-Control": cache,
            "Content-Disposition": 'attachment; filename="deadline.ics"',
        },
    )


def write_calendar(poll: Poll, base: str, translator: Translator = ENGLISH_TRANSLATOR) -> bytes:
    """A calendar with the one entry, in a language."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//crowd//crowd//EN",
        *deadline_event(poll, base, translator),
        "END:VCALENDAR",
    ]
    return b"".join(fold(line) for line in lines)


def deadline_event(poll: Poll, base: str, translator: Translator) -> list[str]:
    """The entry of a deadline; in UTC, so that every zone agrees on it."""
    address = f"{base}/p/{poll.id}"
    question = to_drawable(poll.definition.question)
    summary = translator.translate("Last moment to answer: {question}", question=question)
    changed = max(
        [
            poll.opened_at or poll.created_at,
            *(deadline_event.at for deadline_event in poll.extensions),
        ]
    )
    return [
        "BEGIN:VEVENT",
        f"UID:{poll.id}@{urlsplit(base).hostname or 'crowd'}",
        f"DTSTAMP:{format_utc(changed)}",
        f"DTSTART:{format_utc(poll.closes_at)}",
        # A moment, not a span: it takes no time out of anybody's day.
        "TRANSP:TRANSPARENT",
        f"SEQUENCE:{poll.times_extended}",
        f"SUMMARY:{escape(to_drawable(summary))}",
        f"DESCRIPTION:{escape(translator.translate(reveal_promise(poll)))}",
        f"URL:{address}",
        "END:VEVENT",
    ]


def format_utc(moment: datetime) -> str:
    """A moment as calendars have it."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escape(text: str) -> str:
    """A text as a value of a property."""
    return ESCAPED_CHARACTERS.sub(r"\\\g<0>", text)


def fold(line: str) -> bytes:
    """A line in parts of at most 75 bytes, never cut within a letter."""
    parts = [""]
    for letter in line:
        if len((parts[-1] + letter).encode()) > MAX_LINE_BYTES:
            # The space that begins a further part counts as one of its bytes.
            parts.append(" ")
        parts[-1] += letter
    return "\r\n".join([*parts, ""]).encode()
