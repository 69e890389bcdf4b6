"""Public polls are found by everyone, the others by nobody, whatever was interrupted on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from crowd.actions.back_up import back_up
from crowd.actions.restore import restore
from crowd.model.capacity import CapacityLevel
from crowd.model.errors import NotFound, StorageFullForPolls, StoreUnavailable
from crowd.poll import Poll, Reveal, State
from crowd.store import keys
from crowd.store.backup.file_reader import open_backup
from crowd.store.client.connect import connect
from crowd.store.store import Store
from tests.databases import server_of
from tests.store.test_store import make, moment

MOST = 10
FEED = "a feed"


def public(poll_id: str, state: State = State.OPEN, reveal: Reveal = Reveal.AT_CLOSE) -> Poll:
    poll = make(state, reveal)
    definition = msgspec.structs.replace(poll.definition, listed=True)
    return msgspec.structs.replace(poll, id=poll_id, definition=definition)


def at(poll: Poll, minutes: float) -> Poll:
    """A poll that was made and opened at another time."""
    then = poll.created_at + timedelta(minutes=minutes)
    return msgspec.structs.replace(poll, created_at=then, opened_at=then)


async def create(store: Store, *polls: Poll) -> None:
    for poll in polls:
        assert await store.polls.create(poll, "digest")


def ids(polls: list[Poll]) -> list[str]:
    return [poll.id for poll in polls]


def hints(url: str, key: str) -> list[str]:
    with server_of(url, key) as server:
        return [raw.decode() for raw in server.zrange(key, 0, -1)]


def hint(url: str, key: str, poll_id: str) -> None:
    """What a crash could have left."""
    with server_of(url, key) as server:
        server.zadd(key, {poll_id: 1})


async def test_public_polls_are_found_newest_first(store: Store) -> None:
    older, newer = at(public("older"), -5), at(public("newer"), 0)
    await create(store, newer, older, make())
    assert ids(await store.index.load_unrevealed(MOST)) == ["newer", "older"]
    assert ids(await store.index.load_unrevealed(1)) == ["newer"]
    assert await store.index.load_revealed(MOST) == []


async def test_public_poll_moves_at_its_reveal(store: Store, empty_database: str) -> None:
    await create(store, public("at once"), public("by hand", reveal=Reveal.MANUAL), make())
    for poll_id in ("at once", "by hand", make().id):
        await store.polls.close(poll_id, early=True)
    assert ids(await store.index.load_unrevealed(MOST)) == ["by hand"]
    assert ids(await store.index.load_revealed(MOST)) == ["at once"]
    await store.polls.reveal("by hand")
    assert await store.index.load_unrevealed(MOST) == []
    assert sorted(ids(await store.index.load_revealed(MOST))) == ["at once", "by hand"]
    assert hints(empty_database, keys.OPENED) == []


async def test_public_draft_is_found_once_it_is_open(store: Store) -> None:
    await create(store, public("draft", State.DRAFT))
    assert await store.index.load_unrevealed(MOST) == []
    await store.polls.open("draft")
    (found,) = await store.index.load_unrevealed(MOST)
    assert (found.id, found.state) == ("draft", State.OPEN)


async def test_draft_made_public_is_found_once_it_is_open(store: Store) -> None:
    draft = make(State.DRAFT)
    await create(store, draft)
    await store.polls.change_draft(draft, public("any").definition, draft.closes_at)
    await store.polls.open(draft.id)
    assert ids(await store.index.load_unrevealed(MOST)) == [draft.id]


async def test_hint_to_a_draft_waits_for_its_opening(store: Store, empty_database: str) -> None:
    await create(store, public("draft", State.DRAFT))
    hint(empty_database, keys.OPENED, "draft")
    assert await store.index.load_unrevealed(MOST) == []
    assert hints(empty_database, keys.OPENED) == ["draft"]


async def test_deleted_polls_are_found_no_more(store: Store, empty_database: str) -> None:
    await create(store, public("open"), msgspec.structs.replace(public("shown"), feed=FEED), make())
    await store.polls.close("shown", early=True)
    assert ids(await store.index.load_feed(FEED, MOST)) == ["shown"]
    for poll_id in ("open", "shown"):
        await store.polls.delete(poll_id)
    for key in (keys.OPENED, keys.REVEALED, keys.feed(FEED)):
        assert hints(empty_database, key) == []


async def test_reveal_that_was_not_listed_is_mended(store: Store, empty_database: str) -> None:
    await create(store, public("shown"))
    await store.polls.close("shown", early=True)
    with server_of(empty_database, keys.REVEALED) as server:
        server.delete(keys.REVEALED)
    hint(empty_database, keys.OPENED, "shown")
    assert await store.index.load_unrevealed(MOST) == []
    assert ids(await store.index.load_revealed(MOST)) == ["shown"]
    assert hints(empty_database, keys.OPENED) == []


async def test_wrong_hints_are_dropped(store: Store, empty_database: str) -> None:
    await create(store, public("open"))
    for key in (keys.OPENED, keys.REVEALED, keys.feed(FEED)):
        hint(empty_database, key, "gone")
        hint(empty_database, key, "open")
    assert ids(await store.index.load_unrevealed(MOST)) == ["open"]
    assert await store.index.load_revealed(MOST) == []
    assert await store.index.load_feed(FEED, MOST) == []
    assert hints(empty_database, keys.OPENED) == ["open"]
    for key in (keys.REVEALED, keys.feed(FEED)):
        assert hints(empty_database, key) == []


async def test_unlisted_poll_is_never_shown_by_a_hint(store: Store, empty_database: str) -> None:
    await create(store, make())
    hint(empty_database, keys.OPENED, make().id)
    assert await store.index.load_unrevealed(MOST) == []
    await store.polls.close(make().id, early=True)
    hint(empty_database, keys.REVEALED, make().id)
    assert await store.index.load_revealed(MOST) == []


async def test_addresses_are_those_of_public_results(store: Store, empty_database: str) -> None:
    await create(store, public("open"), public("shown"), make())
    for poll_id in ("shown", make().id):
        await store.polls.close(poll_id, early=True)
    hint(empty_database, keys.REVEALED, "gone")
    hint(empty_database, keys.REVEALED, "open")
    revealed_at = (await store.polls.load("shown")).revealed_at
    assert await store.index.load_reveal_times() == [("shown", revealed_at)]


async def test_results_that_are_kept_findable_are_bounded(
    store: Store, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crowd.store.poll_index.MAX_REVEALED", 2)
    for poll_id in ("first", "second", "third"):
        await create(store, public(poll_id))
        await store.polls.close(poll_id, early=True)
    assert len(hints(empty_database, keys.REVEALED)) == 2


async def test_feed_has_its_polls_whether_public_or_not(store: Store, empty_database: str) -> None:
    ours = [at(public("public"), -2), at(msgspec.structs.replace(make(), id="by link"), -1)]
    await create(store, *(msgspec.structs.replace(poll, feed=FEED) for poll in ours), make())
    assert ids(await store.index.load_feed(FEED, MOST)) == ["by link", "public"]
    assert ids(await store.index.load_feed(FEED, 1)) == ["by link"]
    assert await store.index.load_feed("another", MOST) == []


async def test_poll_that_joins_feeds_at_once_is_in_one_and_leaves_no_other_key(
    store: Store, empty_database: str
) -> None:
    await create(store, make())
    poll = await store.polls.load(make().id)
    feeds = [f"feed {number}" for number in range(20)]
    await asyncio.gather(*(store.index.change_feed(poll, feed) for feed in feeds))
    noted = (await store.polls.load(poll.id)).feed
    left = [
        feed for feed in feeds if server_of(empty_database, keys.feed(feed)).exists(keys.feed(feed))
    ]
    assert left == [noted]


async def test_feed_that_finds_no_room_leaves_no_key(store: Store, empty_database: str) -> None:
    await create(store, make())
    poll = await store.polls.load(make().id)
    store.capacity.level = CapacityLevel.ANSWERS
    with pytest.raises(StorageFullForPolls):
        await store.index.change_feed(poll, FEED)
    assert not server_of(empty_database, keys.feed(FEED)).exists(keys.feed(FEED))


async def test_poll_joins_changes_and_leaves_a_feed(store: Store, empty_database: str) -> None:
    await create(store, make())
    for feed in (FEED, "another", ""):
        await store.index.change_feed(await store.polls.load(make().id), feed)
        poll = await store.polls.load(make().id)
        assert poll.feed == feed
        found = {name: ids(await store.index.load_feed(name, MOST)) for name in (FEED, "another")}
        assert found == {name: [poll.id] if name == feed else [] for name in found}
    with pytest.raises(NotFound):
        await store.index.change_feed(msgspec.structs.replace(make(), id="nobody's"), FEED)
    assert await store.index.load_feed(FEED, MOST) == []


async def test_restore_lists_what_was_listed(
    store: Store, empty_database: str, tmp_path: Path
) -> None:
    polls = [public("open"), public("shown"), public("draft", State.DRAFT), make()]
    await create(store, *(msgspec.structs.replace(poll, feed=FEED) for poll in polls))
    await store.polls.close("shown", early=True)

    async def found() -> list[list[str]]:
        of_feed = await store.index.load_feed(FEED, MOST)
        unrevealed, revealed = (
            await store.index.load_unrevealed(MOST),
            await store.index.load_revealed(MOST),
        )
        return [sorted(ids(polls)) for polls in (unrevealed, revealed, of_feed)]

    before = await found()
    assert before == [["open"], ["shown"], sorted(["open", "shown", make().id])]
    file = tmp_path / "polls.backup"
    await back_up(store, "secret", file, datetime.now(UTC), lambda _done, _total: None)
    for name in [name async for name in store.database.redis.scan_iter()]:
        await store.database.redis.unlink(name)
    assert await found() == [[], [], []]
    with open_backup(file, lambda _done, _total: None) as backup:
        await restore(store, backup, None)
    assert await found() == before


async def test_poll_restored_as_closed_is_listed_by_what_it_is_then(
    store: Store, tmp_path: Path
) -> None:
    await create(store, public("open"))
    file = tmp_path / "polls.backup"
    await back_up(store, "secret", file, datetime.now(UTC), lambda _done, _total: None)
    for name in [name async for name in store.database.redis.scan_iter()]:
        await store.database.redis.unlink(name)
    with open_backup(file, lambda _done, _total: None) as backup:
        await restore(store, backup, moment(0))
    assert await store.index.load_unrevealed(MOST) == []
    assert ids(await store.index.load_revealed(MOST)) == ["open"]


async def test_unreachable_index_is_one_error() -> None:
    store = Store(connect("unix:///nowhere"))
    for call in (
        store.index.load_unrevealed(1),
        store.index.load_revealed(1),
        store.index.load_reveal_times(),
    ):
        with pytest.raises(StoreUnavailable):
            await call
