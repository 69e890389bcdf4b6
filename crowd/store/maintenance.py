"""The database as such: whether it keeps what is written, and how it is set up."""

from __future__ import annotations

import asyncio
import secrets

from crowd.model.errors import CrowdError, StoreUnavailable
from crowd.store import keys
from crowd.store.client.per_server_batches import key_per_server
from crowd.store.database import Database, guarded

DURABLE_SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
}


class Maintenance:
    """Checks of the server and its settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @guarded
    async def check_writable(self) -> None:
        """Write a canary to each server and read it back, as durably as an answer."""
        names = await key_per_server(
            self._database.redis, lambda: keys.canary(secrets.token_hex(8))
        )
        await asyncio.gather(*(self._check_writable(name) for name in names))

    async def _check_writable(self, name: str) -> None:
        token = secrets.token_hex(8)
        await self._database.redis.set(name, token, ex=60)
        if await self._database.redis.getdel(name) != token.encode():
            raise StoreUnavailable("The database does not give back what was written.")

    @guarded
    async def weak_settings(self) -> list[str]:
        """Return the settings under which the database could lose or evict acknowledged answers."""
        found = await self._database.settings(*DURABLE_SETTINGS)
        return [
            f"{name} is {found.get(name, 'unknown')}, and should be {good}"
            for name, good in DURABLE_SETTINGS.items()
            if found.get(name) != good
        ]

    @guarded
    async def server_version(self) -> str:
        """Return the version of Redis that the server is compatible with."""
        return str((await self._database.redis.info("server"))["redis_version"])

    @guarded
    async def server_settings(self, *names: str) -> dict[str, str]:
        """Return these settings of the database."""
        return await self._database.settings(*names)

    async def check_scripts(self) -> str:
        """Return why the database cannot run scripts; empty if it can."""
        key = keys.canary(secrets.token_hex(8))
        try:
            await self._run_script(key)
        except CrowdError as error:
            return str(error.__cause__ or error)
        return ""

    @guarded
    async def _run_script(self, key: str) -> None:
        """Load every script, and run one on a key that expires at once."""
        for script in self._database.scripts.values():
            await self._database.redis.script_load(script.script)
        if await self._database.batch.run(self._database.scripts["hit"], [key], [1, b""]) != []:
            raise StoreUnavailable("A script does not do what it should.")
