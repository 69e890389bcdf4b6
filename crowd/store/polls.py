"""Polls in the database: their records, pictures and closing times."""

from __future__ import annotations

from datetime import datetime

from crowd.model.capacity import CapacityLevel
from crowd.model.errors import Conflict, NotFound, NotOpen
from crowd.model.sentence import Sentence
from crowd.poll import MAX_LOG_ENTRIES, Definition, Extension, Poll, Resolution, State
from crowd.store import keys, records
from crowd.store.capacity import Capacity
from crowd.store.database import Database, check, guarded
from crowd.store.poll_index import PollIndex
from crowd.store.removal import remove_keys

MAX_DEFINITIONS = 1024
"""Definitions of opened polls in the cache of this process."""

MAX_DUE = 100
"""Polls whose closing time has passed that are looked up at once."""

TOMBSTONE_SECONDS = 8 * 24 * 3600
"""Longer than any form that could create the poll again is valid."""

TOO_MANY_EXTENSIONS = Sentence(
    "The closing time of this poll was moved {most} times, which is as often as it can be. "
    "Let the poll close, and make a copy of it to ask again.",
    most=MAX_LOG_ENTRIES,
)
TOO_MANY_RESOLUTIONS = Sentence(
    "The correct answer was entered {most} times, which is as often as it can be. "
    "The last one stands. To enter another one, make a copy of the poll.",
    most=MAX_LOG_ENTRIES,
)


