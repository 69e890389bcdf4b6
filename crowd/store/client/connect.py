"""Connect to the database at an address: bounded, with timeouts, without automatic retries."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.connection import HiredisRespSerializer
from redis.exceptions import ConnectionError  # noqa: A004  not a kind of the built-in error

from crowd.store.client.cluster import Cluster

MAX_CONNECTIONS = 128
"""Reads under way at once in one process at one server; answers share one connection's pipeline."""


LOST = (RuntimeError, EOFError)
"""What event loops raise for a connection that is closed, beside OSError."""

SERIALIZER = HiredisRespSerializer()


class CommandsInC:
    """Connection that encodes commands in C, as the library does in connections without asyncio.

    An answer's script takes 2 microseconds instead of 8, measured.
    """

    def pack_command(self, *command: Any) -> list[bytes]:
        """Encode a command."""
        packed: list[bytes] = SERIALIZER.pack(*command)
        return packed


class LostConnections:
    """Connection whose loss is always the client's own error.

    Where asyncio raises an OSError for a connection that is closed under a command, uvloop raises a
    RuntimeError, which the client lets through.
    """

    async def send_packed_command(self, *command: Any, **options: Any) -> None:
        """Send commands."""
        try:
            await super().send_packed_command(*command, **options)  # type: ignore[misc]  # beside a connection
        except LOST as error:
            raise ConnectionError(f"The connection is lost: {error}") from error

    async def read_response(self, *arguments: Any, **options: Any) -> Any:
        """Read a reply."""
        try:
            return await super().read_response(*arguments, **options)  # type: ignore[misc]  # as above
        except LOST as error:
            raise ConnectionError(f"The connection is lost: {error}") from error

    async def can_read(self, *arguments: Any, **options: Any) -> bool:
        """Return whether something has come."""
        try:
            return bool(await super().can_read(*arguments, **options))  # type: ignore[misc]  # as above
        except LOST as error:
            raise ConnectionError(f"The connection is lost: {error}") from error


def connect(url: str) -> Redis:
    """Return a client of the database at this address; it connects with the first command."""
    scheme, is_cluster, rest = url.partition("+cluster://")
    return _cluster(scheme, rest) if is_cluster else _server(url)


def _cluster(scheme: str, rest: str) -> Cluster:
    """Return a client of the cluster that these servers, some or all of it, belong to."""
    parts = urlsplit(f"//{rest}")
    login, at, hosts = parts.netloc.rpartition("@")

    def server(host: str, port: int) -> Redis:
        name = f"[{host}]" if ":" in host else host
        return _server(f"{scheme}://{login}{at}{name}:{port}{parts.path}?{parts.query}")

    seeds = [urlsplit(f"//{host}") for host in hosts.split(",")]
    return Cluster([(seed.hostname or "", seed.port or 6379) for seed in seeds], server)


def _server(url: str) -> Redis:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MAX_CONNECTIONS,
        timeout=5,
        socket_timeout=5,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
        retry_on_timeout=False,
    )
    kind = pool.connection_class
    pool.connection_class = type(kind.__name__, (LostConnections, CommandsInC, kind), {})
    return Redis.from_pool(pool)
