"""A database that gets full refuses polls first, answers much later, and deletions never."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from crowd.kinds import Number
from crowd.model.answer import FollowUpAnswers, NewAnswer
from crowd.model.capacity import MEBIBYTE, CapacityLevel
from crowd.model.errors import KeyReused, NotFound, StorageFull, StorageFullForPolls
from crowd.poll import (
    Definition,
    Extension,
    FollowUpQuestions,
    Headline,
    Image,
    Poll,
    Resolution,
    Reveal,
    State,
)
from crowd.store.client.connect import connect
from crowd.store.server.data_socket import socket_path
from crowd.store.server.memory import MIN_DEFAULT_MEMORY, default_max_memory, usable_memory
from crowd.store.server.spare_file import (
    SPARE_BYTES,
    create_spare_file,
    remove_spare_file,
    spare_file_of,
)
from crowd.store.server.supervisor import EmbeddedServer, is_embedded
from crowd.store.store import Store

MAX_MEMORY = 24 * MEBIBYTE
PICTURE = os.urandom(500_000)
NOW = datetime.now(UTC).replace(microsecond=0)
IMAGE = Image(hash="0123456789ab", media_type="image/png", width=2, height=1, alt="A vase")


@pytest.fixture
def data() -> Iterator[Path]:
    # Not pytest's own folder: its path may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="crowd-test-") as folder:
        yield Path(folder) / "data"


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(data, MAX_MEMORY) as server:
        yield server


@pytest.fixture
async def small(server: EmbeddedServer) -> AsyncIterator[Store]:
    """A store over a database with little memory."""
    store = Store(connect(server.url), server.data)
    yield store
    await store.close()


def make(name: str, state: State = State.OPEN, reveal: Reveal = Reveal.AT_CLOSE) -> Poll:
    definition = Definition(
        question="How many?",
        kind=Number(),
        headline=Headline(name="median", reason="for tests"),
        image=IMAGE,
        reveal=reveal,
        asks=FollowUpQuestions(reason=True),
        listed=True,
    )
    return Poll(
        id=name,
        definition=definition,
        state=state,
        closes_at=NOW + timedelta(hours=1),
        created_at=NOW,
        opened_at=None if state is State.DRAFT else NOW,
        feed="feed",
    )


def answer(who: int, reason: str | None = None) -> NewAnswer:
    added = None if reason is None else FollowUpAnswers(reason=reason)
    return NewAnswer(participant=bytes([who] * 12), key=bytes(6), value=1.0, follow_ups=added)


async def fill_with_polls(store: Store) -> list[str]:
    """Makes polls with pictures until they are refused; their names."""
    made: list[str] = []
    while True:
        await store.capacity.measure()
        name = f"poll-number-{len(made):04}"
        try:
            await store.polls.create(make(name), "digest", PICTURE)
        except StorageFullForPolls:
            return made
        made.append(name)
        assert len(made) < 100, "polls are never refused"


async def leave_no_room(store: Store, data: Path) -> None:
    """The database uses somewhat more memory than it may: less than a picture, more than buffers."""
    # A connection that has sent a picture keeps a buffer of its size, which the server frees a
    # moment later: room for answers after all. It goes with the connection.
    await store.database.redis.connection_pool.disconnect()
    with redis.Redis(unix_socket_path=str(socket_path(data))) as client:
        memory = client.info("memory")
        assert memory["mem_clients_normal"] < 40_000
        counted = memory["used_memory"] - memory["mem_not_counted_for_evict"]
        client.config_set("maxmemory", counted - 60_000)


async def test_polls_are_refused_first_and_taken_again_after_a_deletion(small: Store) -> None:
    made = await fill_with_polls(small)
    assert small.capacity.level is CapacityLevel.ANSWERS
    draft = make("a-draft-of-somebody", State.DRAFT)
    with pytest.raises(StorageFullForPolls):
        await small.polls.create(draft, "digest")
    assert await small.polls.create(make(made[0]), "digest") is False
    assert await small.answers.accept(made[0], answer(1), bytes(6))
    await small.answers.edit(made[0], bytes([1] * 12), 2.0)
    for name in made[:4]:
        await small.polls.delete(name)
    await small.capacity.measure()
    assert await small.polls.create(draft, "digest", PICTURE)


async def test_drafts_are_not_changed_where_polls_are_refused(small: Store) -> None:
    draft = make("a-draft-of-somebody", State.DRAFT)
    await small.polls.create(draft, "digest")
    await fill_with_polls(small)
    with pytest.raises(StorageFullForPolls):
        await small.polls.change_draft(draft, draft.definition, draft.closes_at, PICTURE)
    await small.polls.open(draft.id)


async def test_full_database_still_closes_reveals_withdraws_and_deletes(
    small: Store, data: Path
) -> None:
    poll, manual = make("a-poll-of-somebody-1"), make("a-poll-of-somebody-2", reveal=Reveal.MANUAL)
    other = make("a-poll-of-somebody-3")
    for made in (poll, manual, other):
        await small.polls.create(made, "digest", PICTURE)
        for who in (1, 2):
            await small.answers.accept(made.id, answer(who, "because"), bytes(6))
    await leave_no_room(small, data)
    with pytest.raises(StorageFull, match="no room for more answers"):
        await small.answers.accept(poll.id, answer(3), bytes(6))
    with pytest.raises(StorageFull):
        await small.follow_ups.change(
            poll.id, bytes([1] * 12), FollowUpAnswers(reason="no"), ["reason"]
        )

    await small.follow_ups.change(poll.id, bytes([1] * 12), FollowUpAnswers(), ["reason"])
    await small.answers.edit(poll.id, bytes([1] * 12), 2.0)
    await small.answers.withdraw(poll.id, bytes([2] * 12))
    await small.polls.extend(poll.id, Extension(at=NOW, closes_at=NOW + timedelta(hours=2)))
    await small.polls.replace_admin(poll.id, "digest", "another")
    assert await small.polls.close(poll.id, early=True) is State.REVEALED
    assert await small.polls.close(manual.id, early=True) is State.CLOSED
    await small.polls.reveal(manual.id)
    await small.polls.resolve(poll.id, Resolution(at=NOW, truth=1.0))
    revealed = await small.polls.load(poll.id)
    assert await small.snapshots.claim(revealed, 1000)
    listed = await small.index.load_revealed(10)
    assert {found.id for found in listed} == {poll.id, manual.id}

    await small.polls.delete(poll.id)
    with pytest.raises(NotFound):
        await small.polls.load(poll.id)
    assert await small.polls.create(poll, "digest") is False
    # What it took, picture and all, is room for what was refused.
    assert await small.answers.accept(other.id, answer(3), bytes(6))


async def test_repeat_of_an_answer_gets_its_reply_where_there_is_no_room(
    small: Store, data: Path
) -> None:
    poll = make("a-poll-of-somebody")
    await small.polls.create(poll, "digest", PICTURE)
    for who, reason in ((1, None), (2, "because")):
        await small.answers.accept(poll.id, answer(who, reason), bytes(6))

    async def check() -> None:
        assert not await small.answers.accept(poll.id, answer(1), bytes(6))
        assert not await small.answers.accept(poll.id, answer(2, "because"), bytes(6))
        with pytest.raises(KeyReused):
            await small.answers.accept(poll.id, answer(1), b"other.")
        for new in (answer(3), answer(4, "why not")):
            with pytest.raises(StorageFull, match="no room for more answers"):
                await small.answers.accept(poll.id, new, bytes(6))

    small.capacity.level = CapacityLevel.DELETIONS
    await check()
    small.capacity.level = CapacityLevel.AMPLE
    await leave_no_room(small, data)
    await check()
    small.capacity.level = CapacityLevel.DELETIONS
    await check()
    assert await small.answers.count(poll.id) == 2


def test_embedded_database_has_a_limit_of_memory(data: Path) -> None:
    with (
        EmbeddedServer(data) as server,
        redis.Redis(unix_socket_path=str(socket_path(server.data))) as client,
    ):
        assert client.config_get("maxmemory")["maxmemory"] == str(default_max_memory())


def test_memory_is_the_least_of_machine_and_control_groups(tmp_path: Path) -> None:
    groups, own = tmp_path / "groups", tmp_path / "own"
    inner = groups / "service" / "crowd"
    inner.mkdir(parents=True)
    own.write_text("0::/service/crowd\n")
    physical = usable_memory(groups, tmp_path / "missing")
    assert usable_memory(groups, own) == physical
    (inner / "memory.max").write_text("max\n")
    (groups / "service" / "memory.max").write_text("600000000\n")
    assert usable_memory(groups, own) == 600_000_000
    (groups / "memory").mkdir()
    (groups / "memory" / "memory.limit_in_bytes").write_text("500000000\n")
    own.write_text("3:cpu,memory:/docker/name\n2:cpu:/\n")
    assert usable_memory(groups, own) == 500_000_000


def test_small_machine_gets_a_database_of_a_useful_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crowd.store.server.memory.usable_memory", lambda: 1)
    assert default_max_memory() == MIN_DEFAULT_MEMORY


def test_left_over_rewrites_go_at_the_start(data: Path) -> None:
    (data / "appendonlydir").mkdir(parents=True)
    left = [
        data / "temp-rewriteaof-bg-123.aof",
        data / "temp-123.rdb",
        data / "appendonlydir" / "temp-appendonly.aof.incr.aof",
    ]
    for path in left:
        path.write_bytes(b"x")
    with EmbeddedServer(data):
        assert [path.exists() for path in left] == [False] * 3


def test_room_is_held_back_on_the_disk_and_given_up_when_it_is_full(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.mkdir(parents=True)
    create_spare_file(data)
    assert spare_file_of(data).stat().st_blocks * 512 >= SPARE_BYTES
    assert not remove_spare_file(data)
    monkeypatch.setattr("crowd.store.server.spare_file.MIN_FREE_DISK", 1 << 60)
    assert remove_spare_file(data)
    assert not spare_file_of(data).exists()
    assert not remove_spare_file(data)


def test_address_tells_whether_the_database_is_the_folders_own(data: Path) -> None:
    with EmbeddedServer(data) as server:
        assert is_embedded(server.url, data)
        assert is_embedded(None, data)
        assert not is_embedded(server.url, data / "other")
        assert not is_embedded("redis://127.0.0.1:6379", data)
