"""Which connections a web process holds: those without a complete request go first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from crowd.web.http.addresses import is_trusted, networks_of, read_address

BODY_SECONDS = 30.0
"""Seconds until a body that comes, or a reply that goes, must keep to the lowest rate."""

MIN_BYTES_PER_SECOND = 4096
"""Bytes a second, about what a phone at the edge of its network has."""


class Stage(IntEnum):
    """What a connection waits for; in this order they are closed where there is no room."""

    REFUSED = 0
    """It was told why it is closed, and may read that."""
    HEADER = 1
    BODY = 2
    IDLE = 3
    """For its next request."""
    ANSWERING = 4
    """For us: it has sent a complete request."""


class ConnectionLimits(NamedTuple):
    """What the connections of one web process may take."""

    connections: int = 10_000
    waiting_per_address: int | None = 1000
    """Without a complete request; 500 phones with a spare connection each are as many."""
    waiting_bytes: int = 64 * 1024 * 1024
    """Of incomplete requests, all together."""
    header_bytes: int = 32 * 1024
    header_lines: int = 100
    pipelined: int = 100
    """Complete requests of one connection that wait for their turn."""
    header_seconds: float = 10.0
    refusal_seconds: float = 2.0
    body_seconds: float = BODY_SECONDS
    lowest_rate: float = MIN_BYTES_PER_SECOND
    interval: float = 1.0
    """Seconds between two looks for connections whose time is up."""

    def slowest(self, moved: int) -> float:
        """The seconds that so many bytes of a body or a reply may take."""
        return self.body_seconds + moved / self.lowest_rate


class Connection(Protocol):
    """What is asked of each connection."""

    stage: Stage
    caller: bytes | None
    held: int

    def close_late(self) -> None:
        """Closes: what it waited for did not come in time."""

    def abort(self) -> None:
        """Closes at once, whatever is unsent."""

    def close_if_due(self) -> None:
        """Finds out anew what it waits for."""

    def body_bytes(self) -> int:
        """How much of the body has come."""

    def unsent_bytes(self) -> int:
        """How much of the replies has not gone out."""


class Connections:
    """The connections of one web process, by what they wait for and in the order of arrival."""

    def __init__(self, limits: ConnectionLimits, trusted_proxies: tuple[str, ...] = ()) -> None:
        self.limits = limits
        self.trusted_proxies = trusted_proxies
        self._open: set[Connection] = set()
        self._stages: dict[Stage, dict[Connection, float]] = {stage: {} for stage in Stage}
        self._by_caller: dict[bytes, dict[Connection, None]] = {}
        self._holding: dict[Connection, None] = {}
        self._held = 0
        self._unread: dict[Connection, tuple[float, int]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, connection: Connection) -> bool:
        """Takes a connection in, in place of another where it is full; False if there is no room."""
        if len(self._open) >= self.limits.connections:
            victim = next(self._replaceable(), None)
            if victim is None:
                return False
            self._evict(victim)
        self._open.add(connection)
        self._join_caller(connection)
        self._stages[Stage.HEADER][connection] = self._now()
        connection.stage = Stage.HEADER
        if self._timer is None:
            self._look_later()
        return True

    def leave(self, connection: Connection) -> None:
        """Forgets a connection that is closed."""
        if connection in self._open:
            self.move(connection, Stage.ANSWERING)
            self._open.discard(connection)
            self._unread.pop(connection, None)

    def move(self, connection: Connection, stage: Stage) -> None:
        """Notes what a connection waits for from now on."""
        before = connection.stage
        if stage is before or connection not in self._open:
            return
        connection.stage = stage
        self._stages[before].pop(connection, None)
        if stage is not Stage.ANSWERING:
            self._stages[stage][connection] = self._now()
        if stage <= Stage.BODY < before:
            self._join_caller(connection)
        elif before <= Stage.BODY < stage:
            self.hold(connection, 0)
            self._leave_caller(connection)

    def hold(self, connection: Connection, size: int) -> None:
        """Notes how many bytes of an incomplete request are kept; the oldest go if it is too much."""
        if size == connection.held or connection not in self._open:
            return
        self._held += size - connection.held
        connection.held = size
        if size:
            self._holding.setdefault(connection)
        else:
            self._holding.pop(connection, None)
        while self._held > self.limits.waiting_bytes:
            self._evict(next(iter(self._holding)))

    def note_unsent(self, connection: Connection) -> None:
        """Watches whether what was written is read."""
        if connection in self._open and connection.unsent_bytes():
            self._unread[connection] = (self._now(), connection.unsent_bytes())

    def _join_caller(self, connection: Connection) -> None:
        most = self.limits.waiting_per_address
        if connection.caller is None or most is None:
            return
        own = self._by_caller.setdefault(connection.caller, {})
        if len(own) >= most:
            # Whoever has come to their body waits on, where others have not sent anything yet.
            silent = (each for each in own if each.stage is not Stage.BODY)
            self._evict(next(silent, next(iter(own))))
        # Closing the last one took the caller's entry away.
        self._by_caller.setdefault(connection.caller, own)[connection] = None

    def _leave_caller(self, connection: Connection) -> None:
        own = self._by_caller.get(connection.caller or b"")
        if own is not None:
            own.pop(connection, None)
            if not own:
                del self._by_caller[connection.caller or b""]

    def _replaceable(self) -> Iterator[Connection]:
        for stage in Stage:
            yield from self._stages[stage]
        yield from self._unread

    def _evict(self, connection: Connection) -> None:
        self.leave(connection)
        connection.abort()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self.limits.interval, self._look)

    def _look(self) -> None:
        """Closes the connections whose time is up; costs nothing for those whose time is not."""
        self._timer = None
        try:
            for connection in [*self._late(), *self._late_bodies()]:
                connection.close_late()
            for connection in list(self._late_readers()):
                self._evict(connection)
        finally:
            if self._open:
                self._look_later()

    def _late(self) -> Iterator[Connection]:
        limits, now = self.limits, self._now()
        for stage, seconds in (
            (Stage.REFUSED, limits.refusal_seconds),
            (Stage.HEADER, limits.header_seconds),
        ):
            for connection, since in self._stages[stage].items():
                if since + seconds > now:
                    break
                yield connection

    def _late_bodies(self) -> Iterator[Connection]:
        now = self._now()
        for connection, since in self._stages[Stage.BODY].items():
            if since + self.limits.slowest(connection.body_bytes()) <= now:
                yield connection

    def _late_readers(self) -> Iterator[Connection]:
        now = self._now()
        for connection, (since, size) in list(self._unread.items()):
            unsent = connection.unsent_bytes()
            if not unsent:
                self._unread.pop(connection, None)
                connection.close_if_due()
            elif since + self.limits.slowest(max(0, size - unsent)) <= now:
                yield connection


@lru_cache(4096)
def network_of_peer(address: str, trusted_proxies: tuple[str, ...]) -> bytes | None:
    """Whose connections count together: an IPv4 address, or the /64 of an IPv6 address.

    None for a trusted proxy, which connects for many.
    """
    known = read_address(address)
    return None if is_trusted(known, trusted_proxies) else networks_of(known)[0]
