"""The database as such: may it be trusted, and who has used how much of it."""

from __future__ import annotations

import asyncio
import secrets

from crowd.model.errors import StoreUnavailable
from crowd.store import keys
from crowd.store.client.per_server_batches import one_for_each
from crowd.store.database import Database, guarded

DURABLE_SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
}


class Maintenance(Database):
    """What readiness asks of the database."""

    @guarded
    async def check_writable(self) -> None:
        """Writes a canary to each server and reads it back, as durably as an answer."""
        names = await one_for_each(self._redis, lambda: keys.canary(secrets.token_hex(8)))
        await asyncio.gather(*(self._check_writable(name) for name in names))

    async def _check_writable(self, name: str) -> None:
        token = secrets.token_hex(8)
        await self._redis.set(name, token, ex=60)
        if await self._redis.getdel(name) != token.encode():
            raise StoreUnavailable("The database does not give back what was written.")

    @guarded
    async def weak_settings(self) -> list[str]:
        """Settings under which the database could lose or evict acknowledged answers."""
        found = await self._settings(*DURABLE_SETTINGS)
        return [
            f"{name} is {found.get(name, 'unknown')}, and should be {good}"
            for name, good in DURABLE_SETTINGS.items()
            if found.get(name) != good
        ]
