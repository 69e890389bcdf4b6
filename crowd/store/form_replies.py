"""Replies to forms, kept for a while in the database's memory, all within one bound."""

from __future__ import annotations

from crowd.store import keys
from crowd.store.database import Database, guarded


class FormReplies:
    """Records of replies by their names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @guarded
    async def keep(self, name: str, record: bytes, seconds: int, max_bytes: int) -> bool:
        """Keep a record for some seconds; return False if all would be larger than `max_bytes`."""
        names = [keys.form_reply(name), keys.FORM_REPLIES, keys.FORM_REPLY_BYTES]
        # In the batch of reads, as the script writes nothing to the disk.
        word: bytes = await self._database.reads.run(
            self._database.scripts["keep_reply"], names, [record, name, seconds, max_bytes]
        )
        return word == b"kept"

    @guarded
    async def load(self, name: str) -> bytes | None:
        """Return a record; None if it is not kept, or no longer."""
        record: bytes | None = await self._database.redis.get(keys.form_reply(name))
        return record
