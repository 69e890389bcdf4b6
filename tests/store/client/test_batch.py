"""Batches: many who ask the same cause one read, and nobody gets what was true before asking."""

from __future__ import annotations

import asyncio

import pytest
from redis.exceptions import ResponseError

from crowd.store.client.batch import MAX_COMMANDS, Batch
from crowd.store.client.connect import connect
from tests.databases import server_of, servers

READERS = 200


def first(_about: str, reply: list[bytes | None]) -> bytes | None:
    return reply[0]


def seventh(_about: str, reply: list[bytes | None]) -> bytes | None:
    return reply[6]


def number(_about: str, reply: int) -> int:
    return reply


def reads_of(url: str) -> int:
    """How many HSTRLEN the server has run so far; nobody else who uses the server asks that."""
    with server_of(url, "poll") as client:
        return int(client.info("commandstats").get("cmdstat_hstrlen", {"calls": 0})["calls"])


async def test_question_of_many_is_asked_once_or_twice(empty_database: str) -> None:
    client = connect(empty_database)
    batch = Batch(client)
    await client.hset("poll", "state", "open")
    before = reads_of(empty_database)
    replies = await asyncio.gather(
        *(batch.read(number, "poll", "HSTRLEN", "poll", "state") for _ in range(READERS))
    )
    assert replies == [4] * READERS
    # The first leaves at once; those who come while it is under way share the next one.
    assert 1 <= reads_of(empty_database) - before <= 2
    await client.aclose()


async def test_query_after_a_write_sees_it(empty_database: str) -> None:
    client = connect(empty_database)
    reads, writes = Batch(client), Batch(client)

    async def read() -> int:
        return int(await reads.read(first, "poll", "HMGET", "poll", "count") or 0)

    for count in range(1, 100):
        # A question that is already under way may say either; one that comes later may not.
        under_way = [asyncio.create_task(read()) for _ in range(3)]
        await asyncio.sleep(0)
        await writes.read(number, "count", "HINCRBY", "poll", "count", 1)
        assert await asyncio.gather(read(), read()) == [count, count]
        assert set(await asyncio.gather(*under_way)) <= {count - 1, count}
    await client.aclose()


async def test_failure_of_one_command_is_its_callers_alone(empty_database: str) -> None:
    client = connect(empty_database)
    batch = Batch(client)
    await client.set("text", "not a hash")
    await client.hset("poll", "state", "open")
    wrong, bad, good = await asyncio.gather(
        batch.read(first, "poll", "HMGET", "text", "state"),
        batch.read(seventh, "poll", "HMGET", "poll", "state"),
        batch.read(first, "poll", "HMGET", "poll", "state"),
        return_exceptions=True,
    )
    assert isinstance(wrong, ResponseError)
    assert isinstance(bad, IndexError)
    assert good == b"open"
    await client.aclose()


async def test_more_than_fits_into_one_pipeline(empty_database: str) -> None:
    client = connect(empty_database)
    batch = Batch(client)
    count = 3 * MAX_COMMANDS + 1
    replies = await asyncio.gather(
        *(batch.read(number, "count", "INCRBY", f"n{n}", n) for n in range(count))
    )
    assert replies == list(range(count))
    await client.aclose()


async def test_caller_who_goes_away_takes_nobody_along(empty_database: str) -> None:
    client = connect(empty_database)
    batch = Batch(client)
    await client.hset("poll", "state", "open")
    impatient = asyncio.create_task(batch.read(first, "poll", "HMGET", "poll", "state"))
    patient = asyncio.create_task(batch.read(first, "poll", "HMGET", "poll", "state"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == b"open"
    with pytest.raises(asyncio.CancelledError):
        await impatient
    await client.aclose()


def script_runs(url: str) -> int:
    with server_of(url, "poll") as client:
        return int(client.info("commandstats").get("cmdstat_evalsha", {"calls": 0})["calls"])


EACH = """#!lua flags=no-writes
local found = {}
for place, field in ipairs(ARGV) do
  found[place] = redis.call('HGET', KEYS[place + 1], field)
end
return found
"""


async def test_script_for_each_caller_runs_once_for_all_who_call_meanwhile(
    empty_database: str,
) -> None:
    client = connect(empty_database)
    batch, script = Batch(client), client.register_script(EACH)
    for number_ in range(READERS):
        await client.hset("{poll}:fields", f"f{number_}", number_)

    async def read(field: str) -> bytes | None:
        found: bytes | None = await batch.run_shared(script, "{poll}", "{poll}:fields", field)
        return found

    # Unknown to the server at first, and again after it has forgotten all scripts.
    for _ in range(2):
        asked = [asyncio.create_task(read(f"f{number_}")) for number_ in range(READERS)]
        await asyncio.sleep(0)
        asked[3].cancel()
        replies = await asyncio.gather(*asked, return_exceptions=True)
        expected = [b"%d" % number_ for number_ in range(READERS)]
        assert isinstance(replies.pop(3), asyncio.CancelledError)
        assert replies == expected[:3] + expected[4:]
        for server in servers(empty_database):
            with server:
                server.script_flush()
    assert await read("f1") == b"1"
    before = script_runs(empty_database)
    assert await asyncio.gather(*map(read, ["f5", "none", "f7"])) == [b"5", None, b"7"]
    assert 1 <= script_runs(empty_database) - before <= 2
    await client.aclose()


async def test_script_for_each_caller_that_fails_fails_for_all(empty_database: str) -> None:
    client = connect(empty_database)
    batch, script = Batch(client), client.register_script(EACH)
    await client.set("{poll}:text", "no hash")
    replies = await asyncio.gather(
        *(batch.run_shared(script, "{poll}", "{poll}:text", "x") for _ in range(3)),
        return_exceptions=True,
    )
    assert [type(reply) for reply in replies] == [ResponseError] * 3
    await client.aclose()
