"""The logs of a poll end somewhere, and long ones of older releases slow nobody down."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from crowd.kinds import Number
from crowd.model import tokens
from crowd.model.errors import Conflict
from crowd.poll import MAX_LOG_ENTRIES, Definition, Extension, Headline, Poll, Resolution, State
from crowd.store import keys
from crowd.store.records import line, milliseconds
from crowd.store.store import Store
from tests.databases import server_of
from tests.factories import admin, in_hours, make_poll

POLL_ID = "abcdefghijklmnop"
NOW = datetime.now(UTC).replace(microsecond=0)


def later(minutes: int) -> datetime:
    return NOW + timedelta(hours=1, minutes=minutes)


def make() -> Poll:
    definition = Definition(
        question="How many?",
        kind=Number(),
        headline=Headline(name="median", reason="for tests"),
    )
    return Poll(
        id=POLL_ID,
        definition=definition,
        state=State.OPEN,
        closes_at=later(0),
        created_at=NOW,
        opened_at=NOW,
    )


async def test_poll_is_extended_so_often_and_no_more(store: Store) -> None:
    await store.polls.create(make(), "digest")
    for number in range(1, MAX_LOG_ENTRIES + 1):
        await store.polls.extend(POLL_ID, Extension(at=NOW, closes_at=later(number)))
    with pytest.raises(Conflict, match="100 times, which is as often as it can be"):
        await store.polls.extend(POLL_ID, Extension(at=NOW, closes_at=later(1000)))
    loaded = await store.polls.load(POLL_ID)
    assert loaded.closes_at == later(MAX_LOG_ENTRIES)
    assert loaded.times_extended == MAX_LOG_ENTRIES


async def test_truth_is_entered_so_often_and_no_more(store: Store) -> None:
    await store.polls.create(make(), "digest")
    for number in range(MAX_LOG_ENTRIES):
        await store.polls.resolve(POLL_ID, Resolution(at=NOW, truth=float(number)))
    with pytest.raises(Conflict, match="100 times, which is as often as it can be"):
        await store.polls.resolve(POLL_ID, Resolution(at=NOW, truth=-1.0))
    loaded = await store.polls.load(POLL_ID)
    assert loaded.resolution == Resolution(at=NOW, truth=MAX_LOG_ENTRIES - 1.0)
    assert loaded.revision == MAX_LOG_ENTRIES


async def test_admin_token_is_replaced_any_number_of_times(store: Store, database_url: str) -> None:
    digests = [tokens.digest(str(number)) for number in range(MAX_LOG_ENTRIES + 3)]
    await store.polls.create(make(), digests[0])
    for old, new in itertools.pairwise(digests):
        await store.polls.replace_admin(POLL_ID, old, new)
    loaded = await store.polls.load(POLL_ID)
    assert loaded.admin_digest == digests[-1]
    assert loaded.replaced_digests == digests[2:-1]
    with server_of(database_url, keys.poll(POLL_ID)) as server:
        assert server.hget(keys.poll(POLL_ID), "replaced").count(b"\n") == MAX_LOG_ENTRIES


async def test_logs_that_were_longer_before_are_read_in_part(
    store: Store, database_url: str
) -> None:
    await store.polls.create(make(), "digest")
    moved = [Extension(at=NOW, closes_at=later(number)) for number in range(1, 3001)]
    words = [Resolution(at=NOW, truth=float(number)) for number in range(1500)]
    with server_of(database_url, keys.poll(POLL_ID)) as server:
        logs = {
            "closes_at": milliseconds(later(3000)),
            "extensions": b"".join(map(line, moved)),
            "resolutions": b"".join(map(line, words)),
            "revision": "1500",
            "replaced": "".join(f"{number}\n" for number in range(3000)),
        }
        server.hset(keys.poll(POLL_ID), mapping=logs)
    loaded = await store.polls.load(POLL_ID)
    assert loaded.extensions == moved[-MAX_LOG_ENTRIES:]
    assert loaded.resolutions == words[-MAX_LOG_ENTRIES:]
    assert (loaded.times_extended, loaded.revision) == (3000, 1500)
    assert loaded.replaced_digests == [str(number) for number in range(2900, 3000)]
    with pytest.raises(Conflict):
        await store.polls.extend(POLL_ID, Extension(at=NOW, closes_at=later(5000)))
    await store.polls.replace_admin(POLL_ID, "digest", "another")
    shortened = await store.polls.load(POLL_ID)
    assert shortened.replaced_digests == [*(str(number) for number in range(2901, 3000)), "digest"]
    assert await store.snapshots.claim(loaded, 1000)


async def test_organizer_is_told_what_to_do_where_a_log_is_full(
    client: httpx.AsyncClient, store: Store, database_url: str
) -> None:
    poll = await make_poll(client)
    full = b"".join(line(Extension(at=NOW, closes_at=later(0))) for _ in range(MAX_LOG_ENTRIES))
    with server_of(database_url, keys.poll(poll["id"])) as server:
        server.hset(keys.poll(poll["id"]), "extensions", full)
    path, body = f"/api/polls/{poll['id']}/extension", {"closes_at": in_hours(48)}
    refused = await client.post(path, json=body, headers=admin(poll))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert "Let the poll close, and make a copy of it to ask again." in refused.json()["detail"]
    page = await client.get(f"/p/{poll['id']}", headers={"accept": "text/html"})
    assert "The closing time was moved later 100 times" in page.text
