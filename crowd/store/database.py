"""One connection to the database: scripts by name, and its errors as errors of the model."""

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
    Sealed,
    StorageFull,
    StoreUnavailable,
    Withdrawn,
)
from crowd.model.sentence import Sentence
from crowd.store.client.per_server_batches import batch_of

Parameters = ParamSpec("Parameters")
Reply = TypeVar("Reply")

REMOVE_FOLLOW_UPS = "remove_follow_ups"
FIND_REPEAT = "find_repeat"
"""Variants of scripts that run also where memory is full."""

ERRORS: dict[str, Callable[[], CrowdError]] = {
    "missing": NotFound,
    "closed": Closed,
    "draft": NotOpen,
    "frozen": Frozen,
    "reused": KeyReused,
    "answered": AlreadyAnswered,
    "withdrawn": Withdrawn,
    "full": StorageFull,
    "sealed": Sealed,
    "unasked": lambda: Conflict(Sentence("The poll does not ask for that.")),
    "none": lambda: NotFound(Sentence("There is no answer of yours to change.")),
    "late": lambda: Invalid.of_field(
        "closes_at", Sentence("The closing time has passed. Choose a later one.")
    ),
    "earlier": lambda: Invalid.of_field(
        "closes_at",
        Sentence(
            "Choose a time later than the present closing time. "
            "To end it sooner, close the poll now."
        ),
    ),
    "other": Gone,
}
"""The error that each refusal of a script is raised as."""


def guarded(
    method: Callable[Parameters, Awaitable[Reply]],
) -> Callable[Parameters, Awaitable[Reply]]:
    """Turn errors of the client into StorageFull and StoreUnavailable."""

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

        # Two batches, so that reads do not wait for the disk with writes.
        self.batch = batch_of(redis)
        self.reads = batch_of(redis)

    async def close(self) -> None:
        """Close all connections."""
        await self.redis.aclose()

    async def settings(self, *names: str) -> dict[str, str]:
        """Return these settings of the server."""
        raw: dict[Any, Any] = await self.redis.config_get(*names)
        return {_text(name): _text(value) for name, value in raw.items()}

    async def run(self, script: str, names: Sequence[str], arguments: Sequence[Any]) -> str:
        """Run a script; return the word that it replies with."""
        word: bytes = await self.batch.run(self.scripts[script], names, arguments)
        return word.decode()

    async def expect(
        self, success: str, script: str, names: Sequence[str], arguments: Sequence[Any]
    ) -> None:
        """Run a script; raise the error that its reply stands for, unless that is the success reply."""
        check(await self.run(script, names, arguments), success)


@functools.cache
def _script_sources() -> dict[str, str]:
    """Read the text of each script, by name."""
    sources = {
        file.name.removesuffix(".lua"): file.read_text()
        for file in resources.files("crowd.store").joinpath("scripts").iterdir()
        if file.name.endswith(".lua")
    }
    # Removing follow-up answers is the same script as changing them, but runs where memory is full.
    sources[REMOVE_FOLLOW_UPS] = _always_allowed(sources["change_follow_ups"])
    # So does the script that recognises a repeat of an answer, and refuses a new one.
    sources[FIND_REPEAT] = _always_allowed(sources["accept_answer"])
    return sources


def _always_allowed(script: str) -> str:
    return script.replace("#!lua", "#!lua flags=allow-oom", 1)


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def check(word: str, success: str) -> None:
    """Return if `word` is the success reply; else raise the error that ERRORS maps it to."""
    if word != success:
        refusal = ERRORS[word]
        raise refusal()
