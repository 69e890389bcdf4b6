"""What the database is and how it is set up, for whoever looks after it."""

from __future__ import annotations

import secrets

from crowd.model.errors import CrowdError, StoreUnavailable
from crowd.store import keys
from crowd.store.database import Database, guarded


class Inspection(Database):
    """Asks the database about itself."""

    @guarded
    async def server_version(self) -> str:
        """The version of Redis that the server speaks, Valkey's the one it stands for."""
        return str((await self._redis.info("server"))["redis_version"])

    @guarded
    async def server_settings(self, *names: str) -> dict[str, str]:
        """These settings of the database."""
        return await self._settings(*names)

    async def check_scripts(self) -> str:
        """What keeps the database from running scripts; empty if nothing does."""
        key = keys.canary(secrets.token_hex(8))
        try:
            await self._run_script(key)
        except CrowdError as error:
            return str(error.__cause__ or error)
        return ""

    @guarded
    async def _run_script(self, key: str) -> None:
        """Loads every script, and runs one on a key that is gone at once."""
        for script in self._scripts.values():
            await self._redis.script_load(script.script)
        if await self._batch.run(self._scripts["hit"], [key], [1, b""]) != []:
            raise StoreUnavailable("A script does not do what it should.")
