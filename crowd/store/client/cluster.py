"""A cluster behind the same commands as one server: each goes to the server that owns its key.

The library's own cluster client is not used: there one server that fails stops the polls of all
others, see docs/adr/0007-a-cluster-client-of-our-own.md.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot
from redis.exceptions import (
    ClusterDownError,
    ConnectionError,  # noqa: A004  not a kind of the built-in error
    DataError,
    MovedError,
    RedisError,
    TimeoutError,  # noqa: A004  as above
)

from crowd.single_flight import SingleFlight

Address = tuple[str, int]
Reply = TypeVar("Reply")

TOPOLOGY_TIMEOUT = 1.0
"""Seconds that one server may take to say who owns which keys; then the next one is asked."""

TRIES_PER_TURN = 200
"""Keys made before other tasks run."""

KEYLESS_COMMANDS = {"SCRIPT LOAD", "BGREWRITEAOF", "CONFIG GET", "INFO"}
"""Commands without a key, which go to every server."""

OWNER_FAILURES = (ConnectionError, TimeoutError, ClusterDownError, MovedError)
"""Failures after which another server may own the key."""


class Cluster(Redis):
    """A client of all servers of a cluster, each with connections of its own."""

    def __init__(self, seeds: Sequence[Address], connect: Callable[[str, int], Redis]) -> None:
        self._connect = connect
        # Servers that have left stay known: one may come back, and all can be asked for the others.
        self._servers: dict[Address, Redis] = {}
        self._owners: list[Redis | None] = []
        self._refreshes: SingleFlight[str, None] = SingleFlight()
        for host, port in seeds:
            self._server(host, port)
        super().__init__(connection_pool=self._server(*seeds[0]).connection_pool)

    async def execute_command(self, *command: Any, **options: Any) -> Any:
        """Send a command to the server that owns its key; return the reply."""
        if command[0] in KEYLESS_COMMANDS:
            return await self._send_to_all(*command, **options)
        return await self.send_to_owner(
            _key(command), lambda server: _run(server, *command, **options)
        )

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        """Return a pipeline that sends each server its own commands."""
        return SplitPipeline(self, transaction, shard_hint)

    async def scan_iter(self, *args: Any, **options: Any) -> AsyncIterator[Any]:  # type: ignore[override]  # the library's is typed for its other client
        """Iterate over the keys of all servers."""
        for server in await self.primaries():
            async for key in server.scan_iter(*args, **options):
                yield key

    async def send_to_owner(
        self, key: str | bytes, send: Callable[[Redis], Awaitable[Reply]]
    ) -> Reply:
        """Send to the server that owns a key; return the reply.

        Sends again only after MOVED, with which the wrong server says that it has run nothing. After
        any other failure the outcome is not known, so that is for the caller to tell.
        """
        try:
            return await send(await self.owner(key))
        except MovedError:
            await self._load_topology()
            return await send(await self.owner(key))
        except OWNER_FAILURES:
            self.refresh_topology()
            raise

    async def owner(self, key: str | bytes) -> Redis:
        """Return the server that owns a key."""
        if not self._owners:
            await self._load_topology()
        server = self._owners[key_slot(key.encode() if isinstance(key, str) else key)]
        if server is None:
            raise ConnectionError("No server of the cluster owns this key.")
        return server

    async def primaries(self) -> list[Redis]:
        """Return every server that owns keys."""
        if not self._owners:
            await self._load_topology()
        return list({server: None for server in self._owners if server is not None})

    async def key_per_server(self, make: Callable[[], str]) -> list[str]:
        """Make keys until each server owns one of them; fails if some keys have no owner."""
        missing = set(await self.primaries())
        if None in self._owners:
            raise ConnectionError("A part of the cluster's keys has no server.")
        found = []
        for tries in itertools.count(1):
            if not missing:
                break
            if tries % TRIES_PER_TURN == 0:
                # A server with few slots is found after thousands of keys: other tasks run meanwhile.
                await asyncio.sleep(0)
            key = make()
            server = await self.owner(key)
            if server in missing:
                missing.remove(server)
                found.append(key)
        return found

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Close all connections."""
        self._refreshes.cancel()
        await asyncio.gather(
            *(server.aclose(close_connection_pool) for server in self._servers.values())
        )

    async def _send_to_all(self, *command: Any, **options: Any) -> Any:
        calls = (_run(server, *command, **options) for server in await self.primaries())
        # All are asked, also when one of them fails.
        replies = await asyncio.gather(*calls, return_exceptions=True)
        for reply in replies:
            if isinstance(reply, BaseException):
                raise reply
        return _merge(replies)

    async def _load_topology(self) -> None:
        """Load who owns which keys, once for all who call it meanwhile."""
        await self._refreshes.run("topology", self._query_servers)
        if not self._owners:
            raise ConnectionError("No server of the cluster tells who owns what.")

    def refresh_topology(self) -> None:
        """Load again who owns which keys, as a replica may have taken over; returns at once."""
        self._refreshes.start("topology", self._query_servers)

    async def _query_servers(self) -> None:
        # In another order each time: a server that is cut off tells what was true before.
        servers = list(self._servers.items())
        for (host, _port), server in random.sample(servers, len(servers)):
            try:
                async with asyncio.timeout(TOPOLOGY_TIMEOUT):
                    ranges = await _run(server, "CLUSTER SLOTS")
            except (RedisError, OSError):
                continue
            self._owners = self._parse_slots(ranges, host)
            return

    def _parse_slots(self, ranges: list[Any], host: str) -> list[Redis | None]:
        owners: list[Redis | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        for first, last, primary, *_replicas in ranges:
            # A server without a name of its own is where it was found.
            server = self._server((primary[0] or b"").decode() or host, primary[1])
            owners[first : last + 1] = [server] * (last + 1 - first)
        return owners

    def _server(self, host: str, port: int) -> Redis:
        if (host, port) not in self._servers:
            self._servers[host, port] = self._connect(host, port)
        return self._servers[host, port]


class SplitPipeline(Pipeline):
    """A pipeline for each of the servers that its commands are for."""

    def __init__(self, cluster: Cluster, transaction: bool, shard_hint: str | None) -> None:
        super().__init__(cluster.connection_pool, {}, transaction, shard_hint)
        self._cluster = cluster

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Send all; return the replies in the order of the commands.

        A transaction must be for one server.
        """
        commands, self.command_stack = self.command_stack, []
        places: dict[Redis, list[int]] = {}
        for place, (command, _options) in enumerate(commands):
            places.setdefault(await self._cluster.owner(_key(command)), []).append(place)
        if self.is_transaction and len(places) > 1:
            raise DataError("The keys of a transaction must be those of one poll.")
        parts = [[commands[place] for place in part] for part in places.values()]
        found = await asyncio.gather(*map(self._send, places, parts))
        replies = dict(zip(itertools.chain(*places.values()), itertools.chain(*found), strict=True))
        if any(isinstance(reply, OWNER_FAILURES) for reply in replies.values()):
            self._cluster.refresh_topology()
        if raise_on_error:
            for reply in replies.values():
                if isinstance(reply, Exception):
                    raise reply
        return [replies[place] for place in range(len(commands))]

    async def _send(self, server: Redis, commands: list[Any]) -> list[Any]:
        """Return the replies of one server; its failure is the reply to each of its commands."""
        try:
            async with server.pipeline(self.is_transaction) as pipeline:
                for command, options in commands:
                    pipeline.execute_command(*command, **options)
                replies: list[Any] = await pipeline.execute(raise_on_error=False)
                return replies
        except (RedisError, OSError) as error:
            return [error] * len(commands)


def _run(server: Any, *command: Any, **options: Any) -> Awaitable[Any]:
    # The library leaves this method untyped.
    reply: Awaitable[Any] = server.execute_command(*command, **options)
    return reply


def _merge(replies: list[Any]) -> Any:
    """Merge the replies of all servers: where they differ, a text names what each says."""
    first = replies[0]
    if not isinstance(first, dict):
        return first
    return {
        name: value
        if all(reply.get(name) == value for reply in replies)
        else " and ".join(sorted({_text(reply.get(name)) for reply in replies}))
        for name, value in first.items()
    }


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _key(command: Sequence[Any]) -> str | bytes:
    """Return the first key: the server itself refuses a command whose other keys are not its own."""
    name = command[0]
    if name == "SCAN" or " " in name or len(command) < 2:
        raise DataError(f"{name} has no key: send it to each of the primaries.")
    key: str | bytes = command[3] if name == "EVALSHA" else command[1]
    return key
