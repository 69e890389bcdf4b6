"""Request bodies while they come in: a time limit for each, and a bound on large ones."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from litestar.types import HTTPReceiveMessage, Receive, Scope

from crowd.model.errors import Overloaded, TooSlow
from crowd.web.http.connections import BODY_SECONDS, MIN_BYTES_PER_SECOND

MAX_PART_SECONDS = 20.0
"""Seconds that a caller may take for the next part of a body: phones lose their network."""

LARGE_BODY_BYTES = 64 * 1024
MAX_LARGE_BODIES = 16
"""Bodies of more bytes than that in one process: each is held in memory until its request ends."""

MIN_REPLACEABLE_SECONDS = 2.0
MAX_REPLACEABLE_RATE = 32 * 1024
"""Seconds after which, and bytes a second below which a large body can be replaced by another."""


BODY_EXTENSION = "crowd.body"
"""Extension of a scope: `is_here` tells whether the server has all of the body."""


class IncomingBody:
    """One body that comes in, with its time limit."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        large_bodies: LargeBodies,
        network: Callable[[], bytes],
    ) -> None:
        self.is_complete = False
        self.network = network
        self._is_here: Callable[[], bool] = _extension(scope).get("is_here", bool)
        self._receive = receive
        self._large_bodies = large_bodies
        self._begin = _now()
        self._received = 0
        self._timeout: asyncio.Timeout | None = None
        self._is_abandoned = False

    async def receive(self) -> HTTPReceiveMessage:
        """Return the next part; raise TooSlow if it or the whole body takes too long, or never comes."""
        if self.is_complete:
            return await self._receive()  # type: ignore[return-value]
        if self._is_abandoned:
            raise TooSlow
        # A timer takes longer than to receive a body that has come already.
        message: Any = await (self._receive() if self._is_here() else self._receive_in_time())
        if message["type"] == "http.disconnect":
            raise TooSlow
        self._received += len(message.get("body", b""))
        self.is_complete = not message.get("more_body", False)
        if self._received > LARGE_BODY_BYTES:
            self._large_bodies.admit(self)
        return message  # type: ignore[no-any-return]

    async def _receive_in_time(self) -> Any:
        """Return the next message; raise TooSlow if it takes too long."""
        latest = self._begin + BODY_SECONDS + self._received / MIN_BYTES_PER_SECOND
        try:
            async with asyncio.timeout_at(min(_now() + MAX_PART_SECONDS, latest)) as self._timeout:
                return await self._receive()
        except TimeoutError:
            raise TooSlow from None
        finally:
            self._timeout = None

    def rate(self) -> float:
        """Return the bytes a second so far; infinite for a body that is complete or has just begun."""
        seconds = _now() - self._begin
        is_replaceable = seconds >= MIN_REPLACEABLE_SECONDS and not (
            self.is_complete or self._is_abandoned
        )
        return self._received / seconds if is_replaceable else float("inf")

    def abandon(self) -> None:
        """Stop waiting for the rest."""
        self._is_abandoned = True
        # A timeout that has expired cannot be rescheduled.
        if self._timeout is not None and not self._timeout.expired():
            self._timeout.reschedule(_now())


class LargeBodies:
    """The large bodies of one process, at most MAX_LARGE_BODIES."""

    def __init__(self) -> None:
        self._networks: dict[IncomingBody, bytes] = {}
        """The admitted bodies, each with the network that it comes from."""

    def admit(self, body: IncomingBody) -> None:
        """Admit a body, if need be in place of another; raise Overloaded if none can be replaced."""
        if body in self._networks:
            return
        network = body.network()
        if len(self._networks) >= MAX_LARGE_BODIES:
            other = self._replaceable(network)
            other.abandon()
            self.release(other)
        self._networks[body] = network

    def _replaceable(self, network: bytes) -> IncomingBody:
        """Return the slowest body if it is slow enough; else the slowest one of the network that has
        most, if that has at least two more than `network`."""
        unfinished = [other for other in self._networks if not other.is_complete]
        slowest = min(unfinished, key=IncomingBody.rate, default=None)
        if slowest is not None and slowest.rate() < MAX_REPLACEABLE_RATE:
            return slowest
        held = Counter(self._networks.values())
        largest = max(held, key=held.__getitem__)
        candidates = [other for other in unfinished if self._networks[other] == largest]
        if not candidates or held[largest] < held[network] + 2:
            raise Overloaded
        return min(candidates, key=IncomingBody.rate)

    def release(self, body: IncomingBody) -> None:
        """Remove a body whose request has ended."""
        self._networks.pop(body, None)


def has_body(scope: Scope) -> bool:
    """Return whether a request announces a body."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


def _extension(scope: Scope) -> dict[str, Any]:
    extensions: Any = scope.get("extensions") or {}
    found: dict[str, Any] = extensions.get(BODY_EXTENSION, {})
    return found


def _now() -> float:
    return asyncio.get_running_loop().time()
