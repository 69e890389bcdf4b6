"""Attempts of network addresses: counted in the database's memory, many with one command."""

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

PATIENCE = 0.5
"""Seconds for which an attempt waits to be counted in a cluster."""

GATHERING = 0.002
"""Seconds in which attempts gather before a command counts them: each command costs both sides
several times what an attempt in it does."""

BUDGET = struct.Struct("<12sI")


class Attempt(NamedTuple):
    """An attempt to be counted, and who waits for what comes of it."""

    packed: bytes
    reply: asyncio.Future[int]


class Attempts:
    """Counts attempts against budgets."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._parts = shards_of(database.redis)
        self._queues: dict[str, list[Attempt]] = {}
        self._counting: set[asyncio.Task[None]] = set()

    @guarded
    async def hit(self, purpose: str, seconds: int, budgets: Sequence[Budget]) -> int:
        """Counts an attempt, from the narrowest budget to the widest.

        Returns 0 if there was room in all of them, else the seconds until the window ends.
        """
        # The widest network says where they are counted: all of one address in one place.
        name = keys.attempts(purpose, budgets[-1].network[0] % self._parts)
        reply: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        packed = bytes([len(budgets)]) + b"".join([BUDGET.pack(*budget) for budget in budgets])
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = []
            task = asyncio.create_task(self._count(name, seconds, queue))
            self._counting.add(task)
            task.add_done_callback(self._counting.discard)
        queue.append(Attempt(packed, reply))
        return await self._patiently(reply)

    @guarded
    async def hit_units(
        self, purpose: str, seconds: int, budgets: Sequence[Budget], units: int
    ) -> int:
        """Counts one attempt that takes several units; one that finds no room takes none.

        Returns 0 if there was room in all budgets, else the seconds until the window ends.
        """
        name = keys.attempts(purpose, budgets[-1].network[0] % self._parts)
        arguments: list[bytes | int] = [seconds, units]
        for budget in budgets:
            arguments += budget
        return await self._patiently(
            self._database.reads.run(self._database.scripts["hit_units"], [name], arguments)
        )

    async def _patiently(self, reply: Awaitable[int]) -> int:
        # What one server of a cluster does not count must not hold up the polls of another.
        async with asyncio.timeout(PATIENCE if self._parts > 1 else None):
            return await reply

    async def _count(self, name: str, seconds: int, queue: list[Attempt]) -> None:
        """Counts until nobody waits: who comes while a command is under way is in the next one."""
        while queue:
            await asyncio.sleep(GATHERING)
            # Those whose callers have gone would be counted in a later window than their own.
            waiting = [attempt for attempt in queue if not attempt.reply.done()]
            attempts, queue[:] = waiting[:MAX_COMMANDS], waiting[MAX_COMMANDS:]
            if not attempts:
                break
            try:
                waits = await self._waits(name, seconds, attempts)
            except Exception as error:  # noqa: BLE001  whoever waits gets it
                for attempt in attempts:
                    if not attempt.reply.done():
                        attempt.reply.set_exception(error)
                continue
            for attempt, wait in zip(attempts, waits, strict=True):
                if not attempt.reply.done():
                    attempt.reply.set_result(wait)
        del self._queues[name]

    async def _waits(self, name: str, seconds: int, attempts: list[Attempt]) -> list[int]:
        # With the reads, as nothing of it waits for the disk.
        packed = b"".join([attempt.packed for attempt in attempts])
        waits: list[int] = await self._database.reads.run(
            self._database.scripts["hit"], [name], [seconds, packed]
        )
        return waits
