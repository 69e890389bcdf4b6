"""How commands go to one server or to those of a cluster: in batches, one lane for each server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from redis.asyncio import Redis

from crowd.store.client.batch import Batch, Reading
from crowd.store.client.cluster import Cluster

MAX_PARTS = 256


class PerServerBatches:
    """A batch for each server of a cluster, so that none waits for another one's."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._batches: dict[Redis, Batch] = {}

    async def run(self, script: Any, names: Sequence[str], arguments: Sequence[Any]) -> Any:
        """The reply of a script."""
        return await self._cluster.at_owner(
            names[0], lambda server: self._batch(server).run(script, names, arguments)
        )

    async def run_for_each(self, script: Any, shared: str, name: str, argument: Any) -> Any:
        """One caller's part of the reply of a script that runs for many."""
        return await self._cluster.at_owner(
            shared, lambda server: self._batch(server).run_for_each(script, shared, name, argument)
        )

    async def ask(self, read: Callable[[str, Any], Reading], about: str, *command: Any) -> Reading:
        """What a command without side effects says now; its first argument is its key."""
        return await self._cluster.at_owner(
            command[1], lambda server: self._batch(server).ask(read, about, *command)
        )

    def _batch(self, server: Redis) -> Batch:
        if server not in self._batches:
            self._batches[server] = Batch(server)
        return self._batches[server]


def batch_of(redis: Redis) -> Batch | PerServerBatches:
    """How commands go to this database together."""
    return PerServerBatches(redis) if isinstance(redis, Cluster) else Batch(redis)


async def servers_of(redis: Redis) -> list[Redis]:
    """Every server that keeps something of this database."""
    return await redis.primaries() if isinstance(redis, Cluster) else [redis]


def parts_of(redis: Redis) -> int:
    """Into how many parts to take apart what a cluster shall share; one server keeps it in one."""
    return MAX_PARTS if isinstance(redis, Cluster) else 1


async def one_for_each(redis: Redis, make: Callable[[], str]) -> list[str]:
    """Keys such that each server keeps one of them."""
    return await redis.one_for_each(make) if isinstance(redis, Cluster) else [make()]
