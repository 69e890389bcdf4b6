"""Bodies while they come in: a time for each, and a place for each large one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from litestar.types import HTTPReceiveMessage, Receive, Scope

from crowd.model.errors import Overloaded, TooSlow
from crowd.web.http.connections import BODY_SECONDS, MIN_BYTES_PER_SECOND

MAX_PART_SECONDS = 20.0
"""Seconds that a caller may take for the next part of a body: phones vanish in the middle of one."""

LARGE_BODY_BYTES = 64 * 1024
MAX_LARGE_BODIES = 16
"""Of more bytes than that, in one process: each is held in memory until its request is done."""

MIN_REPLACEABLE_SECONDS = 2.0
MAX_REPLACEABLE_RATE = 32 * 1024
"""Where all places are taken, the slowest of those that are slower loses its place."""


class IncomingBody:
    """One body that comes in."""

    def __init__(self, receive: Receive, places: LargeBodies, network: Callable[[], bytes]) -> None:
        self.whole = False
        self.network = network
        self._receive = receive
        self._places = places
        self._begin = _now()
        self._received = 0
        self._timeout: asyncio.Timeout | None = None
        self._given_up = False

    async def receive(self) -> HTTPReceiveMessage:
        """The next part; TooSlow if it or the whole body takes too long, or never comes."""
        if self.whole:
            return await self._receive()  # type: ignore[return-value]
        if self._given_up:
            raise TooSlow
        latest = self._begin + BODY_SECONDS + self._received / MIN_BYTES_PER_SECOND
        try:
            async with asyncio.timeout_at(min(_now() + MAX_PART_SECONDS, latest)) as self._timeout:
                message: Any = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        finally:
            self._timeout = None
        if message["type"] == "http.disconnect":
            raise TooSlow
        self._received += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self._received > LARGE_BODY_BYTES:
            self._places.take(self)
        return message  # type: ignore[no-any-return]

    def rate(self) -> float:
        """Bytes a second so far; endless for one that has just begun, or that is whole."""
        seconds = _now() - self._begin
        is_replaceable = seconds >= MIN_REPLACEABLE_SECONDS and not (self.whole or self._given_up)
        return self._received / seconds if is_replaceable else float("inf")

    def give_up(self) -> None:
        """Stops waiting for the rest."""
        self._given_up = True
        # One that has just run out needs no other end.
        if self._timeout is not None and not self._timeout.expired():
            self._timeout.reschedule(_now())


class LargeBodies:
    """The places for large bodies in one process."""

    def __init__(self) -> None:
        self._taken: dict[IncomingBody, bytes] = {}
        """Whose place it is, and the network that its body comes from."""

    def take(self, body: IncomingBody) -> None:
        """Gives a body its place, if need be that of another; Overloaded if there is none to give."""
        if body in self._taken:
            return
        network = body.network()
        if len(self._taken) >= MAX_LARGE_BODIES:
            other = self._replaceable(network)
            other.give_up()
            self.free(other)
        self._taken[body] = network

    def _replaceable(self, network: bytes) -> IncomingBody:
        """The slowest of all, or else of the network that has the most, where those are at least two
        more than the network has for which a place is wanted."""
        unfinished = [other for other in self._taken if not other.whole]
        slowest = min(unfinished, key=IncomingBody.rate, default=None)
        if slowest is not None and slowest.rate() < MAX_REPLACEABLE_RATE:
            return slowest
        held = Counter(self._taken.values())
        most = max(held, key=held.__getitem__)
        of_the_most = [other for other in unfinished if self._taken[other] == most]
        if not of_the_most or held[most] < held[network] + 2:
            raise Overloaded
        return min(of_the_most, key=IncomingBody.rate)

    def free(self, body: IncomingBody) -> None:
        """Takes back the place of a body whose request is done."""
        self._taken.pop(body, None)


def has_body(scope: Scope) -> bool:
    """Whether a request announces a body."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
