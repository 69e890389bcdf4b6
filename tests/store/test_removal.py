"""A deletion removes every key of a poll, in steps, and can be repeated after any of them."""

from __future__ import annotations

from crowd.store import keys
from crowd.store.removal import BUCKETS_PER_RUN
from crowd.store.store import Store
from tests.databases import server_of
from tests.store.test_store import POLL_ID, make


async def fill(store: Store) -> None:
    """Create a poll with a participant in each of its buckets."""
    await store.polls.create(make(), "digest")
    async with store.database.redis.pipeline(transaction=False) as pipeline:
        pipeline.set(keys.answers(POLL_ID), bytes(20))
        for name in keys.buckets(POLL_ID, range(keys.BUCKETS)):
            pipeline.hset(name, "participant", "entry")
        await pipeline.execute()


async def remaining(store: Store) -> set[str]:
    """The names of the poll's keys."""
    scan = store.database.redis.scan_iter(match=f"{{{POLL_ID}}}*", count=1000)
    return {name.decode() async for name in scan}


async def test_deletion_removes_every_bucket(store: Store) -> None:
    await fill(store)
    assert len(await remaining(store)) == keys.BUCKETS + 2
    await store.polls.delete(POLL_ID)
    assert await remaining(store) == set()


async def test_interrupted_deletion_is_repeated(store: Store) -> None:
    await fill(store)
    names = [keys.buckets_prefix(POLL_ID), keys.answers(POLL_ID), keys.poll(POLL_ID)]
    removed = await store.database.batch.run(
        store.database.scripts["unlink_poll"], names, [0, keys.BUCKETS, BUCKETS_PER_RUN]
    )
    rest = keys.buckets(POLL_ID, range(removed, keys.BUCKETS))
    assert removed == BUCKETS_PER_RUN
    assert await remaining(store) == {keys.poll(POLL_ID), keys.answers(POLL_ID), *rest}
    await store.polls.delete(POLL_ID)
    assert await remaining(store) == set()


async def test_deletion_tries_as_many_keys_whether_anybody_answered(
    store: Store, empty_database: str
) -> None:
    """Else the time that it takes would tell."""
    calls = []
    with server_of(empty_database, keys.poll(POLL_ID)) as server:
        for answered in (False, True):
            await store.polls.create(make(), "digest")
            if answered:
                await store.database.redis.set(keys.answers(POLL_ID), bytes(20))
                (bucket,) = keys.buckets(POLL_ID, [7])
                await store.database.redis.hset(bucket, "participant", "entry")
            server.config_resetstat()
            await store.polls.delete(POLL_ID)
            calls.append(server.info("commandstats")["cmdstat_unlink"]["calls"])
    assert calls[0] == calls[1] > 8
