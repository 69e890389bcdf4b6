"""One connection to the database: scripts by name, and its errors as those of the model."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, RedisError

from crowd.model.capacity import CapacityLevel
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    Conflict,
    CrowdError,
    Frozen,
    Gone,
    Invalid,
    KeyReused,
    NotFound,
    NotOpen,
    Problem,
    StorageFull,
    StorageFullForPolls,
    StoreUnavailable,
    Withdrawn,
)
from crowd.model.sentence import Sentence
from crowd.store.client.per_server_batches import batch_of

Parameters = ParamSpec("Parameters")
Reply = TypeVar("Reply")

UNLINKED_AT_ONCE = 1024

TAKE_BACK = "take_back_details"
FIND_REPEAT = "find_repeat"

ERRORS: dict[str, Callable[[], CrowdError]] = {
    "missing": NotFound,
    "closed": Closed,
    "draft": NotOpen,
    "frozen": Frozen,
    "reused": KeyReused,
    "answered": AlreadyAnswered,
    "withdrawn": Withdrawn,
    "full": StorageFull,
    "unasked": lambda: Conflict(Sentence("The poll does not ask for that.")),
    "none": lambda: NotFound(Sentence("There is no answer of yours to change.")),
    "late": lambda: Invalid(
        [
            Problem(
                field="closes_at",
                message=Sentence("The closing time has passed. Choose a later one."),
            )
        ]
    ),
    "earlier": lambda: Invalid(
        [
            Problem(
                field="closes_at",
                message=Sentence(
                    "Choose a time later than the present closing time. "
                    "To end it sooner, close the poll now."
                ),
            )
        ]
    ),
    "other": Gone,
}
"""What a script's refusal means."""


def guarded(
    method: Callable[Parameters, Awaitable[Reply]],
) -> Callable[Parameters, Awaitable[Reply]]:
    """Turns whatever the client raises into the one error that the rest of the service knows."""

    @functools.wraps(method)
    async def guarded_method(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Reply:
        try:
            return await method(*args, **kwargs)
        except OutOfMemoryError as error:
            raise StorageFull from error
        except (RedisError, OSError) as error:
            raise StoreUnavailable from error

    return guarded_method


class Database:
    """What every part of the store stands on."""

    def __init__(self, redis: Redis, disk: Path | None = None) -> None:
        self.disk = disk
        """The folder of the embedded database, whose disk is looked after; None for any other one."""
        self.capacity_level = CapacityLevel.AMPLE
        """What there is room for as of the last look."""
        self._rewrite_is_due = False
        # The client's types allow for decoded texts; this one always gives bytes.
        self._redis: Any = redis
        sources = {
            file.name.removesuffix(".lua"): file.read_text()
            for file in resources.files("crowd.store").joinpath("scripts").iterdir()
            if file.name.endswith(".lua")
        }
        # Taking back what was added to an answer is the same step as adding to it, but always allowed.
        sources[TAKE_BACK] = _always_allowed(sources["change_details"])
        # So is the step that tells a repeat of an answer from a new one, which it then refuses.
        sources[FIND_REPEAT] = _always_allowed(sources["accept_answer"])
        self._scripts: dict[str, Any] = {
            name: redis.register_script(source) for name, source in sources.items()
        }

        # Two, so that readers do not wait for the disk with those who write.
        self._batch = batch_of(redis)
        self._reads = batch_of(redis)

    def _require_capacity_for_answers(self) -> None:
        if self.capacity_level < CapacityLevel.FEW_ANSWERS:
            raise StorageFull

    def _require_capacity_for_polls(self) -> None:
        if self.capacity_level < CapacityLevel.LOW:
            raise StorageFullForPolls

    async def close(self) -> None:
        """Gives the connections back."""
        await self._redis.aclose()

    async def _settings(self, *names: str) -> dict[str, str]:
        raw: dict[Any, Any] = await self._redis.config_get(*names)
        return {_text(name): _text(value) for name, value in raw.items()}

    async def _unlink(self, names: Sequence[str]) -> None:
        """Removes many keys, the first one last, a thousand with each command."""
        for start in range(len(names), 0, -UNLINKED_AT_ONCE):
            await self._redis.unlink(*names[max(0, start - UNLINKED_AT_ONCE) : start])

    async def _run(self, script: str, names: Sequence[str], arguments: Sequence[Any]) -> str:
        word: bytes = await self._batch.run(self._scripts[script], names, arguments)
        return word.decode()

    async def _expect(
        self, good: str, script: str, names: Sequence[str], arguments: Sequence[Any]
    ) -> None:
        check(await self._run(script, names, arguments), good)


def _always_allowed(script: str) -> str:
    return script.replace("#!lua", "#!lua flags=allow-oom", 1)


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def check(word: str, good: str) -> None:
    """Passes the word of success; any other word of a script is an error of the model."""
    if word != good:
        refusal = ERRORS[word]
        raise refusal()
