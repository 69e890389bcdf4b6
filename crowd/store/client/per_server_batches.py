"""Send commands in batches to one server, or to each server of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from redis.asyncio import Redis

from crowd.store.client.batch import Batch, Parsed
from crowd.store.client.cluster import Cluster

SHARDS = 256
"""Parts into which one key's content is divided among the servers of a cluster."""


class PerServerBatches:
    """A batch for each server of a cluster, so that none waits for another one's."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._batches: dict[Redis, Batch] = {}

    async def run(self, script: Any, names: Sequence[str], arguments: Sequence[Any]) -> Any:
        """Run a script; return its reply."""
        return await self._cluster.send_to_owner(
            names[0], lambda server: self._batch(server).run(script, names, arguments)
        )

    async def run_shared(self, script: Any, shared: str, name: str, argument: Any) -> Any:
        """Return one caller's part of the reply of a script that runs for many."""
        return await self._cluster.send_to_owner(
            shared, lambda server: self._batch(server).run_shared(script, shared, name, argument)
        )

    async def read(self, parse: Callable[[str, Any], Parsed], about: str, *command: Any) -> Parsed:
        """Run a command without side effects, whose first argument is its key; parse its reply."""
        return await self._cluster.send_to_owner(
            command[1], lambda server: self._batch(server).read(parse, about, *command)
        )

    def _batch(self, server: Redis) -> Batch:
        if server not in self._batches:
            self._batches[server] = Batch(server)
        return self._batches[server]


def batch_of(redis: Redis) -> Batch | PerServerBatches:
    """Return a batch for this database."""
    return PerServerBatches(redis) if isinstance(redis, Cluster) else Batch(redis)


async def servers_of(redis: Redis) -> list[Redis]:
    """Return a client of every server that holds keys of this database."""
    return await redis.primaries() if isinstance(redis, Cluster) else [redis]


def shards_of(redis: Redis) -> int:
    """Return into how many parts to divide one key's content; one server keeps it whole."""
    return SHARDS if isinstance(redis, Cluster) else 1


async def key_per_server(redis: Redis, make: Callable[[], str]) -> list[str]:
    """Make keys until each server owns one of them."""
    return await redis.key_per_server(make) if isinstance(redis, Cluster) else [make()]
