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

Address = tuple[str, int]
Reply = TypeVar("Reply")

LOOK_SECONDS = 1.0
"""How long one server may take to say who owns what, before the next one is asked."""

TRIES_AT_ONCE = 200

EVERYWHERE = {"SCRIPT LOAD", "BGREWRITEAOF", "CONFIG GET", "INFO"}
"""Commands without a key, for each server."""

UNREACHED = (ConnectionError, TimeoutError, ClusterDownError, MovedError)
"""Failures after which another server may own the key."""


class Cluster(Redis):
    """A client of all servers of a cluster, each with connections of its own."""

    def __init__(self, seeds: Sequence[Address], connect: Callable[[str, int], Redis]) -> None:
        self._connect = connect
        # Servers that have left stay known: one may come back, and all can be asked for the others.
        self._servers: dict[Address, Redis] = {}
        self._owners: list[Redis | None] = []
        self._looking: asyncio.Task[None] | None = None
        for host, port in seeds:
            self._server(host, port)
        super().__init__(connection_pool=self._server(*seeds[0]).connection_pool)

    async def execute_command(self, *command: Any, **options: Any) -> Any:
        """The reply of the server that the command is for."""
        if command[0] in EVERYWHERE:
            return await self._everywhere(*command, **options)
        return await self.at_owner(_key(command), lambda server: _run(server, *command, **options))

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        """Commands that go out together, to each server its own."""
        return SplitPipeline(self, transaction, shard_hint)

    async def scan_iter(self, *args: Any, **options: Any) -> AsyncIterator[Any]:  # type: ignore[override]  # the library's is typed for its other client
        """The keys of all servers."""
        for server in await self.primaries():
            async for key in server.scan_iter(*args, **options):
                yield key

    async def at_owner(self, key: str | bytes, send: Callable[[Redis], Awaitable[Reply]]) -> Reply:
        """What comes of sending to the server that owns a key.

        Sent again only after MOVED, with which the wrong server says that it has run nothing. After
        any other failure the outcome is not known, so that is for the caller to tell.
        """
        try:
            return await send(await self.owner(key))
        except MovedError:
            await self._look()
            return await send(await self.owner(key))
        except UNREACHED:
            self.begin_to_look()
            raise

    async def owner(self, key: str | bytes) -> Redis:
        """The server that owns a key."""
        if not self._owners:
            await self._look()
        server = self._owners[key_slot(key.encode() if isinstance(key, str) else key)]
        if server is None:
            raise ConnectionError("No server of the cluster owns this key.")
        return server

    async def primaries(self) -> list[Redis]:
        """Every server that owns keys."""
        if not self._owners:
            await self._look()
        return list({server: None for server in self._owners if server is not None})

    async def one_for_each(self, make: Callable[[], str]) -> list[str]:
        """Keys made until each server owns one of them; fails if some keys have no owner."""
        missing = set(await self.primaries())
        if None in self._owners:
            raise ConnectionError("A part of the cluster's keys has no server.")
        found = []
        for tries in itertools.count(1):
            if not missing:
                break
            if tries % TRIES_AT_ONCE == 0:
                # A server with few slots is found after thousands: others get their turn meanwhile.
                await asyncio.sleep(0)
            key = make()
            server = await self.owner(key)
            if server in missing:
                missing.remove(server)
                found.append(key)
        return found

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Gives all connections back."""
        if self._looking is not None:
            self._looking.cancel()
        await asyncio.gather(
            *(server.aclose(close_connection_pool) for server in self._servers.values())
        )

    async def _everywhere(self, *command: Any, **options: Any) -> Any:
        calls = (_run(server, *command, **options) for server in await self.primaries())
        # All are asked, also when one of them fails.
        replies = await asyncio.gather(*calls, return_exceptions=True)
        for reply in replies:
            if isinstance(reply, BaseException):
                raise reply
        return _one_of(replies)

    async def _look(self) -> None:
        """Learns who owns what; of many who ask at once, one asks the servers."""
        self.begin_to_look()
        assert self._looking is not None
        await asyncio.shield(self._looking)
        if not self._owners:
            raise ConnectionError("No server of the cluster tells who owns what.")

    def begin_to_look(self) -> None:
        """Learns anew who owns what, a replica may have taken over; no call has to wait for it."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._ask_servers())

    async def _ask_servers(self) -> None:
        # In another order each time: a server that is cut off tells what was true before.
        servers = list(self._servers.items())
        for (host, _port), server in random.sample(servers, len(servers)):
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    ranges = await _run(server, "CLUSTER SLOTS")
            except (RedisError, OSError):
                continue
            self._owners = self._read(ranges, host)
            return

    def _read(self, ranges: list[Any], asked: str) -> list[Redis | None]:
        owners: list[Redis | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        for first, last, primary, *_replicas in ranges:
            # A server without a name of its own is where it was found.
            server = self._server((primary[0] or b"").decode() or asked, primary[1])
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
        """All replies in the order of the commands; a transaction must be for one server."""
        commands, self.command_stack = self.command_stack, []
        places: dict[Redis, list[int]] = {}
        for place, (command, _options) in enumerate(commands):
            places.setdefault(await self._cluster.owner(_key(command)), []).append(place)
        if self.is_transaction and len(places) > 1:
            raise DataError("The keys of a transaction must be those of one poll.")
        parts = [[commands[place] for place in part] for part in places.values()]
        found = await asyncio.gather(*map(self._send, places, parts))
        replies = dict(zip(itertools.chain(*places.values()), itertools.chain(*found), strict=True))
        if any(isinstance(reply, UNREACHED) for reply in replies.values()):
            self._cluster.begin_to_look()
        if raise_on_error:
            for reply in replies.values():
                if isinstance(reply, Exception):
                    raise reply
        return [replies[place] for place in range(len(commands))]

    async def _send(self, server: Redis, commands: list[Any]) -> list[Any]:
        """The replies of one server; its failure is the reply to each of its commands."""
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


def _one_of(replies: list[Any]) -> Any:
    """One reply for those of all servers: where they differ, a text that names what each says."""
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
    """The first key: the server itself refuses a command whose other keys are not its own."""
    name = command[0]
    if name == "SCAN" or " " in name or len(command) < 2:
        raise DataError(f"{name} has no key: send it to each of the primaries.")
    key: str | bytes = command[3] if name == "EVALSHA" else command[1]
    return key
