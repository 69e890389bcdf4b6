"""Group commit: scripts that arrive while one pipeline is under way go together in the next.

One round trip and one fsync then serve many answers, and under little load nobody waits: the first
call leaves at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from redis.exceptions import NoScriptError

MOST_AT_ONCE = 256
"""Scripts in one pipeline: some milliseconds of the database's time."""


class Call(NamedTuple):
    """A script to run, and who waits for its reply."""

    script: Any
    names: Sequence[str]
    arguments: Sequence[Any]
    reply: asyncio.Future[Any]


class Batch:
    """Sends scripts in pipelines, one pipeline at a time."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._waiting: list[Call] = []
        self._sender: asyncio.Task[None] | None = None

    async def run(self, script: Any, names: Sequence[str], arguments: Sequence[Any]) -> Any:
        """The reply of a script."""
        reply = asyncio.get_running_loop().create_future()
        self._waiting.append(Call(script, names, arguments, reply))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_all())
        return await reply

    async def _send_all(self) -> None:
        while self._waiting:
            calls, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                replies = await self._send(calls)
            except Exception as error:  # noqa: BLE001  nobody may be left waiting; callers learn which it was
                replies = [error] * len(calls)
            for call, reply in zip(calls, replies, strict=True):
                _give(call.reply, reply)

    async def _send(self, calls: list[Call]) -> list[Any]:
        replies = await self._pipeline(calls)
        unknown = [call for call, reply in zip(calls, replies, strict=True) if _unknown(reply)]
        if not unknown:
            return replies
        # A server that was started anew has forgotten its scripts; none of these has run.
        for script in {call.script.sha: call.script for call in unknown}.values():
            await self._redis.script_load(script.script)
        again = iter(await self._pipeline(unknown))
        return [next(again) if _unknown(reply) else reply for reply in replies]

    async def _pipeline(self, calls: list[Call]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for call in calls:
                pipeline.evalsha(call.script.sha, len(call.names), *call.names, *call.arguments)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
            return replies


def _unknown(reply: Any) -> bool:
    return isinstance(reply, NoScriptError)


def _give(waiting: asyncio.Future[Any], reply: Any) -> None:
    if waiting.done():
        # Whoever asked has gone away.
        return
    if isinstance(reply, Exception):
        waiting.set_exception(reply)
    else:
        waiting.set_result(reply)
