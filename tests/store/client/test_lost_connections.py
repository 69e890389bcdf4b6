"""Whatever breaks between the service and its database, whoever answers is told to try again."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import redis.exceptions as redis
import uvloop
from redis.asyncio.connection import AbstractConnection

from crowd.store.client.connect import connect
from tests.factories import make_poll

MAX_STEPS = 12

LOST: dict[str, Callable[[], Exception]] = {
    "reset": lambda: ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
    "broken pipe": lambda: BrokenPipeError(errno.EPIPE, "Broken pipe"),
    "refused": lambda: ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
    "no socket": lambda: FileNotFoundError(errno.ENOENT, "No such file or directory"),
    "closed transport": lambda: RuntimeError("unable to perform operation; the handler is closed"),
    "half a reply": lambda: asyncio.IncompleteReadError(b"+O", 5),
    "timeout": TimeoutError,
    "lost": lambda: redis.ConnectionError("Connection closed by server."),
    "client's timeout": lambda: redis.TimeoutError("Timeout reading from socket"),
    "garbage": lambda: redis.InvalidResponse("Protocol error"),
}
"""What can happen to a connection."""

REFUSED: dict[str, Callable[[], Exception]] = {
    "loading": lambda: redis.BusyLoadingError("Redis is loading the dataset in memory"),
    "no primary": lambda: redis.MasterDownError("Link with MASTER is down"),
    "read only": lambda: redis.ReadOnlyError("You can't write against a read only replica."),
    "busy": lambda: redis.ResponseError("BUSY Redis is busy running a script."),
    "unkillable": lambda: redis.ResponseError(
        "UNKILLABLE Sorry the script already executed writes"
    ),
    "disk": lambda: redis.ResponseError("MISCONF Errors writing to the AOF file"),
    "no script": lambda: redis.NoScriptError("No matching script."),
    "no memory": lambda: redis.OutOfMemoryError("command not allowed when used memory > maxmemory"),
    "no login": lambda: redis.AuthenticationError("NOAUTH Authentication required."),
    "cluster": lambda: redis.ClusterDownError("CLUSTERDOWN Hash slot not served"),
}
"""What a database can reply."""

FAULTS = [
    *(
        (method, name, LOST[name])
        for method in ("send_packed_command", "read_response", "can_read")
        for name in LOST
    ),
    *(("read_response", name, REFUSED[name]) for name in REFUSED),
]


class Fault:
    """Lets one call of a connection's method fail: that after so many others."""

    def __init__(self, make: Callable[[], Exception], method: str) -> None:
        self._make, self._original = make, getattr(AbstractConnection, method)
        self.calls_left = 0
        self.has_come = True

    async def __call__(self, connection: Any, *arguments: Any, **options: Any) -> Any:
        if not self.has_come:
            self.calls_left -= 1
            if self.calls_left < 0:
                self.has_come = True
                error = self._make()
                if isinstance(error, redis.ResponseError | redis.BusyLoadingError):
                    # In place of the reply, not before it.
                    await self._original(connection, *arguments, **options)
                else:
                    await connection.disconnect(nowait=True)
                raise error
        return await self._original(connection, *arguments, **options)

    def come_after(self, calls: int) -> None:
        self.calls_left, self.has_come = calls, False


@pytest.mark.parametrize(("method", "name", "make"), FAULTS)
async def test_answer_is_taken_or_to_be_sent_again_whatever_breaks(
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    name: str,
    make: Callable[[], Exception],
) -> None:
    path = f"/api/polls/{(await make_poll(client))['id']}/answers"
    fault = Fault(make, method)

    async def failing(connection: Any, *arguments: Any, **options: Any) -> Any:
        return await fault(connection, *arguments, **options)

    monkeypatch.setattr(AbstractConnection, method, failing)
    for step in range(MAX_STEPS):
        client.cookies.clear()
        body = {"value": 402, "key": f"{name} {step}".ljust(22, "-")}
        fault.come_after(step)
        reply = await client.post(path, json=body)
        if not fault.has_come:
            break
        if reply.status_code != 201:
            assert reply.status_code == 503, (step, reply.text)
            assert reply.json()["type"] in {"/problems/unavailable", "/problems/no-room"}
            assert int(reply.headers["retry-after"]) > 0
        client.cookies.clear()
        again = await client.post(path, json=body)
        assert (again.status_code, again.json()["value"]) == (201, 402)
    else:
        raise AssertionError("there are more steps")
    assert step > 0 or method == "can_read"


def test_connection_that_uvloop_has_closed_is_lost(database_url: str) -> None:
    async def send_and_read() -> None:
        server = connect(database_url)
        if not hasattr(server.connection_pool, "get_connection"):
            pytest.skip("a cluster has several connections")
        for method in ("send_packed_command", "read_response"):
            connection = await server.connection_pool.get_connection()
            connection._writer.transport.abort()
            arguments = [b"*1\r\n$4\r\nPING\r\n"] if method == "send_packed_command" else []
            with pytest.raises(redis.ConnectionError):
                await getattr(connection, method)(*arguments)
            await server.connection_pool.release(connection)
        # By a key: a cluster sends commands without one nowhere.
        assert await server.get("nothing") is None
        await server.aclose()

    uvloop.run(send_and_read())
