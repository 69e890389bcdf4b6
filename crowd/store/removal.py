"""Remove the keys of one poll."""

from __future__ import annotations

from crowd.store import keys
from crowd.store.database import Database

BUCKETS_PER_RUN = 1024
"""Participants' buckets removed with one script, about: 2 ms of the database's time if they are full."""


async def remove_keys(database: Database, poll_id: str, *more: str) -> None:
    """Remove the participants of a poll, then all else but its record, and these keys, in one step."""
    names = [keys.buckets_prefix(poll_id), *keys.beside_record(poll_id), *more]
    first = 0
    while first < keys.BUCKETS:
        first = await database.batch.run(
            database.scripts["unlink_poll"], names, [first, keys.BUCKETS, BUCKETS_PER_RUN]
        )