class Polls:
    """Polls; every change of state is one script."""

    def __init__(self, database: Database, index: PollIndex, capacity: Capacity) -> None:
        self._database = database
        self._index = index
        self._capacity = capacity
        self._definitions: dict[str, Definition] = {}

    @guarded
    async def create(self, poll: Poll, admin_digest: str, image: bytes = b"") -> bool:
        """Store a new poll; return False if its id is taken, or was by a poll that was deleted."""
        if await self._database.redis.exists(keys.tombstone(poll.id)):
            return False
        if self._capacity.level < CapacityLevel.LOW and await self._database.redis.exists(
            keys.poll(poll.id)
        ):
            return False
        self._capacity.require_for_polls()
        # Before the poll: a hint without a poll is dropped, a poll without a hint is closed late.
        await self._index.add_due(poll)
        await self._index.add(poll)
        reply = await self._database.run(
            "create_poll",
            [keys.poll(poll.id), keys.image(poll.id)],
            [image, *_flat(records.poll_fields(poll, admin_digest))],
        )
        await self._index.add(poll)
        return reply == "created"

    @guarded
    async def load(self, poll_id: str) -> Poll:
        """Load the poll as stored now."""
        return await self._database.reads.read(_parse_poll, poll_id, "HGETALL", keys.poll(poll_id))

    async def load_opened(self, poll_id: str) -> Definition:
        """Load what an opened poll asks, from the cache if possible; raise NotOpen for a draft.

        It is frozen; whether the poll still takes answers is for the deciding write to say.
        """
        definition = self._definitions.get(poll_id)
        if definition is None:
            poll = await self.load(poll_id)
            if poll.state is State.DRAFT:
                raise NotOpen
            definition = poll.definition
            self._cache_definition(poll_id, definition)
        return definition

    def _cache_definition(self, poll_id: str, definition: Definition) -> None:
        while len(self._definitions) >= MAX_DEFINITIONS:
            del self._definitions[next(iter(self._definitions))]
        self._definitions[poll_id] = definition

    @guarded
    async def change_draft(
        self,
        poll: Poll,
        definition: Definition,
        closes_at: datetime,
        image: bytes | None = None,
        closing: str = "",
    ) -> None:
        """Replace what a draft says; an image of None keeps the present one, empty removes it.

        Removes the truth when the kind of answer changes: its number would mean something else.
        """
        self._capacity.require_for_polls()
        poll_id = poll.id
        word = "keep" if image is None else "set" if image else "drop"
        changed = records.definition_fields(definition, closes_at, closing)
        if not definition.kind.has_same_values(poll.definition.kind):
            changed |= {"resolutions": "", "revision": "0"}
        fields = _flat(changed)
        await self._database.expect(
            "changed",
            "change_draft",
            [keys.poll(poll_id), keys.image(poll_id)],
            [word, image or b"", *fields],
        )

    @guarded
    async def open(self, poll_id: str, closes_at: datetime | None = None) -> None:
        """Open a draft: it takes answers, until another time if one is given, and cannot be changed."""
        poll = await self.load(poll_id)
        await self._index.hint(keys.DUE, poll_id, closes_at or poll.closes_at)
        await self._index.add_opened(poll, poll.created_at)
        closing = records.milliseconds(closes_at) if closes_at else ""
        word, *times = await self._database.scripts["open_poll"](
            keys=[keys.poll(poll_id)], args=[closing]
        )
        check(word.decode(), "opened")
        await self._database.redis.zrem(keys.DRAFTS, poll_id)
        await self._index.add_opened(poll, records.moment(times[1]))

    @guarded
    async def extend(self, poll_id: str, extension: Extension) -> None:
        """Move the closing time of an open poll later."""
        closes_at, entry = records.milliseconds(extension.closes_at), records.line(extension)
        word = await self._database.run(
            "extend_poll", [keys.poll(poll_id)], [closes_at, entry.rstrip(), MAX_LOG_ENTRIES]
        )
        if word == "full":
            raise Conflict(TOO_MANY_EXTENSIONS)
        check(word, "extended")
        await self._index.hint(keys.DUE, poll_id, extension.closes_at)

    @guarded
    async def close(self, poll_id: str, *, early: bool) -> State:
        """Close a poll now, or only if it is due by the database's clock; return the state after it."""
        word = await self._database.run("close_poll", [keys.poll(poll_id)], ["1" if early else "0"])
        if word != State.OPEN:
            await self._database.redis.zrem(keys.DUE, poll_id)
        elif not early:
            # The hint was too early: uncorrected, it would be followed every second.
            await self._index.hint(keys.DUE, poll_id, (await self.load(poll_id)).closes_at)
        if word == "missing":
            raise NotFound
        if word == State.REVEALED:
            await self._index.add(await self.load(poll_id))
        return State(word)

    @guarded
    async def reveal(self, poll_id: str) -> None:
        """Reveal a closed poll."""
        word = await self._database.run("reveal_poll", [keys.poll(poll_id)], [])
        if word == State.OPEN:
            raise Conflict(
                Sentence("The poll is still open. Close it first, then reveal the results.")
            )
        check(word, "revealed")
        await self._index.add(await self.load(poll_id))

    @guarded
    async def resolve(self, poll_id: str, resolution: Resolution) -> None:
        """Append a resolution to the poll's log."""
        word = await self._database.run(
            "resolve_poll",
            [keys.poll(poll_id), keys.results(poll_id)],
            [records.line(resolution).rstrip(), MAX_LOG_ENTRIES],
        )
        if word == "full":
            raise Conflict(TOO_MANY_RESOLUTIONS)
        check(word, "resolved")

    @guarded
    async def replace_admin(self, poll_id: str, old_digest: str, new_digest: str) -> None:
        """Replace the admin token by another one."""
        digests = [old_digest, new_digest]
        await self._database.expect(
            "replaced", "replace_admin", [keys.poll(poll_id)], [*digests, MAX_LOG_ENTRIES]
        )

    @guarded
    async def delete(self, poll_id: str) -> None:
        """Remove everything of a poll, and have the log on disk rewritten without it."""
        self._definitions.pop(poll_id, None)
        # Scripts, as they may run where memory is full: plain writes are refused then.
        await self._database.run(
            "remember_deletion", [keys.tombstone(poll_id)], [TOMBSTONE_SECONDS]
        )
        # No answer is accepted from here on; the record is removed last, so that a deletion that
        # was interrupted can be repeated.
        feed = await self._database.run("begin_deletion", [keys.poll(poll_id)], [])
        await remove_keys(self._database, poll_id, keys.poll(poll_id))
        await self._index.remove(poll_id, feed)
        await self._capacity.rewrite_log()

    @guarded
    async def load_image(self, poll_id: str) -> bytes:
        """Load the bytes of the poll's picture."""
        image: bytes | None = await self._database.redis.get(keys.image(poll_id))
        if image is None:
            raise NotFound(Sentence("There is no picture at this address."))
        return image

    @guarded
    async def count_image_bytes(self, poll_id: str) -> int:
        """Return how many bytes the poll's picture has; 0 without one."""
        size: int = await self._database.redis.strlen(keys.image(poll_id))
        return size

    @guarded
    async def find_due(self, now: datetime, skipped: int = 0) -> list[str]:
        """Find polls whose closing time has passed by this clock, up to MAX_DUE after those skipped.

        The script that closes one decides by the database's clock.
        """
        latest = records.milliseconds(now)
        due = await self._database.redis.zrangebyscore(keys.DUE, 0, latest, skipped, MAX_DUE)
        return [poll_id.decode() for poll_id in due]


def _parse_poll(poll_id: str, fields: dict[bytes, bytes]) -> Poll:
    if not fields:
        raise NotFound
    return records.read_poll(poll_id, fields)


def _flat(fields: dict[str, bytes | str]) -> list[bytes | str]:
    return [part for pair in fields.items() for part in pair]
