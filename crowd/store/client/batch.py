"""Group commit: commands that arrive while a pipeline is under way go together in the next.

One round trip and one fsync then serve many answers, and many readers of one thing cause one read.
Under little load nobody waits: the first command leaves at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from redis.exceptions import NoScriptError

MAX_COMMANDS = 256
"""Commands in one pipeline, or callers of one shared run: some milliseconds of the database's time."""

Parsed = TypeVar("Parsed")


class PendingCommand(NamedTuple):
    """A command to send, how its reply is parsed, and who waits for it."""

    command: tuple[Any, ...]
    script: Any
    query: tuple[Any, ...]
    waiters: list[asyncio.Future[Any]]


class SharedRun:
    """One run of a script for many callers, who each bring the name of a key and an argument."""

    query: tuple[Any, ...] = ()

    def __init__(self, script: Any, shared: str) -> None:
        self.script = script
        self.shared = shared
        self.names: list[str] = []
        self.arguments: list[Any] = []
        self.waiters: list[asyncio.Future[Any]] = []

    @property
    def command(self) -> tuple[Any, ...]:
        """The run with the key that all share, then everybody's."""
        names = (self.shared, *self.names)
        return ("EVALSHA", self.script.sha, len(names), *names, *self.arguments)


class Batch:
    """Sends commands in pipelines, one pipeline at a time."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._pending: list[PendingCommand | SharedRun] = []
        self._queries: dict[tuple[Any, ...], PendingCommand] = {}
        self._shared_runs: dict[tuple[str, str], SharedRun] = {}
        self._sender: asyncio.Task[None] | None = None

    async def run(self, script: Any, names: Sequence[str], arguments: Sequence[Any]) -> Any:
        """Run a script; return its reply."""
        command = ("EVALSHA", script.sha, len(names), *names, *arguments)
        pending = PendingCommand(command, script, (), [])
        self._enqueue(pending)
        return await self._reply(pending)

    async def run_shared(self, script: Any, shared: str, name: str, argument: Any) -> Any:
        """Return one caller's part of the reply of a script without side effects that takes many
        names and arguments beside one key: it runs once for all who call it meanwhile, in this order."""
        key = (script.sha, shared)
        shared_run = self._shared_runs.get(key)
        if shared_run is None or len(shared_run.names) >= MAX_COMMANDS:
            shared_run = SharedRun(script, shared)
            self._shared_runs[key] = shared_run
            self._enqueue(shared_run)
        shared_run.names.append(name)
        shared_run.arguments.append(argument)
        return await self._reply(shared_run)

    async def read(self, parse: Callable[[str, Any], Parsed], about: str, *command: Any) -> Parsed:
        """Run a command without side effects; return `parse(about, reply)`.

        That happens once for all who ask the same meanwhile. Only a query that has not been sent yet
        is joined, so nobody gets a reply that is older than the query.
        """
        query = (parse, about, *command)
        pending = self._queries.get(query)
        if pending is None:
            pending = PendingCommand(command, None, query, [])
            self._enqueue(pending)
            self._queries[query] = pending
        parsed: Parsed = await self._reply(pending)
        return parsed

    async def _reply(self, pending: PendingCommand | SharedRun) -> Any:
        waiter = asyncio.get_running_loop().create_future()
        pending.waiters.append(waiter)
        return await waiter

    def _enqueue(self, pending: PendingCommand | SharedRun) -> None:
        self._pending.append(pending)
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._pending:
            batch, self._pending = self._pending[:MAX_COMMANDS], self._pending[MAX_COMMANDS:]
            for pending in batch:
                self._stop_joining(pending)
            # A server that hangs leaves commands whose callers have stopped waiting.
            batch = [
                pending for pending in batch if any(not waiter.done() for waiter in pending.waiters)
            ]
            if not batch:
                continue
            try:
                replies = await self._send(batch)
            except Exception as error:  # noqa: BLE001  nobody may be left waiting; callers learn which it was
                replies = [error] * len(batch)
            for pending, reply in zip(batch, replies, strict=True):
                _resolve(pending, reply)

    def _stop_joining(self, pending: PendingCommand | SharedRun) -> None:
        """Let nobody join what is being sent."""
        if isinstance(pending, PendingCommand):
            self._queries.pop(pending.query, None)
        elif self._shared_runs.get((pending.script.sha, pending.shared)) is pending:
            del self._shared_runs[pending.script.sha, pending.shared]

    async def _send(self, batch: list[PendingCommand | SharedRun]) -> list[Any]:
        replies = await self._pipeline(batch)
        unknown = [
            pending
            for pending, reply in zip(batch, replies, strict=True)
            if _is_unknown_script(reply)
        ]
        if not unknown:
            return replies
        retried = iter(await self._load_scripts_and_retry(unknown))
        return [next(retried) if _is_unknown_script(reply) else reply for reply in replies]

    async def _load_scripts_and_retry(self, batch: list[PendingCommand | SharedRun]) -> list[Any]:
        """Load the scripts of these commands, which a restarted server has forgotten; send them again."""
        try:
            for script in {pending.script.sha: pending.script for pending in batch}.values():
                await self._redis.script_load(script.script)
            return await self._pipeline(batch)
        except Exception as error:  # noqa: BLE001  the replies to all others are there and stand
            return [error] * len(batch)

    async def _pipeline(self, batch: list[PendingCommand | SharedRun]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for pending in batch:
                pipeline.execute_command(*pending.command)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
            return replies


def _is_unknown_script(reply: Any) -> bool:
    return isinstance(reply, NoScriptError)


def _resolve(pending: PendingCommand | SharedRun, reply: Any) -> None:
    """Hand the reply, parsed, or its part of it, to everybody who still waits."""
    if isinstance(pending, SharedRun) and not isinstance(reply, Exception):
        for waiter, part in zip(pending.waiters, reply, strict=True):
            if not waiter.done():
                waiter.set_result(part)
        return
    if pending.query and not isinstance(reply, Exception):
        parse, about, *_ = pending.query
        try:
            reply = parse(about, reply)
        except Exception as error:  # noqa: BLE001  whoever asked gets it
            reply = error
    for waiter in pending.waiters:
        if waiter.done():
            # The caller was cancelled.
            continue
        if isinstance(reply, Exception):
            waiter.set_exception(reply)
        else:
            waiter.set_result(reply)
