"""Backup and restore over a real database: what comes back is what was there, or a prefix of it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from crowd.actions.accept_answer import Sender, StoredAnswer, accept_answer
from crowd.actions.back_up import BackupCounts, back_up
from crowd.actions.close_poll import close_poll
from crowd.actions.create_poll import create_poll
from crowd.actions.manage_answer import edit_answer, withdraw_answer
from crowd.actions.restore import RestoreCounts, restore
from crowd.actions.show_results import Computations
from crowd.kinds import Number
from crowd.model.answer import FollowUpAnswers
from crowd.model.backup import (
    FollowUpTexts,
    Header,
    Participants,
    PollDiscard,
    PollEnd,
    PollStart,
    Records,
)
from crowd.model.errors import AlreadyAnswered, CommandFailed, NotFound
from crowd.model.tokens import TokenDeriver
from crowd.poll import FollowUpQuestions, Poll, Reveal, State
from crowd.rules.proposal import Proposal
from crowd.store import follow_up_records, keys, records
from crowd.store.backup.file_reader import open_backup
from crowd.store.client.connect import connect
from crowd.store.store import Store
from tests.conftest import SECRET, app_over
from tests.factories import admin, close, give_answers, make_poll
from tests.kind_examples import EXAMPLES, to_body, typed_truth, typed_values
from tests.paths import GOLDEN

DERIVATION = TokenDeriver(SECRET)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "polls.backup"


def ignore(_done: int, _total: int) -> None:
    """Nobody watches."""


async def save(store: Store, file: Path) -> BackupCounts:
    return await back_up(store, SECRET, file, datetime.now(UTC), ignore)


async def load(store: Store, file: Path, close_at: datetime | None = None) -> RestoreCounts:
    with open_backup(file, ignore) as backup:
        return await restore(store, backup, close_at)


def tally(outcome: RestoreCounts) -> tuple[int, int, int, int]:
    return (outcome.polls, outcome.answers, outcome.there_already, outcome.deleted)


def listing(folder: Path) -> dict[str, int]:
    """The files in a folder, and who may do what with them."""
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


async def wipe(store: Store) -> None:
    """Removes every key, of one server or of a cluster."""
    for name in [name async for name in store.database.redis.scan_iter()]:
        await store.database.redis.unlink(name)


async def content(store: Store) -> dict[bytes, Any]:
    """All strings and hashes of polls, by name, but for what is gone in a minute."""
    readers = {b"string": store.database.redis.get, b"hash": store.database.redis.hgetall}
    names = [name async for name in store.database.redis.scan_iter(match="{*}*")]
    lasting = [name for name in names if not name.endswith(b":computing")]
    return {name: await readers[await store.database.redis.type(name)](name) for name in lasting}


async def new_poll(store: Store, reveal: Reveal = Reveal.AT_CLOSE, **changes: Any) -> Poll:
    now = datetime.now(UTC)
    proposal = Proposal(
        question="How many?",
        kind=Number(),
        closes_at=now + timedelta(hours=1),
        reveal=reveal,
    )
    return (await create_poll(store, proposal, now, **changes)).poll


def participant(poll: Poll, who: int) -> bytes:
    return DERIVATION.participant(poll.id, who.to_bytes(8, "big"))


async def answer(store: Store, poll: Poll, who: int, key: str = "key") -> StoredAnswer:
    sender = Sender(participant=participant(poll, who), key=key.encode())
    return await accept_answer(store, DERIVATION, poll.id, float(who), sender)


async def values(store: Store, poll: Poll) -> list[float | None]:
    """All answers of a poll that is closed for it; None where one was withdrawn."""
    await close_poll(store, Computations(), poll.id)
    rows = (await store.answers.load(await store.polls.load(poll.id))).tolist()
    return [None if flags & records.WITHDRAWN else value for value, _, _, flags in rows]


# Everything comes back


async def in_every_state(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Polls in all states, with edits, withdrawals, shares and truths."""
    polls = {
        "draft": await make_poll(client, draft=True),
        "open": await make_poll(client, truth=402),
        "closed": await make_poll(client, reveal="manual"),
        "revealed": await make_poll(client, show_count=True),
        "resolved": await make_poll(client, truth=402),
    }
    for state in ("open", "closed", "revealed", "resolved"):
        given = await give_answers(client, polls[state], [100, 250, 402, 510, 900])
        own = f"/api/polls/{polls[state]['id']}/answers/mine"
        tokens = [{"authorization": f"Bearer {entry['edit_token']}"} for entry in given]
        await client.put(own, json={"value": 260}, headers=tokens[1])
        await client.delete(own, headers=tokens[3])
        share = given[0]["share_url"].rpartition("=")[2]
        body = {"value": 333, "shared_by": share}
        assert (await client.post(own.removesuffix("/mine"), json=body)).status_code == 201
        client.cookies.clear()
        if state != "open":
            await close(client, polls[state])
    return polls


