"""Commands that arrive while one pipeline is under way go together in the next.

One round trip and one fsync then serve many answers (group commit), and many readers of one thing
cause one read. Under little load nobody waits: the first command leaves at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from redis.exceptions import NoScriptError

MOST_AT_ONCE = 256
"""Commands in one pipeline: some milliseconds of the database's time."""

Reading = TypeVar("Reading")


class Call(NamedTuple):
    """A command to send, how its reply is read, and who waits for that."""

    command: tuple[Any, ...]
    script: Any
    question: tuple[Any, ...]
    waiting: list[asyncio.Future[Any]]


class Gathering:
    """One run of a script for many callers, who each bring the name of a key and an argument."""

    question: tuple[Any, ...] = ()

    def __init__(self, script: Any, shared: str) -> None:
        self.script = script
        self.shared = shared
        self.names: list[str] = []
        self.arguments: list[Any] = []
        self.waiting: list[asyncio.Future[Any]] = []

    @property
    def command(self) -> tuple[Any, ...]:
        """The run with the key that all share, then everybody's."""
        names = (self.shared, *self.names)
        return ("EVALSHA", self.script.sha, len(names), *names, *self.arguments)


class Batch:
    """Sends commands in pipelines, one pipeline at a time."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._calls: list[Call | Gathering] = []
        self._questions: dict[tuple[Any, ...], Call] = {}
        self._gatherings: dict[tuple[str, str], Gathering] = {}
        self._sender: asyncio.Task[None] | None = None

    async def run(self, script: Any, names: Sequence[str], arguments: Sequence[Any]) -> Any:
        """The reply of a script."""
        command = ("EVALSHA", script.sha, len(names), *names, *arguments)
        call = Call(command, script, (), [])
        self._enqueue(call)
        return await self._reply(call)

    async def run_for_each(self, script: Any, shared: str, name: str, argument: Any) -> Any:
        """One caller's part of the reply of a script without side effects that takes many names and
        arguments beside one key: it runs once for all who call it meanwhile, in this order."""
        key = (script.sha, shared)
        gathering = self._gatherings.get(key)
        if gathering is None or len(gathering.names) >= MOST_AT_ONCE:
            gathering = Gathering(script, shared)
            self._gatherings[key] = gathering
            self._enqueue(gathering)
        gathering.names.append(name)
        gathering.arguments.append(argument)
        return await self._reply(gathering)

    async def ask(self, read: Callable[[str, Any], Reading], about: str, *command: Any) -> Reading:
        """What a command without side effects says now, as `read(about, reply)` reads it.

        That happens once for all who ask the same meanwhile. Only a question that has not been sent
        yet is joined, so nobody gets an answer that is older than the question.
        """
        question = (read, about, *command)
        call = self._questions.get(question)
        if call is None:
            call = Call(command, None, question, [])
            self._enqueue(call)
            self._questions[question] = call
        reading: Reading = await self._reply(call)
        return reading

    async def _reply(self, call: Call | Gathering) -> Any:
        reply = asyncio.get_running_loop().create_future()
        call.waiting.append(reply)
        return await reply

    def _enqueue(self, call: Call | Gathering) -> None:
        self._calls.append(call)
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._calls:
            calls, self._calls = self._calls[:MOST_AT_ONCE], self._calls[MOST_AT_ONCE:]
            for call in calls:
                self._no_longer_joined(call)
            # A server that hangs leaves calls whose callers have stopped waiting.
            calls = [call for call in calls if any(not reply.done() for reply in call.waiting)]
            if not calls:
                continue
            try:
                replies = await self._send(calls)
            except Exception as error:  # noqa: BLE001  nobody may be left waiting; callers learn which it was
                replies = [error] * len(calls)
            for call, reply in zip(calls, replies, strict=True):
                _give(call, reply)

    def _no_longer_joined(self, call: Call | Gathering) -> None:
        if isinstance(call, Call):
            self._questions.pop(call.question, None)
        elif self._gatherings.get((call.script.sha, call.shared)) is call:
            del self._gatherings[call.script.sha, call.shared]

    async def _send(self, calls: list[Call | Gathering]) -> list[Any]:
        replies = await self._pipeline(calls)
        unknown = [call for call, reply in zip(calls, replies, strict=True) if _unknown(reply)]
        if not unknown:
            return replies
        again = iter(await self._taught(unknown))
        return [next(again) if _unknown(reply) else reply for reply in replies]

    async def _taught(self, calls: list[Call | Gathering]) -> list[Any]:
        """The replies of a server that was started anew and had forgotten these scripts."""
        try:
            for script in {call.script.sha: call.script for call in calls}.values():
                await self._redis.script_load(script.script)
            return await self._pipeline(calls)
        except Exception as error:  # noqa: BLE001  the replies to all others are there and stand
            return [error] * len(calls)

    async def _pipeline(self, calls: list[Call | Gathering]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for call in calls:
                pipeline.execute_command(*call.command)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
            return replies


def _unknown(reply: Any) -> bool:
    return isinstance(reply, NoScriptError)


def _give(call: Call | Gathering, reply: Any) -> None:
    if isinstance(call, Gathering) and not isinstance(reply, Exception):
        for waiting, part in zip(call.waiting, reply, strict=True):
            if not waiting.done():
                waiting.set_result(part)
        return
    if call.question and not isinstance(reply, Exception):
        read, about, *_ = call.question
        try:
            reply = read(about, reply)
        except Exception as error:  # noqa: BLE001  whoever asked gets it
            reply = error
    for waiting in call.waiting:
        if waiting.done():
            # Whoever asked has gone away.
            continue
        if isinstance(reply, Exception):
            waiting.set_exception(reply)
        else:
            waiting.set_result(reply)
