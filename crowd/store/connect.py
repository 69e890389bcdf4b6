"""From an address to a client: bounded, with timeouts, and without retries that nobody asked for."""

from __future__ import annotations

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

CONNECTIONS = 32
"""Enough to keep one database thread busy; more would only queue there."""


def connect(url: str) -> Redis:
    """A client of the database at this address; it connects with the first command."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=2,
        socket_timeout=5,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
        retry_on_timeout=False,
    )
    return Redis(connection_pool=pool)
