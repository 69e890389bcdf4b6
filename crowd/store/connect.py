"""From an address to a client: bounded, with timeouts, and without retries that nobody asked for."""

from __future__ import annotations

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

CONNECTIONS = 128
"""Reads under way at once in one process; answers share one connection's pipeline."""


def connect(url: str) -> Redis:
    """A client of the database at this address; it connects with the first command."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=5,
        socket_timeout=5,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
        retry_on_timeout=False,
    )
    return Redis(connection_pool=pool)
