"""The database as such: may it be trusted, and who has used how much of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from crowd.model.errors import StoreUnavailable
from crowd.store import keys
from crowd.store.database import Database, guarded
from crowd.store.lanes import one_for_each

DURABLE_SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
}


class Budget(NamedTuple):
    """How many attempts a network has in a window; 12 bytes stand for it."""

    network: bytes
    units: int


class Upkeep(Database):
    """What readiness and limits ask of the database."""

    @guarded
    async def spend(self, purpose: str, seconds: int, budgets: Sequence[Budget]) -> int:
        """Counts an attempt, from the narrowest budget to the widest.

        Returns 0 if there was room in all of them, else the seconds until the window ends.
        """
        arguments: list[bytes | int] = [seconds]
        for budget in budgets:
            arguments += budget
        # The widest network says where they are counted: all of one address in one place. With the
        # reads, as nothing of it waits for the disk.
        name = keys.attempts(purpose, budgets[-1].network)
        wait: int = await self._reads.run(self._scripts["spend"], [name], arguments)
        return wait

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
