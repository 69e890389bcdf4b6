"""Drafts that nobody opens go after 30 days, by the database's clock; others stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from crowd.actions.delete_drafts import delete_old_drafts, find_drafts
from crowd.actions.restore import restore
from crowd.kinds import Number
from crowd.model.errors import NotFound, StoreUnavailable
from crowd.poll import Definition, Headline, Image, Poll, State
from crowd.rules.lifecycle import MAX_DRAFT_AGE
from crowd.store import keys
from crowd.store.backup.file_reader import open_backup
from crowd.store.client.connect import connect
from crowd.store.records import milliseconds
from crowd.store.store import Store
from tests.databases import server_of
from tests.factories import admin, make_poll
from tests.store.backup.test_backup import ignore, save, wipe

POLL_ID = "abcdefghijklmnop"
NOW = datetime.now(UTC).replace(microsecond=0)
OLD = NOW - MAX_DRAFT_AGE - timedelta(minutes=1)


def make(name: str = POLL_ID, created_at: datetime = NOW) -> Poll:
    definition = Definition(
        question="How many?",
        kind=Number(),
        headline=Headline(name="median", reason="for tests"),
        image=Image(hash="0123456789ab", media_type="image/png", width=2, height=1, alt="A vase"),
    )
    return Poll(
        id=name,
        definition=definition,
        state=State.DRAFT,
        closes_at=NOW + timedelta(days=100),
        created_at=created_at,
        feed="feed",
    )


def last_changed(url: str, at: datetime | None, name: str = POLL_ID) -> None:
    """Has a draft look as if it was saved then, or by a release that did not note when."""
    with server_of(url, keys.poll(name)) as server:
        if at is None:
            server.hdel(keys.poll(name), "changed_at")
        elif server.type(keys.poll(name)) == b"hash":
            server.hset(keys.poll(name), "changed_at", milliseconds(at))
    with server_of(url, keys.DRAFTS) as server:
        if at is None:
            server.zrem(keys.DRAFTS, name)
        else:
            server.zadd(keys.DRAFTS, {name: milliseconds(at)})


def damage(url: str, name: str) -> None:
    """Has a poll be there that no command can read."""
    with server_of(url, keys.poll(name)) as server:
        server.set(keys.poll(name), "no record")
    with server_of(url, keys.DRAFTS) as server:
        server.zrem(keys.DRAFTS, name)


def hints(url: str, key: str = keys.DRAFTS) -> dict[str, float]:
    with server_of(url, key) as server:
        return {name.decode(): score for name, score in server.zrange(key, 0, -1, withscores=True)}


async def test_draft_that_nobody_opens_is_deleted_with_all_that_belongs_to_it(
    store: Store, empty_database: str
) -> None:
    await store.polls.create(make(), "digest", b"picture")
    assert await delete_old_drafts(store, NOW + MAX_DRAFT_AGE * 2) == 0
    last_changed(empty_database, OLD)
    assert hints(empty_database, keys.feed("feed")) != {}
    assert await delete_old_drafts(store, NOW) == 1
    with pytest.raises(NotFound):
        await store.polls.load(POLL_ID)
    with pytest.raises(NotFound):
        await store.polls.load_image(POLL_ID)
    assert hints(empty_database) == hints(empty_database, keys.feed("feed")) == {}


async def test_draft_that_was_changed_since_stays(store: Store, empty_database: str) -> None:
    draft = make(created_at=OLD)
    await store.polls.create(draft, "digest")
    last_changed(empty_database, OLD)
    await store.polls.change_draft(draft, draft.definition, draft.closes_at)
    assert await delete_old_drafts(store, NOW) == 0
    loaded = await store.polls.load(POLL_ID)
    assert loaded.changed_at is not None
    assert abs(loaded.changed_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert hints(empty_database) == {POLL_ID: float(milliseconds(loaded.changed_at))}


async def test_form_sent_again_does_not_make_its_draft_younger(
    store: Store, empty_database: str
) -> None:
    assert await store.polls.create(make(), "digest")
    last_changed(empty_database, OLD)
    assert not await store.polls.create(make(), "digest")
    assert hints(empty_database) == {POLL_ID: float(milliseconds(OLD))}


async def test_draft_that_was_opened_stays(store: Store, empty_database: str) -> None:
    await store.polls.create(make(), "digest", b"picture")
    last_changed(empty_database, OLD)
    await store.polls.open(POLL_ID)
    assert hints(empty_database) == {}
    last_changed(empty_database, OLD)
    assert await delete_old_drafts(store, NOW) == 0
    assert await store.polls.load_image(POLL_ID) == b"picture"
    assert hints(empty_database) == {}


async def test_drafts_of_older_releases_are_found_and_their_time_begins_then(
    store: Store, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crowd.store.drafts.KEYS_PER_SCAN", 20)
    names = [f"draft-number-{number:04}" for number in range(50)]
    for name in names:
        await store.polls.create(make(name, OLD), "digest")
        last_changed(empty_database, None, name)
    opened = make("a-draft-that-was-opened")
    await store.polls.create(opened, "digest")
    await store.polls.open(opened.id)
    await find_drafts(store)
    assert set(hints(empty_database)) == set(names)
    assert await delete_old_drafts(store, NOW) == 0
    last_changed(empty_database, OLD, names[0])
    assert await delete_old_drafts(store, NOW) == 1
    # Once a day is enough.
    last_changed(empty_database, None, names[1])
    await find_drafts(store)
    assert names[1] not in hints(empty_database)


async def test_drafts_that_cannot_be_deleted_keep_no_others_waiting(
    store: Store, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crowd.store.drafts.MAX_OLD_DRAFTS", 5)
    damaged = [f"a-damaged-draft-{number:04}" for number in range(7)]
    for name in damaged:
        damage(empty_database, name)
        last_changed(empty_database, OLD - timedelta(days=1), name)
    names = [f"draft-number-{number:04}" for number in range(12)]
    for name in names:
        await store.polls.create(make(name), "digest")
        last_changed(empty_database, OLD, name)
    with pytest.raises(StoreUnavailable):
        await delete_old_drafts(store, NOW)
    for name in names:
        with pytest.raises(NotFound):
            await store.polls.load(name)
    assert set(hints(empty_database)) == set(damaged)


async def test_search_that_fails_is_made_again(store: Store, empty_database: str) -> None:
    await store.polls.create(make(), "digest")
    last_changed(empty_database, None)
    damage(empty_database, "a-damaged-draft")
    with pytest.raises(StoreUnavailable):
        await find_drafts(store)
    with server_of(empty_database, keys.poll("a-damaged-draft")) as server:
        server.delete(keys.poll("a-damaged-draft"))
    await find_drafts(store)
    assert set(hints(empty_database)) == {POLL_ID}


async def test_search_in_a_database_that_is_not_there_is_one_error() -> None:
    store = Store(connect("redis://127.0.0.1:1"))
    with pytest.raises(StoreUnavailable):
        await anext(store.drafts.find_without_hint())
    await store.close()


async def test_restored_draft_is_as_old_as_it_was(
    store: Store, empty_database: str, tmp_path: Path
) -> None:
    file, young = tmp_path / "polls.backup", NOW - MAX_DRAFT_AGE / 2
    await store.polls.create(make(), "digest", b"picture")
    last_changed(empty_database, young)
    await save(store, file)
    await wipe(store)
    with open_backup(file, ignore) as backup:
        await restore(store, backup, None)
    assert (await store.polls.load(POLL_ID)).changed_at == young
    assert hints(empty_database) == {POLL_ID: float(milliseconds(young))}
    assert await delete_old_drafts(store, NOW + MAX_DRAFT_AGE) == 0


async def test_organizer_is_told_when_a_draft_goes(
    client: httpx.AsyncClient, empty_database: str
) -> None:
    poll = await make_poll(client, draft=True)
    last_changed(empty_database, datetime(2030, 1, 1, 12, tzinfo=UTC), poll["id"])
    address = f"/p/{poll['id']}/manage"
    page = await client.get(address, headers={**admin(poll), "accept": "text/html"})
    assert "A draft that nobody opens is deleted 30 days after its last change." in page.text
    assert "This one would go on" in page.text
    assert "31 January 2030" in page.text
    links = await client.get(f"{address}/links", headers={**admin(poll), "accept": "text/html"})
    assert "A draft that nobody opens is deleted 30 days after its last change." in links.text
