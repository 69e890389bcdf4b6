"""One connection to the database: scripts by name, and its errors as those of the model."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Sequence
from importlib import resources
from typing import Any, ParamSpec, TypeVar

from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, RedisError

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
    """A connection: scripts by name, and commands that go out together."""

    def __init__(self, redis: Redis) -> None:
        # The client's types allow for decoded texts; this one always gives bytes.
        self.redis: Any = redis
        self.scripts: dict[str, Any] = {
            name: redis.register_script(source) for name, source in _script_sources().items()
        }

        # Two, so that readers do not wait for the disk with those who write.
        self.batch = batch_of(redis)
        self.reads = batch_of(redis)

    async def close(self) -> None:
        """Give the connections back."""
        await self.redis.aclose()

    async def settings(self, *names: str) -> dict[str, str]:
        """These settings of the server."""
        raw: dict[Any, Any] = await self.redis.config_get(*names)
        return {_text(name): _text(value) for name, value in raw.items()}

    async def unlink(self, names: Sequence[str]) -> None:
        """Remove many keys, the first one last, a thousand with each command."""
        for start in range(len(names), 0, -UNLINKED_AT_ONCE):
            await self.redis.unlink(*names[max(0, start - UNLINKED_AT_ONCE) : start])

    async def run(self, script: str, names: Sequence[str], arguments: Sequence[Any]) -> str:
        """The word that a script replies with."""
        word: bytes = await self.batch.run(self.scripts[script], names, arguments)
        return word.decode()

    async def expect(
        self, good: str, script: str, names: Sequence[str], arguments: Sequence[Any]
    ) -> None:
        """Run a script; raise what its word means if that is not the good one."""
        check(await self.run(script, names, arguments), good)


@functools.cache
def _script_sources() -> dict[str, str]:
    """The text of each script by its name."""
    sources = {
        file.name.removesuffix(".lua"): file.read_text()
        for file in resources.files("crowd.store").joinpath("scripts").iterdir()
        if file.name.endswith(".lua")
    }
    # Taking back what was added to an answer is the same step as adding to it, but always allowed.
    sources[TAKE_BACK] = _always_allowed(sources["change_details"])
    # So is the step that tells a repeat of an answer from a new one, which it then refuses.
    sources[FIND_REPEAT] = _always_allowed(sources["accept_answer"])
    return sources


def _always_allowed(script: str) -> str:
    return script.replace("#!lua", "#!lua flags=allow-oom", 1)


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def check(word: str, good: str) -> None:
    """Passes the word of success; any other word of a script is an error of the model."""
    if word != good:
        refusal = ERRORS[word]
        raise refusal()
