"""The deadline for calendars: one entry, the same moment in every zone, as RFC 5545 writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crowd.poll import Extension, State
from crowd.web.sharing.icalendar import fold, write_calendar
from tests.factories import QUESTION, close, make_poll
from tests.web.sharing.cards import NOON, PIECES, poll_of

Client = httpx.AsyncClient


def test_calendar_of_a_deadline() -> None:
    poll = replace(poll_of("Beans; peas, or\\both?", PIECES, State.OPEN), id="id")
    assert write_calendar(poll, "https://polls.example.org").decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//crowd//crowd//EN",
        "BEGIN:VEVENT",
        "UID:id@polls.example.org",
        "DTSTAMP:20261024T120000Z",
        "DTSTART:20261123T120000Z",
        "TRANSP:TRANSPARENT",
        "SEQUENCE:0",
        "SUMMARY:Last moment to answer: Beans\\; peas\\, or\\\\both?",
        "DESCRIPTION:Results appear here when the poll closes.",
        "URL:https://polls.example.org/p/id",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_entry_of_a_later_deadline_replaces_the_first() -> None:
    later = Extension(at=NOON - timedelta(hours=1), closes_at=NOON)
    poll = replace(poll_of("How many?", PIECES, State.OPEN), extensions=[later])
    text = write_calendar(poll, "https://polls.example.org").decode()
    assert "SEQUENCE:1\r\n" in text
    assert "DTSTAMP:20261123T110000Z\r\n" in text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=300))
def test_folded_lines_are_short_and_whole(line: str) -> None:
    raw = fold(line)
    assert raw.endswith(b"\r\n")
    assert raw.decode().replace("\r\n ", "") == line + "\r\n"
    assert all(len(part) <= 75 for part in raw.split(b"\r\n"))


async def test_calendar_over_http(client: Client) -> None:
    poll = await make_poll(client)
    reply = await client.get(f"/p/{poll['id']}.ics")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=60"
    moment = datetime.fromisoformat(poll["closes_at"]).astimezone(UTC)
    assert f"DTSTART:{moment:%Y%m%dT%H%M%SZ}\r\n" in reply.text
    assert QUESTION in reply.text
    await close(client, poll)
    assert (await client.get(f"/p/{poll['id']}.ics")).status_code == 200


@pytest.mark.parametrize("draft", [True, False])
async def test_calendar_of_no_poll_is_not_found(
    client: Client, visitor: Client, draft: bool
) -> None:
    poll_id = (await make_poll(client, draft=True))["id"] if draft else "nobody-made-this"
    reply = await visitor.get(f"/p/{poll_id}.ics")
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"


async def test_line_breaks_in_a_question_end_no_property(client: Client) -> None:
    poll = await make_poll(client, question="One\r\nATTENDEE:mailto:a@b.c\n\u2028two?")
    lines = (await client.get(f"/p/{poll['id']}.ics")).text.split("\r\n")
    assert not any(line.startswith("ATTENDEE") for line in lines)
