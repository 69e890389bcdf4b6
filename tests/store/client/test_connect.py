"""Connections encode commands in C, to the bytes of the library's own encoder."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio.connection import Connection, SSLConnection, UnixDomainSocketConnection
from redis.exceptions import DataError

from crowd.store.client.connect import CommandsInC, connect

COMMANDS: list[tuple[Any, ...]] = [
    ("EVALSHA", "ab" * 20, 2, "{poll}:poll", "{poll}:answers", b"\x00\xff\r\n", 0, b"", "é", -1.5),
    ("SCRIPT LOAD", "return 1"),
    (b"CONFIG GET", "maxmemory"),
    ("SET", "key", b"x" * 100_000),
    ("ZADD", "due", 1_800_000_000_000, "poll", 1e300, "other"),
    ("PING",),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://localhost", Connection),
        ("rediss://localhost", SSLConnection),
        ("unix:///tmp/socket", UnixDomainSocketConnection),
    ],
)
def test_command_is_encoded_as_by_the_library(
    url: str, kind: type[Connection], command: tuple[Any, ...]
) -> None:
    ours = connect(url).connection_pool.make_connection()
    assert isinstance(ours, CommandsInC)
    assert isinstance(ours, kind)
    assert b"".join(ours.pack_command(*command)) == b"".join(kind().pack_command(*command))


@pytest.mark.parametrize("argument", [None, object()])
def test_argument_without_bytes_is_refused(argument: object) -> None:
    with pytest.raises(DataError):
        connect("redis://localhost").connection_pool.make_connection().pack_command("GET", argument)
