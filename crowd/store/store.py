"""The one door to the database: everything that is kept, by what it means.

Replies of scripts become errors of the model here, and so does every error of the client.
"""

from __future__ import annotations

import functools
import secrets
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import resources
from typing import Any, ParamSpec, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from redis.asyncio import Redis
from redis.exceptions import RedisError

from crowd.model.answer import Answer, NewAnswer
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
    Sealed,
    StoreUnavailable,
)
from crowd.model.poll import Definition, Extension, Poll, Resolution, State
from crowd.model.results import Snapshot
from crowd.store import keys, records

READ_RECORDS = 1 << 16
"""Answers read with one command: 1.3 MB, well under 10 ms of the database's time."""

MOST_FROZEN = 1024
"""Definitions of opened polls kept at hand."""

Parameters = ParamSpec("Parameters")
Reply = TypeVar("Reply")

ERRORS: dict[str, Callable[[], CrowdError]] = {
    "missing": NotFound,
    "closed": Closed,
    "draft": NotOpen,
    "frozen": Frozen,
    "reused": KeyReused,
    "answered": AlreadyAnswered,
    "none": lambda: NotFound("There is no answer of yours to change."),
    "late": lambda: Invalid(
        [Problem(field="closes_at", message="The closing time has passed. Choose a later one.")]
    ),
    "earlier": lambda: Invalid(
        [
            Problem(
                field="closes_at",
                message="Choose a time later than the present closing time. "
                "To end it sooner, close the poll now.",
            )
        ]
    ),
    "other": Gone,
}
"""What a script's refusal means."""


def _guarded(
    method: Callable[Parameters, Awaitable[Reply]],
) -> Callable[Parameters, Awaitable[Reply]]:
    """Turns whatever the client raises into the one error that the rest of the service knows."""

    @functools.wraps(method)
    async def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Reply:
        try:
            return await method(*args, **kwargs)
        except (RedisError, OSError) as error:
            raise StoreUnavailable from error

    return guarded