async def seen(client: httpx.AsyncClient, polls: dict[str, dict[str, Any]]) -> list[str]:
    """All that organizers and programs can read of the polls."""
    texts = []
    for poll in polls.values():
        address = f"/api/polls/{poll['id']}"
        for path in ("", "/results", "/answers.json"):
            reply = await client.get(address + path, headers=admin(poll))
            texts.append(f"{reply.status_code} {reply.text}")
    return texts


async def test_polls_in_every_state_come_back_the_same(
    client: httpx.AsyncClient, store: Store, empty_database: str, file: Path
) -> None:
    polls = await in_every_state(client)
    before, stored = await seen(client, polls), await content(store)
    assert any('"n":5' in text for text in before)
    made = await save(store, file)
    assert made == BackupCounts(polls=5, answers=24)
    await wipe(store)
    outcome = await load(store, file)
    assert tally(outcome) == (5, 24, 0, 0)
    assert await content(store) == stored
    closing = datetime.now(UTC) + timedelta(days=2)
    assert await store.polls.find_due(closing) == [polls["open"]["id"]]
    app = app_over(Store(connect(empty_database)))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as fresh:
        assert await seen(fresh, polls) == before


async def test_polls_of_every_kind_come_back_the_same(
    client: httpx.AsyncClient, store: Store, file: Path
) -> None:
    polls = {name: await make_poll(client, kind=to_body(kind)) for name, kind in EXAMPLES.items()}
    for name, kind in EXAMPLES.items():
        await give_answers(client, polls[name], typed_values(kind))
        await close(client, polls[name])
        address, body = f"/api/polls/{polls[name]['id']}", {"truth": typed_truth(kind)}
        reply = await client.post(f"{address}/resolution", json=body, headers=admin(polls[name]))
        assert reply.status_code == 200
    before = await seen(client, polls)
    assert [text for text in before if not text.startswith("200 ")] == []
    await save(store, file)
    await wipe(store)
    outcome = await load(store, file)
    assert tally(outcome) == (len(EXAMPLES), 5 * len(EXAMPLES), 0, 0)
    assert await seen(client, polls) == before


async def test_picture_comes_back(store: Store, file: Path) -> None:
    poll = await new_poll(store, image=b"picture", draft=True)
    await save(store, file)
    await wipe(store)
    await load(store, file)
    assert await store.polls.load_image(poll.id) == b"picture"


async def test_repeat_after_a_restore_gets_the_same_receipt(store: Store, file: Path) -> None:
    poll = await new_poll(store)
    first = await answer(store, poll, 1)
    receipt = DERIVATION.capabilities(poll.id, first.participant)
    await save(store, file)
    await wipe(store)
    await load(store, file)
    again = await answer(store, poll, 1)
    assert again.repeated
    with open_backup(file, ignore) as backup:
        token_deriver = TokenDeriver(backup.header.secret)
    assert token_deriver.capabilities(poll.id, again.participant) == receipt
    with pytest.raises(AlreadyAnswered):
        await answer(store, poll, 1, "another key")


async def test_backup_of_nothing(store: Store, file: Path) -> None:
    assert await save(store, file) == BackupCounts(polls=0, answers=0)
    assert tally(await load(store, file)) == (0, 0, 0, 0)
    assert listing(file.parent) == {file.name: 0o600}


# What is there stays as it is


async def test_poll_that_closed_since_is_not_reopened(store: Store, file: Path) -> None:
    poll = await new_poll(store)
    await answer(store, poll, 1)
    await save(store, file)
    await answer(store, poll, 2)
    await close_poll(store, Computations(), poll.id)
    assert tally(await load(store, file)) == (0, 0, 1, 0)
    assert (await store.polls.load(poll.id)).state is State.REVEALED
    assert await values(store, poll) == [1, 2]


async def test_deleted_poll_stays_deleted(store: Store, file: Path) -> None:
    poll = await new_poll(store)
    await save(store, file)
    await store.polls.delete(poll.id)
    assert tally(await load(store, file)) == (0, 0, 0, 1)
    with pytest.raises(NotFound):
        await store.polls.load(poll.id)


