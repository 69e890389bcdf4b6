"""What the database is and how it is set up, for whoever looks after it."""

from __future__ import annotations

import secrets
from typing import Any

from crowd.model.errors import CrowdError, StoreUnavailable
from crowd.store import keys
from crowd.store.database import Database, guarded


class Inspection(Database):
    """Asks the database about itself."""

    @guarded
    async def server_versions(self) -> set[tuple[int, ...]]:
        """The versions of Redis that the servers speak, Valkey's by the one it stands for."""
        raw = await self._redis.info("server")
        return {
            tuple(int(part) for part in str(server["redis_version"]).split(".")[:2])
            for server in _by_server(raw, "redis_version")
        }

    @guarded
    async def server_settings(self, *names: str) -> list[dict[str, str]]:
        """These settings of each server; empty where it may not be asked."""
        raw = await self._redis.config_get(*names)
        servers = (
            [raw] if not raw or not isinstance(next(iter(raw.values())), dict) else raw.values()
        )
        return [{_text(name): _text(value) for name, value in server.items()} for server in servers]

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
        if await self._batch.run(self._scripts["spend"], [key], [1, 1]) != 0:
            raise StoreUnavailable("A script does not do what it should.")


def _by_server(raw: dict[str, Any], field: str) -> list[dict[str, Any]]:
    # A cluster's client answers for each of its servers by name.
    return [raw] if field in raw else list(raw.values())


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw
