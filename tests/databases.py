"""What tests read and write past the store: one server, or those of a cluster."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import redis
from redis.crc import key_slot

Range = tuple[int, int, redis.Redis]


def servers(url: str) -> list[redis.Redis]:
    """The servers that together keep everything."""
    return [server for _first, _last, server in _ranges(url)]


def server_of(url: str, key: str) -> redis.Redis:
    """The server that keeps this key and all others with its tag."""
    slot = key_slot(key.encode())
    return next(server for first, last, server in _ranges(url) if first <= slot <= last)


def empty(url: str) -> None:
    """No key is left."""
    if "+cluster:" not in url:
        _only_server(url).flushdb()
        return
    for server in servers(url):
        with server:
            server.flushdb()


@cache
def _only_server(url: str) -> redis.Redis:
    """A connection that stays: most tests begin with an empty database."""
    return redis.Redis.from_url(url)


def _ranges(url: str) -> list[Range]:
    """Each server with the slots that it owns, all of them if it is the only one."""
    if "+cluster:" not in url:
        return [(0, 1 << 14, redis.Redis.from_url(url))]
    parts = urlsplit(url.replace("+cluster:", ":"))

    def at(place: str) -> redis.Redis:
        return redis.Redis.from_url(parts._replace(netloc=place).geturl())

    with at(parts.netloc.split(",")[0]) as seed:
        ranges: list[list[list[bytes]]] = seed.execute_command("CLUSTER SLOTS")
    return [
        (first, last, at(f"{primary[0].decode()}:{primary[1]}"))
        for first, last, primary, *_replicas in ranges
    ]
