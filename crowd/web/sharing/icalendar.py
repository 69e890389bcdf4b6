"""The deadline of a poll as a calendar event (iCalendar, RFC 5545)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crowd.charts.text_layout import to_drawable
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.poll import Poll
from crowd.rules.reveal import reveal_promise
from crowd.web.caching import cache_until_close
from crowd.web.deps import Service
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse
from crowd.web.locale import translator_by_address
from crowd.web.urls import base_url
from crowd.web.visible_polls import load_visible_poll

ICALENDAR = "text/calendar; charset=utf-8"
MAX_LINE_BYTES = 75
"""Bytes of a content line, without its line break."""

ESCAPED_CHARACTERS = re.compile(r"[\\;,]")


async def calendar(request: AppRequest, service: Service, poll_id: str) -> BytesResponse:
    """Serve the closing time of the poll as a calendar file."""
    poll = await load_visible_poll(service, poll_id)
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
    """Write a calendar with the one event, in a language."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//crowd//crowd//EN",
        *deadline_event(poll, base, translator),
        "END:VCALENDAR",
    ]
    return b"".join(fold(line) for line in lines)


def deadline_event(poll: Poll, base: str, translator: Translator) -> list[str]:
    """Return the lines of the event; times in UTC, so no time zone has to be defined."""
    address = f"{base}/p/{poll.id}"
    question = to_drawable(poll.definition.question)
    summary = translator.translate("Last moment to answer: {question}", question=question)
    changed = max(
        [
            poll.opened_at or poll.created_at,
            *(extension.at for extension in poll.extensions),
        ]
    )
    return [
        "BEGIN:VEVENT",
        f"UID:{poll.id}@{urlsplit(base).hostname or 'crowd'}",
        f"DTSTAMP:{format_utc(changed)}",
        f"DTSTART:{format_utc(poll.closes_at)}",
        # The event is a moment: calendars need not show its owner as busy.
        "TRANSP:TRANSPARENT",
        f"SEQUENCE:{poll.times_extended}",
        f"SUMMARY:{escape(to_drawable(summary))}",
        f"DESCRIPTION:{escape(translator.translate(reveal_promise(poll)))}",
        f"URL:{address}",
        "END:VEVENT",
    ]


def format_utc(moment: datetime) -> str:
    """Write a time in UTC."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escape(text: str) -> str:
    """Escape a text for the value of a property."""
    return ESCAPED_CHARACTERS.sub(r"\\\g<0>", text)


def fold(line: str) -> bytes:
    """Fold a line into parts of at most 75 bytes, never within a character."""
    parts = [""]
    for letter in line:
        if len((parts[-1] + letter).encode()) > MAX_LINE_BYTES:
            # The space at the start of a further part counts as one of its bytes.
            parts.append(" ")
        parts[-1] += letter
    return "\r\n".join([*parts, ""]).encode()