async def test_interrupted_restore_can_be_run_again(store: Store, file: Path) -> None:
    poll = await new_poll(store)
    for who in range(1, 40):
        await answer(store, poll, who)
    await save(store, file)
    stored = await content(store)
    await wipe(store)
    stranger = participant(poll, 99)
    with open_backup(file, ignore) as backup:
        for frame in backup.polls():
            match frame:
                case PollStart():
                    await store.restore.prepare_target(poll.id, frame.answers)
                case Participants():
                    # As an interrupted restore of a later backup would leave it.
                    more = stranger + (38).to_bytes(4, "little") + bytes(12)
                    await store.restore.write_participants(
                        poll.id, Participants(rows=frame.rows + more)
                    )
                case Records():
                    await store.restore.write_records(poll.id, Records(start=9, data=frame.data))
    with pytest.raises(NotFound):
        await store.polls.load(poll.id)
    assert await store.answers.load_own(poll.id, stranger) is not None
    assert tally(await load(store, file)) == (1, 39, 0, 0)
    assert await content(store) == stored


async def test_two_restores_at_once_are_refused(store: Store, file: Path) -> None:
    await new_poll(store)
    await save(store, file)
    async with store.restore.lock() as token:
        await store.restore.renew_lock(token)
        with pytest.raises(CommandFailed, match="Another restore"):
            await load(store, file)
    assert tally(await load(store, file)) == (0, 0, 1, 0)


# Time goes on


async def test_open_poll_whose_time_has_passed_closes_at_once(store: Store, file: Path) -> None:
    poll = await new_poll(store)
    await answer(store, poll, 1)
    past = records.milliseconds(datetime.now(UTC) - timedelta(minutes=1))
    await store.database.redis.hset(keys.poll(poll.id), "closes_at", past)
    await save(store, file)
    await wipe(store)
    await load(store, file)
    assert await store.polls.find_due(datetime.now(UTC)) == [poll.id]
    assert await store.polls.close(poll.id, early=False) is State.REVEALED


@pytest.mark.parametrize(
    ("reveal", "state"),
    [(Reveal.AT_CLOSE, State.REVEALED), (Reveal.MANUAL, State.CLOSED)],
)
async def test_open_poll_comes_back_closed_when_asked(
    store: Store, file: Path, reveal: Reveal, state: State
) -> None:
    poll = await new_poll(store, reveal)
    draft = await new_poll(store, draft=True)
    await answer(store, poll, 1)
    await save(store, file)
    await wipe(store)
    at = datetime.now(UTC).replace(microsecond=0)
    await load(store, file, close_at=at)
    closed = await store.polls.load(poll.id)
    assert (closed.state, closed.closed_at) == (state, at)
    assert closed.revealed_at == (at if state is State.REVEALED else None)
    assert (await store.polls.load(draft.id)).state is State.DRAFT
    assert await store.polls.find_due(at + timedelta(days=1)) == []


# Answers come in meanwhile


async def test_backup_under_load_is_a_prefix_in_which_nobody_can_answer_twice(
    store: Store, file: Path
) -> None:
    poll = await new_poll(store)
    ended, enough = asyncio.Event(), asyncio.Event()
    sent: list[int] = []

    async def send(first: int) -> None:
        who = first
        while not ended.is_set():
            await answer(store, poll, who)
            sent.append(who)
            if who % 3 == 0:
                await edit_answer(store, poll.id, participant(poll, who), who + 0.5)
            if who % 5 == 0:
                await withdraw_answer(store, poll.id, participant(poll, who))
                if who % 2 == 0:
                    await answer(store, poll, who, "again")
            who += 8
            if len(sent) >= 500:
                enough.set()

    senders = [asyncio.create_task(send(first)) for first in range(8)]
    await enough.wait()
    made = await save(store, file)
    ended.set()
    await asyncio.gather(*senders)
    assert made.answers >= 500
    column = await store.database.redis.get(keys.answers(poll.id))
    assert made.answers < len(column) // records.RECORD.itemsize

    await wipe(store)
    assert tally(await load(store, file))[:2] == (1, made.answers)
    restored = await store.database.redis.get(keys.answers(poll.id))
    counted = int(await store.database.redis.hget(keys.poll(poll.id), "withdrawn") or 0)
    times = slice(8, 16)  # the part of a record that no edit changes
    size = records.RECORD.itemsize
    assert [restored[at : at + size][times] for at in range(0, len(restored), size)] == [
        column[at : at + size][times] for at in range(0, len(restored), size)
    ]
    known = [who for who in set(sent) if await has_answer(store, poll, who)]
    for who in known:
        with pytest.raises(AlreadyAnswered):
            await answer(store, poll, who, "a third key")
    kept = await values(store, poll)
    standing = [int(value) for value in kept if value is not None]
    assert len(kept) - len(standing) == counted
    assert sorted(standing) == sorted(known)


