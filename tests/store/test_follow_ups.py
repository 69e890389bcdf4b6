"""What people add to their answers, over a real database: beside the answers, and sealed like them."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import numpy as np
import pytest
from redis.crc import key_slot

from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Closed, Conflict, KeyReused, NotFound, Sealed
from crowd.poll import FollowUpQuestions, Poll
from crowd.store import follow_up_records, keys
from crowd.store.store import Store
from tests.databases import server_of, servers
from tests.store.test_store import POLL_ID, answer_of, make

ALL = FollowUpQuestions(
    interval=True, others=True, reason=True, group=["north", "south"], name=True
)
FREE = FollowUpQuestions(interval=True, group=True)
FULL = FollowUpAnswers(low=1.5, high=9.0, others=4.25, group=1, reason="a/b “c”\n\x7f", name="Ada")


def asking(asks: FollowUpQuestions = ALL) -> Poll:
    poll = make()
    definition = msgspec.structs.replace(poll.definition, asks=asks)
    return msgspec.structs.replace(poll, definition=definition)


def who(number: int) -> bytes:
    return number.to_bytes(12, "big")


async def accept(store: Store, number: int, details: FollowUpAnswers | None = None) -> bool:
    answer = msgspec.structs.replace(answer_of(number), follow_ups=details)
    return await store.answers.accept(POLL_ID, answer, bytes(6))


async def own(store: Store, number: int) -> FollowUpAnswers:
    definition = (await store.polls.load(POLL_ID)).definition
    return await store.follow_ups.load_own(POLL_ID, definition, who(number))


async def revealed(store: Store) -> Poll:
    await store.polls.close(POLL_ID, early=True)
    return await store.polls.load(POLL_ID)


def stored(url: str) -> tuple[bytes, dict[bytes, bytes]]:
    """The records and the texts as they stand in the database."""
    with server_of(url, keys.poll(POLL_ID)) as client:
        raw: Any = client.get(keys.follow_ups(POLL_ID))
        texts: Any = client.hgetall(keys.texts(POLL_ID))
        return raw or b"", texts


# One answer


async def test_details_come_back_to_their_author(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    assert await accept(store, 1, FULL)
    assert await accept(store, 2)
    assert await own(store, 1) == FULL
    assert await own(store, 2) == FollowUpAnswers()
    assert await own(store, 3) == FollowUpAnswers()


async def test_answers_without_details_write_no_further_key(
    store: Store, empty_database: str
) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1)
    names = {name for server in servers(empty_database) for name in server.scan_iter("{*}*")}
    expected = {keys.poll(POLL_ID), keys.answers(POLL_ID), keys.bucket(POLL_ID, who(1))}
    assert names == {name.encode() for name in expected}


async def test_details_that_nobody_asked_for_are_refused_before_anything_is_written(
    store: Store, empty_database: str
) -> None:
    await store.polls.create(asking(FollowUpQuestions()), "digest")
    with pytest.raises(Conflict):
        await accept(store, 1, FULL)
    assert await accept(store, 1)
    with pytest.raises(Conflict):
        await store.follow_ups.change(POLL_ID, who(1), FULL, follow_up_records.BITS)
    assert stored(empty_database) == (b"", {})


async def test_fields_change_one_by_one(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1, FULL)
    change = FollowUpAnswers(others=7.0, name="Grace")
    await store.follow_ups.change(POLL_ID, who(1), change, {"others", "name", "group"})
    assert await own(store, 1) == msgspec.structs.replace(
        FULL, others=7.0, name="Grace", group=None
    )
    await store.follow_ups.change(
        POLL_ID, who(1), FollowUpAnswers(reason="because"), {"reason"}, 8.0
    )
    assert (await own(store, 1)).low == FULL.low
    answer = await store.answers.load_own(POLL_ID, who(1))
    assert answer is not None
    assert answer.value == 8.0


async def test_details_can_come_later_and_all_go_again(store: Store, empty_database: str) -> None:
    await store.polls.create(asking(), "digest")
    for number in (1, 2, 3):
        await accept(store, number)
    await store.follow_ups.change(POLL_ID, who(3), FULL, follow_up_records.BITS)
    assert [await own(store, number) for number in (1, 2, 3)] == [
        FollowUpAnswers(),
        FollowUpAnswers(),
        FULL,
    ]
    await store.follow_ups.change(POLL_ID, who(3), FollowUpAnswers(), follow_up_records.BITS)
    raw, texts = stored(empty_database)
    assert (raw.strip(b"\0"), texts) == (b"", {})


async def test_changed_answer_keeps_its_details(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1, FULL)
    await store.answers.edit(POLL_ID, who(1), 6.0)
    assert await own(store, 1) == FULL


async def test_withdrawal_wipes_details(store: Store, empty_database: str) -> None:
    await store.polls.create(asking(), "digest")
    for number in (1, 2):
        await accept(store, number, FULL)
    await store.answers.withdraw(POLL_ID, who(1))
    raw, texts = stored(empty_database)
    assert raw[: len(raw) // 2].strip(b"\0") == b""
    assert list(texts) == [b"1"]
    assert (await own(store, 1), await own(store, 2)) == (FollowUpAnswers(), FULL)
    with pytest.raises(NotFound):
        await store.follow_ups.change(POLL_ID, who(1), FULL, follow_up_records.BITS)


async def test_answer_after_a_withdrawal_has_details_of_its_own(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1, FULL)
    await store.answers.withdraw(POLL_ID, who(1))
    again = msgspec.structs.replace(answer_of(1, key=2), follow_ups=FollowUpAnswers(name="Again"))
    assert await store.answers.accept(POLL_ID, again, bytes(6))
    assert await own(store, 1) == FollowUpAnswers(name="Again")


async def test_details_are_not_changed_after_the_close(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1, FULL)
    await store.polls.close(POLL_ID, early=True)
    with pytest.raises(Closed):
        await store.follow_ups.change(POLL_ID, who(1), FollowUpAnswers(), follow_up_records.BITS)
    assert await own(store, 1) == FULL


async def test_details_of_nobody_are_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.follow_ups.change(POLL_ID, who(1), FULL, follow_up_records.BITS)
    await store.polls.create(asking(), "digest")
    with pytest.raises(NotFound):
        await store.follow_ups.change(POLL_ID, who(1), FULL, follow_up_records.BITS)


async def test_repeat_leaves_details_as_they_are(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1, FULL)
    assert await accept(store, 1, FollowUpAnswers(name="Other")) is False
    other = msgspec.structs.replace(answer_of(1), follow_ups=FULL)
    with pytest.raises(KeyReused):
        await store.answers.accept(POLL_ID, other, b"others")
    assert await own(store, 1) == FULL


# All answers


async def test_details_are_sealed_until_the_reveal(store: Store) -> None:
    poll = asking()
    await store.polls.create(poll, "digest")
    await accept(store, 1, FULL)
    with pytest.raises(Sealed):
        await store.follow_ups.load(poll)
    with pytest.raises(Sealed):
        await store.follow_ups.read(poll, 0, 1)


async def test_details_stand_beside_their_answers(store: Store) -> None:
    await store.polls.create(asking(), "digest")
    for number, details in enumerate([None, FULL, None, FollowUpAnswers(group=0), None]):
        await accept(store, number, details)
    poll = await revealed(store)
    loaded = await store.follow_ups.load(poll)
    assert len(loaded.records) == len(await store.answers.load(poll)) == 5
    assert loaded.records["mask"].tolist() == [0, 127 - 16, 0, 8, 0]
    assert loaded.records["low"].tolist() == [0, 1.5, 0, 0, 0]
    assert (loaded.groups.tolist(), loaded.group_names) == ([-1, 1, -1, 0, -1], ["north", "south"])
    assert [row.answers for row in await store.follow_ups.read(poll, 1, 3)] == [
        FULL,
        FollowUpAnswers(),
        FollowUpAnswers(group=0),
    ]


async def test_groups_that_are_typed_alike_are_one(store: Store) -> None:
    await store.polls.create(asking(FREE), "digest")
    typed = ["North", None, " north ", "SOUTH", "Straße", "strasse", "south  side"]
    typed += ["FC Köln", "fc köln", "FC Ko\u0308ln", "north"]
    for number, group in enumerate(typed):
        await accept(store, number, FollowUpAnswers(group=group, low=1.0, high=2.0))
    loaded = await store.follow_ups.load(await revealed(store))
    assert loaded.groups.tolist() == [0, -1, 0, 1, 2, 2, 3, 4, 4, 4, 0]
    assert loaded.group_names == ["north", "SOUTH", "Straße", "south side", "FC Köln"]


async def test_groups_stand_in_the_order_of_the_answers(store: Store) -> None:
    await store.polls.create(asking(FREE), "digest")
    # Enough for the database to keep them in an order of its own.
    typed = [f"group {number % 700}" for number in range(1000)]
    await asyncio.gather(
        *(accept(store, number, FollowUpAnswers(group=group)) for number, group in enumerate(typed))
    )
    loaded = await store.follow_ups.load(await revealed(store))
    assert [loaded.group_names[place] for place in loaded.groups] == typed
    assert loaded.group_names == list(dict.fromkeys(typed))


async def test_poll_without_questions_has_no_details(store: Store) -> None:
    await store.polls.create(make(), "digest")
    await accept(store, 1)
    loaded = await store.follow_ups.load(await revealed(store))
    assert loaded.records["mask"].tolist() == [0]
    assert (loaded.groups.tolist(), loaded.group_names) == ([-1], [])


# Records


def test_record_is_as_wide_as_what_can_be_given() -> None:
    assert follow_up_records.layout_of(0).itemsize == 30
    assert follow_up_records.layout_of(3).itemsize == 42


def test_shares_of_options_come_back() -> None:
    details = FollowUpAnswers(predicted=[0.25, 0.5, 0.25], group="north", reason="why")
    column = follow_up_records.column_of(follow_up_records.pack(details), 42)
    (found,) = follow_up_records.unpack(
        column, {0: follow_up_records.read_texts(follow_up_records.pack_texts(details))}
    )
    assert found == details


def test_record_without_shares_is_short_and_read_all_the_same() -> None:
    raw = follow_up_records.pack(FollowUpAnswers(others=2.0))
    assert len(raw) == 30
    column = follow_up_records.column_of(
        follow_up_records.pack(FollowUpAnswers(predicted=[0.5] * 3)) + raw, 42
    )
    assert np.array_equal(column["others"], [0, 2.0])
    assert follow_up_records.unpack(column, {})[1] == FollowUpAnswers(others=2.0)


def test_keys_of_details_are_in_the_slot_of_their_poll() -> None:
    names = [keys.follow_ups("abc"), keys.texts("abc")]
    assert {key_slot(name.encode()) for name in names} == {key_slot(keys.poll("abc").encode())}
    assert set(names) < set(keys.beside_record("abc"))


async def test_deletion_takes_details_along(store: Store, empty_database: str) -> None:
    await store.polls.create(asking(), "digest")
    await accept(store, 1, FULL)
    assert stored(empty_database) != (b"", {})
    await store.polls.delete(POLL_ID)
    assert stored(empty_database) == (b"", {})