class Store:
    """Keeps polls, answers and results in one Redis or Valkey."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._frozen: dict[str, Definition] = {}
        self._scripts = {
            file.name.removesuffix(".lua"): redis.register_script(file.read_text())
            for file in resources.files("crowd.store").joinpath("scripts").iterdir()
            if file.name.endswith(".lua")
        }

    async def close(self) -> None:
        """Gives the connections back."""
        await self._redis.aclose()

    # Polls

    @_guarded
    async def create_poll(self, poll: Poll, admin_digest: str, image: bytes = b"") -> bool:
        """Stores a new poll; false if this very poll is there already."""
        if poll.state is State.OPEN:
            # Before the poll: a hint without a poll is dropped, a poll without a hint would wait.
            await self._redis.zadd(keys.DUE, {poll.id: poll.closes_at.timestamp() * 1000})
        reply = await self._run(
            "create_poll",
            [keys.poll(poll.id), keys.image(poll.id)],
            [image, *_flat(records.poll_fields(poll, admin_digest))],
        )
        return reply == "created"

    @_guarded
    async def load_poll(self, poll_id: str) -> Poll:
        """The poll as stored now."""
        fields = await self._redis.hgetall(keys.poll(poll_id))
        if not fields:
            raise NotFound
        return records.read_poll(poll_id, fields)

    async def load_definition(self, poll_id: str) -> Definition:
        """What a poll asks. Once opened it is frozen, so it is read from the database only once;
        whether the poll still takes answers is for the deciding write to say."""
        definition = self._frozen.get(poll_id)
        if definition is None:
            poll = await self.load_poll(poll_id)
            definition = poll.definition
            if poll.state is not State.DRAFT:
                self._remember(poll_id, definition)
        return definition

    def _remember(self, poll_id: str, definition: Definition) -> None:
        while len(self._frozen) >= MOST_FROZEN:
            del self._frozen[next(iter(self._frozen))]
        self._frozen[poll_id] = definition

    @_guarded
    async def change_draft(
        self, poll_id: str, definition: Definition, closes_at: datetime, image: bytes | None = None
    ) -> None:
        """Replaces what a draft says; an image of None keeps the present one, empty drops it."""
        word = "keep" if image is None else "set" if image else "drop"
        fields = _flat(records.definition_fields(definition, closes_at))
        await self._expect(
            "changed",
            "change_draft",
            [keys.poll(poll_id), keys.image(poll_id)],
            [word, image or b"", *fields],
        )

    @_guarded
    async def open_poll(self, poll_id: str) -> None:
        """Opens a draft: from now on it takes answers and cannot be changed."""
        poll = await self.load_poll(poll_id)
        await self._redis.zadd(keys.DUE, {poll_id: poll.closes_at.timestamp() * 1000})
        word, *_ = await self._scripts["open_poll"](keys=[keys.poll(poll_id)])
        _check(word.decode(), "opened")

    @_guarded
    async def extend_poll(self, poll_id: str, extension: Extension) -> None:
        """Moves the closing time of an open poll later."""
        await self._expect(
            "extended",
            "extend_poll",
            [keys.poll(poll_id)],
            [records.milliseconds(extension.closes_at), records.line(extension).rstrip()],
        )
        await self._redis.zadd(keys.DUE, {poll_id: extension.closes_at.timestamp() * 1000})

    @_guarded
    async def close_poll(self, poll_id: str, *, early: bool) -> State:
        """Closes a poll now, or only if the database's clock says it is due; the state after it."""
        word = await self._run("close_poll", [keys.poll(poll_id)], ["1" if early else "0"])
        if word != State.OPEN:
            await self._redis.zrem(keys.DUE, poll_id)
        if word == "missing":
            raise NotFound
        return State(word)

    @_guarded
    async def reveal_poll(self, poll_id: str) -> None:
        """Reveals a closed poll."""
        word = await self._run("reveal_poll", [keys.poll(poll_id)], [])
        if word == State.OPEN:
            raise Conflict("The poll is still open. Close it first, then reveal the results.")
        _check(word, "revealed")

    @_guarded
    async def resolve_poll(self, poll_id: str, resolution: Resolution) -> None:
        """Adds a word on the truth to the poll's log."""
        await self._expect(
            "resolved",
            "resolve_poll",
            [keys.poll(poll_id), keys.results(poll_id)],
            [records.line(resolution).rstrip()],
        )

    @_guarded
    async def replace_admin(self, poll_id: str, old_digest: str, new_digest: str) -> None:
        """Makes another admin token the only good one."""
        await self._expect(
            "replaced", "replace_admin", [keys.poll(poll_id)], [old_digest, new_digest]
        )

    @_guarded
    async def delete_poll(self, poll_id: str) -> None:
        """Removes everything of a poll, and has the log on disk rewritten without it."""
        every = keys.all_of(poll_id)
        # The record first: whatever happens next, nobody can reach the rest.
        for start in range(0, len(every), 1024):
            await self._redis.unlink(*every[start : start + 1024])
        await self._redis.zrem(keys.DUE, poll_id)
        try:
            await self._redis.bgrewriteaof()
        except RedisError:
            # Under way already, or not ours to ask for: the next rewrite drops the poll as well.
            return

    @_guarded
    async def load_image(self, poll_id: str) -> bytes:
        """The bytes of the poll's picture."""
        image: bytes | None = await self._redis.get(keys.image(poll_id))
        if image is None:
            raise NotFound("There is no picture at this address.")
        return image

    @_guarded
    async def due_polls(self, now: datetime) -> list[str]:
        """Polls whose closing time has passed by this clock; each still decides by the database's."""
        due = await self._redis.zrangebyscore(keys.DUE, 0, now.timestamp() * 1000, 0, 100)
        return [poll_id.decode() for poll_id in due]

    # Answers

    @_guarded
    async def accept_answer(self, poll_id: str, answer: NewAnswer, body: bytes) -> bool:
        """Takes an answer in one deciding write; false if this is a repeat of one taken before."""
        names = [
            keys.poll(poll_id),
            keys.answers(poll_id),
            keys.bucket(poll_id, answer.participant),
        ]
        if answer.sharer is not None:
            names.append(keys.bucket(poll_id, answer.sharer))
        word = await self._run(
            "accept_answer",
            names,
            [
                answer.participant,
                answer.key + body,
                records.pack_value(answer.value),
                records.ON_BEHALF if answer.on_behalf else 0,
                answer.sharer or b"",
            ],
        )
        if word == "repeated":
            return False
        _check(word, "accepted")
        return True

    @_guarded
    async def edit_answer(self, poll_id: str, participant: bytes, value: float) -> None:
        """Changes a participant's answer in its place."""
        await self._edit(poll_id, participant, records.pack_value(value), "0")

    @_guarded
    async def withdraw_answer(self, poll_id: str, participant: bytes) -> None:
        """Takes a participant's answer back; its value is overwritten."""
        await self._edit(poll_id, participant, records.pack_value(float("nan")), "1")

    async def _edit(self, poll_id: str, participant: bytes, value: bytes, withdraw: str) -> None:
        await self._expect(
            "changed",
            "edit_answer",
            [keys.poll(poll_id), keys.answers(poll_id), keys.bucket(poll_id, participant)],
            [participant, value, withdraw],
        )

    @_guarded
    async def load_own_answer(self, poll_id: str, participant: bytes) -> Answer | None:
        """The participant's own answer, if there is one."""
        known = await self._redis.hget(keys.bucket(poll_id, participant), participant)
        if known is None:
            return None
        start = struct.unpack_from("<I", known)[0] * records.RECORD.itemsize
        raw = await self._redis.getrange(
            keys.answers(poll_id), start, start + records.RECORD.itemsize - 1
        )
        record = np.frombuffer(raw, records.RECORD)[0]
        return Answer(
            value=float(record["value"]),
            at=datetime.fromtimestamp(int(record["time"]), UTC),
            withdrawn=bool(record["flags"] & records.WITHDRAWN),
        )

    @_guarded
    async def count_answers(self, poll_id: str) -> int:
        """How many answers have come in; a result, so only for polls that may show it."""
        length: int = await self._redis.strlen(keys.answers(poll_id))
        return length // records.RECORD.itemsize

    @_guarded
    async def load_answers(self, poll: Poll) -> NDArray[np.void]:
        """All records in arrival order; only those of a revealed poll are ever read."""
        if not poll.revealed:
            raise Sealed
        parts = [part async for part in self._parts(poll.id)]
        return np.frombuffer(b"".join(parts), records.RECORD)

    async def _parts(self, poll_id: str) -> AsyncIterator[bytes]:
        step = READ_RECORDS * records.RECORD.itemsize
        start = 0
        while part := await self._redis.getrange(keys.answers(poll_id), start, start + step - 1):
            yield part
            start += step

    # Results

    @_guarded
    async def save_results(self, poll: Poll, snapshot: Snapshot) -> None:
        """Keeps the results, unless the poll was revised since it was loaded."""
        word = await self._run(
            "save_results",
            [keys.poll(poll.id), keys.results(poll.id)],
            [str(len(poll.resolutions)), msgspec.json.encode(snapshot)],
        )
        if word == "missing":
            raise NotFound

    @_guarded
    async def load_results(self, poll: Poll) -> Snapshot | None:
        """The stored results of a revealed poll; None until they are computed."""
        if not poll.revealed:
            raise Sealed
        raw = await self._redis.get(keys.results(poll.id))
        return None if raw is None else msgspec.json.decode(raw, type=Snapshot)

    # The service itself

    @_guarded
    async def spend(self, purpose: str, subject: str, units: int, window_seconds: int) -> float:
        """Spends one unit of an allowance: 0 when there was one, else the seconds to wait."""
        milliseconds = await self._scripts["spend"](
            keys=[keys.rate(purpose, subject)], args=[units, window_seconds * 1000]
        )
        return float(milliseconds) / 1000

    @_guarded
    async def check_writable(self) -> None:
        """Writes a canary and reads it back, as durably as an answer."""
        name = keys.canary(secrets.token_hex(8))
        token = secrets.token_hex(8)
        await self._redis.set(name, token, ex=60)
        if await self._redis.getdel(name) != token.encode():
            raise StoreUnavailable("The database does not give back what was written.")

    @_guarded
    async def weak_settings(self) -> list[str]:
        """Settings under which the database could lose or evict acknowledged answers."""
        found: dict[str, str] = await self._config()
        return [
            f"{name} is {found.get(name, 'unknown')}, and should be {good}"
            for name, good in DURABLE_SETTINGS.items()
            if found.get(name) != good
        ]

    async def _config(self) -> dict[str, str]:
        raw: dict[Any, Any] = await self._redis.config_get(*DURABLE_SETTINGS)
        return {_text(name): _text(value) for name, value in raw.items()}

    async def _run(self, script: str, names: Sequence[str], arguments: Sequence[Any]) -> str:
        word: bytes = await self._scripts[script](keys=names, args=arguments)
        return word.decode()

    async def _expect(
        self, good: str, script: str, names: Sequence[str], arguments: Sequence[Any]
    ) -> None:
        _check(await self._run(script, names, arguments), good)


DURABLE_SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
}


def _check(word: str, good: str) -> None:
    if word != good:
        raise ERRORS[word]()


def _flat(fields: dict[str, bytes | str]) -> list[bytes | str]:
    return [part for pair in fields.items() for part in pair]


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


@asynccontextmanager
async def opened(redis: Redis) -> AsyncIterator[Store]:
    """A store for the length of a block."""
    store = Store(redis)
    try:
        yield store
    finally:
        await store.close()