async def has_answer(store: Store, poll: Poll, who: int) -> bool:
    own = await store.answers.load_own(poll.id, participant(poll, who))
    return own is not None and not own.withdrawn


async def frames(store: Store, poll: Poll) -> AsyncIterator[Any]:
    async for frame in store.backup.read_whole(poll.id):
        yield frame


def kinds(found: list[Any]) -> list[type]:
    return [type(frame) for frame in found]


async def test_poll_that_closes_during_the_backup_is_read_again(store: Store) -> None:
    poll = await new_poll(store)
    await answer(store, poll, 1)
    found = []
    async for frame in frames(store, poll):
        if not found:
            await answer(store, poll, 2)
            await close_poll(store, Computations(), poll.id)
        found.append(frame)
    whole = [PollStart, Participants, Records]
    assert kinds(found) == [*whole, PollDiscard, *whole, PollEnd]
    assert [frame.answers for frame in found if isinstance(frame, PollStart)] == [1, 2]
    assert found[-1].fields[b"state"] == b"revealed"
    assert found[-1].results != b""


async def test_poll_deleted_during_the_backup_is_left_out(store: Store, file: Path) -> None:
    poll = await new_poll(store)
    await answer(store, poll, 1)
    found = []
    async for frame in frames(store, poll):
        if not found:
            await store.polls.delete(poll.id)
        found.append(frame)
    assert kinds(found)[-1] is PollDiscard
    assert PollEnd not in kinds(found)


async def test_withdrawal_and_second_answer_during_the_backup_count_once(
    store: Store,
) -> None:
    poll = await new_poll(store)
    for who in (1, 2):
        await answer(store, poll, who)
    found = []
    async for frame in frames(store, poll):
        if not found:
            # After the number of answers is taken, before the participants are read.
            await withdraw_answer(store, poll.id, participant(poll, 1))
            await answer(store, poll, 1, "again")
        elif isinstance(frame, Participants):
            await withdraw_answer(store, poll.id, participant(poll, 2))
        found.append(frame)
    begin, participants, column, end = found
    assert begin.answers == 2
    assert participants.rows[:12] == participant(poll, 2)
    assert len(participants.rows) == records.PARTICIPANT.itemsize
    assert len(column.data) == 2 * records.RECORD.itemsize
    assert end.fields[b"withdrawn"] == b"2"


