"""The connections of a web process: how many, how much they hold and how long they may wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from crowd.web.http.addresses import is_trusted, networks_of, read_address

BODY_SECONDS = 30.0
"""Seconds that a body or a reply may take, before its bytes have to come at the lowest rate."""

MIN_BYTES_PER_SECOND = 4096
"""The lowest rate of a body or a reply: what a phone at the edge of its network has."""


class Stage(IntEnum):
    """What a connection waits for; without room, those of the first stage are closed first."""

    REFUSED = 0
    """For its caller to read why it is closed."""
    HEADER = 1
    BODY = 2
    IDLE = 3
    """For its next request."""
    ANSWERING = 4
    """For us: it has sent a complete request."""


class ConnectionLimits(NamedTuple):
    """Bounds for the connections of one web process."""

    connections: int = 10_000
    waiting_per_address: int | None = 1000
    """Connections without a complete request; 500 phones with a spare one each have as many."""
    waiting_bytes: int = 64 * 1024 * 1024
    """Bytes of all incomplete requests together."""
    header_bytes: int = 32 * 1024
    header_lines: int = 100
    pipelined: int = 100
    """Complete requests of one connection that wait for the reply to an earlier one."""
    header_seconds: float = 10.0
    refusal_seconds: float = 2.0
    idle_seconds: float = 5.0
    """Seconds between the end of a reply and the next request."""
    body_seconds: float = BODY_SECONDS
    min_bytes_per_second: float = MIN_BYTES_PER_SECOND
    interval: float = 1.0
    """Seconds between two checks for connections that have timed out."""

    def max_seconds(self, moved: int) -> float:
        """Return the seconds that so many bytes of a body or a reply may take."""
        return self.body_seconds + moved / self.min_bytes_per_second


class Connection(Protocol):
    """One connection, as `Connections` uses it."""

    stage: Stage
    network: bytes | None
    held_bytes: int

    def close_timed_out(self) -> None:
        """Close, as what it waited for did not come in time."""

    def abort(self) -> None:
        """Close at once, whatever is unsent."""

    def update_stage(self) -> None:
        """Determine the stage anew."""

    def body_bytes(self) -> int:
        """Return how many bytes of the body have come."""

    def unsent_bytes(self) -> int:
        """Return how many bytes of replies are unsent."""


class Connections:
    """The open connections by stage, each in the order in which they came to it."""

    def __init__(self, limits: ConnectionLimits, trusted_proxies: tuple[str, ...] = ()) -> None:
        self.limits = limits
        self.trusted_proxies = trusted_proxies
        self._open: set[Connection] = set()
        self._stages: dict[Stage, dict[Connection, float]] = {stage: {} for stage in Stage}
        self._by_network: dict[bytes, dict[Connection, None]] = {}
        self._holding: dict[Connection, None] = {}
        self._total_held_bytes = 0
        self._unread: dict[Connection, tuple[float, int]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def admit(self, connection: Connection) -> bool:
        """Add a connection, in place of another one if need be; return False if there is no room."""
        if len(self._open) >= self.limits.connections:
            victim = next(self._replaceable(), None)
            if victim is None:
                return False
            self._evict(victim)
        self._open.add(connection)
        self._join_network(connection)
        self._stages[Stage.HEADER][connection] = self._now()
        connection.stage = Stage.HEADER
        if self._timer is None:
            self._schedule_check()
        return True

    def remove(self, connection: Connection) -> None:
        """Remove a connection that is closed."""
        if connection in self._open:
            self.set_stage(connection, Stage.ANSWERING)
            self._open.discard(connection)
            self._unread.pop(connection, None)

    def set_stage(self, connection: Connection, stage: Stage) -> None:
        """Set what a connection waits for."""
        before = connection.stage
        if stage is before or connection not in self._open:
            return
        connection.stage = stage
        self._stages[before].pop(connection, None)
        if stage is not Stage.ANSWERING:
            self._stages[stage][connection] = self._now()
        if stage <= Stage.BODY < before:
            self._join_network(connection)
        elif before <= Stage.BODY < stage:
            self.set_held_bytes(connection, 0)
            self._leave_network(connection)

    def set_held_bytes(self, connection: Connection, size: int) -> None:
        """Set the bytes held of an incomplete request; close the oldest ones if all hold too many."""
        if size == connection.held_bytes or connection not in self._open:
            return
        self._total_held_bytes += size - connection.held_bytes
        connection.held_bytes = size
        if size:
            self._holding.setdefault(connection)
        else:
            self._holding.pop(connection, None)
        while self._total_held_bytes > self.limits.waiting_bytes:
            self._evict(next(iter(self._holding)))

    def watch_unsent(self, connection: Connection) -> None:
        """Note unsent bytes, to close the connection if its caller reads them too slowly."""
        if connection in self._open and connection.unsent_bytes():
            self._unread[connection] = (self._now(), connection.unsent_bytes())

    def _join_network(self, connection: Connection) -> None:
        max_waiting = self.limits.waiting_per_address
        if connection.network is None or max_waiting is None:
            return
        own = self._by_network.setdefault(connection.network, {})
        if len(own) >= max_waiting:
            # Those that send a body go last.
            silent = (each for each in own if each.stage is not Stage.BODY)
            self._evict(next(silent, next(iter(own))))
        # Closing the last one has removed the entry of the network.
        self._by_network.setdefault(connection.network, own)[connection] = None

    def _leave_network(self, connection: Connection) -> None:
        own = self._by_network.get(connection.network or b"")
        if own is not None:
            own.pop(connection, None)
            if not own:
                del self._by_network[connection.network or b""]

    def _replaceable(self) -> Iterator[Connection]:
        for stage in Stage:
            yield from self._stages[stage]
        yield from self._unread

    def _evict(self, connection: Connection) -> None:
        self.remove(connection)
        connection.abort()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _schedule_check(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self.limits.interval, self._check)

    def _check(self) -> None:
        """Close what has timed out; stages are in the order of arrival, so others cost nothing."""
        self._timer = None
        try:
            for connection in [*self._timed_out(), *self._timed_out_bodies()]:
                connection.close_timed_out()
            for connection in list(self._timed_out_readers()):
                self._evict(connection)
        finally:
            if self._open:
                self._schedule_check()

    def _timed_out(self) -> Iterator[Connection]:
        limits, now = self.limits, self._now()
        for stage, seconds in (
            (Stage.REFUSED, limits.refusal_seconds),
            (Stage.HEADER, limits.header_seconds),
            (Stage.IDLE, limits.idle_seconds),
        ):
            for connection, since in self._stages[stage].items():
                if since + seconds > now:
                    break
                yield connection

    def _timed_out_bodies(self) -> Iterator[Connection]:
        now = self._now()
        for connection, since in self._stages[Stage.BODY].items():
            if since + self.limits.max_seconds(connection.body_bytes()) <= now:
                yield connection

    def _timed_out_readers(self) -> Iterator[Connection]:
        now = self._now()
        for connection, (since, size) in list(self._unread.items()):
            unsent = connection.unsent_bytes()
            if not unsent:
                self._unread.pop(connection, None)
                connection.update_stage()
            elif since + self.limits.max_seconds(max(0, size - unsent)) <= now:
                yield connection


@lru_cache(4096)
def network_of_peer(address: str, trusted_proxies: tuple[str, ...]) -> bytes | None:
    """Return the network whose connections count together: an IPv4 address, or the /64 of an IPv6 one.

    None for a trusted proxy, which connects for many.
    """
    peer = read_address(address)
    return None if is_trusted(peer, trusted_proxies) else networks_of(peer)[0]
