"""Count attempts of network addresses in the database's memory, many with one command."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Sequence
from typing import NamedTuple

from crowd.model.budget import Budget
from crowd.store import keys
from crowd.store.client.batch import MAX_COMMANDS
from crowd.store.client.per_server_batches import shards_of
from crowd.store.database import Database, guarded

CLUSTER_TIMEOUT = 0.5
"""Seconds that an attempt waits to be counted in a cluster."""

GATHERING_SECONDS = 0.002
"""Seconds in which attempts gather before one command counts them: a command costs client and server
several times as much as an attempt in it."""

PACKED_BUDGET = struct.Struct("<12sI")


class Attempt(NamedTuple):
    """An attempt to count, and the future of its reply."""

    packed: bytes
    reply: asyncio.Future[int]


class Attempts:
    """Attempts, counted against budgets in windows of time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shards = shards_of(database.redis)
        self._queues: dict[str, list[Attempt]] = {}
        self._counting: set[asyncio.Task[None]] = set()

    @guarded
    async def hit(self, purpose: str, seconds: int, budgets: Sequence[Budget]) -> int:
        """Count an attempt, from the narrowest budget to the widest.

        Return 0 if there was room in all of them, else the seconds until the window ends.
        """
        # The widest network decides on the shard, so that all of one address are counted in one.
        name = keys.attempts(purpose, budgets[-1].network[0] % self._shards)
        reply: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        packed = bytes([len(budgets)]) + b"".join(
            [PACKED_BUDGET.pack(*budget) for budget in budgets]
        )
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = []
            task = asyncio.create_task(self._count(name, seconds, queue))
            self._counting.add(task)
            task.add_done_callback(self._counting.discard)
        queue.append(Attempt(packed, reply))
        return await self._with_timeout(reply)

    @guarded
    async def hit_units(
        self, purpose: str, seconds: int, budgets: Sequence[Budget], units: int
    ) -> int:
        """Count one attempt that takes several units; one that finds no room takes none.

        Return 0 if there was room in all budgets, else the seconds until the window ends.
        """
        name = keys.attempts(purpose, budgets[-1].network[0] % self._shards)
        arguments: list[bytes | int] = [seconds, units]
        for budget in budgets:
            arguments += budget
        return await self._with_timeout(
            self._database.reads.run(self._database.scripts["hit_units"], [name], arguments)
        )

    async def _with_timeout(self, reply: Awaitable[int]) -> int:
        # In a cluster a server that does not reply must not delay polls on the others.
        async with asyncio.timeout(CLUSTER_TIMEOUT if self._shards > 1 else None):
            return await reply

    async def _count(self, name: str, seconds: int, queue: list[Attempt]) -> None:
        """Count until the queue is empty: attempts that arrive meanwhile are in the next command."""
        while queue:
            await asyncio.sleep(GATHERING_SECONDS)
            # Attempts whose callers were cancelled would be counted in a later window than their own.
            waiting = [attempt for attempt in queue if not attempt.reply.done()]
            attempts, queue[:] = waiting[:MAX_COMMANDS], waiting[MAX_COMMANDS:]
            if not attempts:
                break
            try:
                waits = await self._run(name, seconds, attempts)
            except Exception as error:  # noqa: BLE001  whoever waits gets it
                for attempt in attempts:
                    if not attempt.reply.done():
                        attempt.reply.set_exception(error)
                continue
            for attempt, wait in zip(attempts, waits, strict=True):
                if not attempt.reply.done():
                    attempt.reply.set_result(wait)
        del self._queues[name]

    async def _run(self, name: str, seconds: int, attempts: list[Attempt]) -> list[int]:
        # In the batch of reads, as the script writes nothing to the disk.
        packed = b"".join([attempt.packed for attempt in attempts])
        waits: list[int] = await self._database.reads.run(
            self._database.scripts["hit"], [name], [seconds, packed]
        )
        return waits