async def test_backup_that_fails_leaves_nothing(store: Store, file: Path) -> None:
    await new_poll(store)

    def fail(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await back_up(store, SECRET, file, datetime.now(UTC), fail)
    assert listing(file.parent) == {}


# Files that are not whole


@pytest.fixture
async def saved(store: Store, file: Path) -> bytes:
    """A backup of a poll with answers."""
    poll = await new_poll(store)
    for who in range(1, 30):
        await answer(store, poll, who)
    await save(store, file)
    return contents(file)


def contents(file: Path) -> bytes:
    return file.read_bytes()


def refusal(file: Path, data: bytes) -> str:
    """Why a file with this in it is not restored: that is found before a database is asked for."""
    file.write_bytes(data)
    with pytest.raises(CommandFailed) as refused, open_backup(file, ignore):
        pass
    return refused.value.detail.partition(" is no whole backup: ")[2]


def test_whole_backup_is_opened(file: Path, saved: bytes) -> None:
    with open_backup(file, ignore) as backup:
        assert (backup.end.polls, backup.end.answers) == (1, 29)


@pytest.mark.parametrize("kept", [1, 20, -100, -9, -8, -1])
def test_truncated_backup_is_refused(file: Path, saved: bytes, kept: int) -> None:
    assert refusal(file, saved[:kept]) != ""


def test_backup_without_its_end_is_refused(file: Path, saved: bytes) -> None:
    plain = gzip.decompress(saved)
    for size in range(0, len(plain), 97):
        assert refusal(file, gzip.compress(plain[:size], 1)) == (
            "its end is missing. Nothing was restored. Use another one."
        )


def test_backup_with_something_behind_its_end_is_refused(file: Path, saved: bytes) -> None:
    assert refusal(file, saved + saved).startswith("something follows its end")


def test_damaged_backup_is_refused(file: Path, saved: bytes) -> None:
    plain = gzip.decompress(saved)
    for place in range(len(plain) % 13, len(plain), 13):
        changed = bytearray(plain)
        changed[place] ^= 1
        # Compressed anew, so that only the backup's own sum can tell.
        refusal(file, gzip.compress(bytes(changed), 1))


def test_backup_of_another_version_is_refused(file: Path) -> None:
    header = msgspec.msgpack.encode(Header(version=3, made_at=datetime.now(UTC), secret=SECRET))
    file.write_bytes(gzip.compress(len(header).to_bytes(4, "big") + header))
    with (
        pytest.raises(CommandFailed, match="another version of crowd: its format is 3"),
        open_backup(file, ignore),
    ):
        pass


# What was added to answers


GOLDEN_FILE = GOLDEN / "backup-0.1.0.backup"


async def test_backup_made_before_there_were_details_is_restored(store: Store) -> None:
    with open_backup(GOLDEN_FILE, ignore) as backup:
        assert backup.header.version == 1
    assert tally(await load(store, GOLDEN_FILE)) == (1, 3, 0, 0)
    poll = await store.polls.load("golden-poll-number-1")
    assert poll.definition.asks == FollowUpQuestions()
    assert (await store.answers.load(poll))["value"].tolist()[:2] == [350.0, 402.0]
    assert (await store.follow_ups.load(poll)).records["mask"].tolist() == [0, 0, 0]


async def asking_poll(store: Store) -> Poll:
    now = datetime.now(UTC)
    asks = FollowUpQuestions(interval=True, others=True, reason=True, group=True, name=True)
    proposal = Proposal(
        question="How many?", kind=Number(), closes_at=now + timedelta(hours=1), asks=asks
    )
    return (await create_poll(store, proposal, now)).poll


async def add(store: Store, poll: Poll, who: int) -> None:
    details = FollowUpAnswers(low=who - 1.0, high=who + 1.0, reason=f"reason {who}", group="North")
    await store.follow_ups.change(poll.id, participant(poll, who), details, follow_up_records.BITS)


async def test_details_come_back_with_their_answers(store: Store, file: Path) -> None:
    poll = await asking_poll(store)
    for who in range(1, 8):
        await answer(store, poll, who)
    for who in (2, 3, 5):
        await add(store, poll, who)
    await withdraw_answer(store, poll.id, participant(poll, 3))
    before = await content(store)
    assert len(before[keys.texts(poll.id).encode()]) == 2
    await save(store, file)
    await wipe(store)
    assert tally(await load(store, file)) == (1, 7, 0, 0)
    assert await content(store) == before
    own = await store.follow_ups.load_own(poll.id, poll.definition, participant(poll, 5))
    assert own.reason == "reason 5"


async def test_details_that_are_missing_make_a_restore_fail(store: Store, file: Path) -> None:
    poll = await asking_poll(store)
    await answer(store, poll, 1)
    await add(store, poll, 1)
    await save(store, file)
    await wipe(store)
    with open_backup(file, ignore) as backup:
        frames = [frame for frame in backup.polls() if not isinstance(frame, FollowUpTexts)]
    assert len(frames) == 5
    begun, *parts, ending = frames
    assert isinstance(begun, PollStart)
    assert isinstance(ending, PollEnd)
    await store.restore.prepare_target(poll.id, begun.answers)
    for part in parts:
        if isinstance(part, Participants):
            await store.restore.write_participants(poll.id, part)
        elif isinstance(part, Records):
            await store.restore.write_records(poll.id, part)
    with pytest.raises(CommandFailed, match="lost on their way"):
        await store.restore.complete(poll.id, begun.answers, ending, None)


async def test_backup_while_details_come_in_holds_what_belongs_together(
    store: Store, file: Path
) -> None:
    poll = await asking_poll(store)
    for who in range(1, 200):
        await answer(store, poll, who)

    async def change() -> None:
        for who in range(1, 200):
            await add(store, poll, who)
            if who % 3 == 0:
                await withdraw_answer(store, poll.id, participant(poll, who))

    changing = asyncio.create_task(change())
    await save(store, file)
    await changing
    await wipe(store)
    assert (await load(store, file)).polls == 1
    await close_poll(store, Computations(), poll.id)
    restored = await store.polls.load(poll.id)
    column = (await store.follow_ups.load(restored)).records
    rows = await store.follow_ups.read(restored, 0, len(column))
    for place, details in enumerate(row.answers for row in rows):
        assert details.low in {None, place}
        assert details.reason in {None, f"reason {place + 1}"}
