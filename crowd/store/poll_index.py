"""Find polls without their link: public ones, and those of an organizer's feed.

Everything here is a hint. A poll may be on another server than its hints, so one of two writes can
fail: readers trust only the polls themselves, correct hints that a crash left wrong, and drop those
whose poll is gone. A hint is written before its poll and once more after it, as a reader in between
drops it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec

from crowd.poll import Poll, State
from crowd.store import keys, records
from crowd.store.capacity import Capacity
from crowd.store.database import Database, check, guarded

MAX_REVEALED = 50_000
"""Public results in the index: as many as one sitemap may name. The oldest ones are dropped."""

MAX_OPENED = 50_000
"""Public polls in the index that are not revealed."""

MAX_FEATURED = 100
"""Polls in the index of those that the operator chose, and in that of examples."""

MAX_IN_FEED = 1_000
"""Polls in the index of one feed."""

POLLS_PER_LOOKUP = 1000
"""Polls in one pipeline."""


class PublicQuestion(msgspec.Struct, frozen=True):
    """The part of a definition that is searched."""

    question: str
    listed: bool = False


class PollIndex:
    """Lists of polls, newest first."""

    def __init__(self, database: Database, capacity: Capacity) -> None:
        self._database = database
        self._capacity = capacity

    @guarded
    async def load_unrevealed(self, limit: int, first: int = 0) -> list[Poll]:
        """Load the public polls, latest opened first, whose results nobody can see yet."""
        found, wrong = await self._find(keys.OPENED, limit, _is_unrevealed, first)
        for poll_id, poll in wrong.items():
            if poll is None:
                await self._database.redis.zrem(keys.OPENED, poll_id)
            elif poll.revealed:
                await self._add_revealed(poll)
        return found

    @guarded
    async def load_revealed(self, limit: int, first: int = 0) -> list[Poll]:
        """Load the public polls that were revealed last."""
        found, wrong = await self._find(keys.REVEALED, limit, _is_revealed, first)
        if wrong:
            await self._database.redis.zrem(keys.REVEALED, *wrong)
        return found

    @guarded
    async def load_feed(self, feed: str, limit: int) -> list[Poll]:
        """Load the polls of an organizer's feed that were created last, without drafts."""
        found, wrong = await self._find(keys.feed(feed), limit, lambda poll: poll.feed == feed)
        if wrong:
            await self._database.redis.zrem(keys.feed(feed), *wrong)
        return [poll for poll in found if poll.state is not State.DRAFT]

    @guarded
    async def load_featured(self, limit: int) -> list[Poll]:
        """Load the public polls that the operator chose last, in any state but a draft."""
        return await self._load_kept(keys.FEATURED, limit, _is_public)

    @guarded
    async def load_examples(self, limit: int) -> list[Poll]:
        """Load the example polls that were made last."""
        return await self._load_kept(keys.EXAMPLES, limit, lambda _: True)

    async def _load_kept(self, key: str, limit: int, fits: Callable[[Poll], bool]) -> list[Poll]:
        found, wrong = await self._find(key, limit, fits)
        gone = [poll_id for poll_id, poll in wrong.items() if poll is None]
        if gone:
            await self._database.redis.zrem(key, *gone)
        return found

    @guarded
    async def feature(self, poll_id: str, at: datetime) -> None:
        """Put a poll on the home page, or to the first place there."""
        self._capacity.require_for_polls()
        await self.hint(keys.FEATURED, poll_id, at, MAX_FEATURED)

    @guarded
    async def unfeature(self, poll_id: str) -> bool:
        """Take a poll from the home page; return whether it was there."""
        return bool(await self._database.redis.zrem(keys.FEATURED, poll_id))

    @guarded
    async def add_example(self, poll: Poll) -> None:
        """Put a poll into the list of examples."""
        await self.hint(keys.EXAMPLES, poll.id, poll.created_at, MAX_FEATURED)

    @guarded
    async def count_unrevealed(self) -> int:
        """Count the hints on public polls that are not revealed."""
        return int(await self._database.redis.zcard(keys.OPENED))

    @guarded
    async def count_revealed(self) -> int:
        """Count the hints on public polls that are revealed."""
        return int(await self._database.redis.zcard(keys.REVEALED))

    @guarded
    async def newest_unrevealed(self, limit: int) -> list[str]:
        """Return the ids of the public polls that opened last and are not revealed."""
        return await self._newest(keys.OPENED, limit)

    @guarded
    async def newest_revealed(self, limit: int) -> list[str]:
        """Return the ids of the public polls that were revealed last."""
        return await self._newest(keys.REVEALED, limit)

    @guarded
    async def load_public(self, ids: list[str], *, revealed: bool) -> list[Poll]:
        """Load those of these polls that are public and revealed, or not yet, in this order."""
        found, _ = await self._load(ids, _is_revealed if revealed else _is_unrevealed)
        return found

    @guarded
    async def load_questions(self, ids: list[str]) -> dict[str, str]:
        """Load what these polls ask, by id; without those that are gone or not public."""
        found: dict[str, str] = {}
        for start in range(0, len(ids), POLLS_PER_LOOKUP):
            part = ids[start : start + POLLS_PER_LOOKUP]
            async with self._database.redis.pipeline(transaction=False) as pipeline:
                for poll_id in part:
                    pipeline.hget(keys.poll(poll_id), "definition")
                replies = await pipeline.execute()
            for poll_id, raw in zip(part, replies, strict=True):
                asked = None if raw is None else msgspec.json.decode(raw, type=PublicQuestion)
                if asked is not None and asked.listed:
                    found[poll_id] = asked.question
        return found

    @guarded
    async def load_reveal_times(self, limit: int = MAX_REVEALED) -> list[tuple[str, datetime]]:
        """Load the ids of public results, and when each was revealed."""
        hints = await self._database.redis.zrange(
            keys.REVEALED, 0, limit - 1, desc=True, withscores=True
        )
        found: list[tuple[str, datetime]] = []
        for start in range(0, len(hints), POLLS_PER_LOOKUP):
            part = [(raw.decode(), int(score)) for raw, score in hints[start:][:POLLS_PER_LOOKUP]]
            async with self._database.redis.pipeline(transaction=False) as pipeline:
                for poll_id, _ in part:
                    pipeline.hget(keys.poll(poll_id), "state")
                states = await pipeline.execute()
            found += [
                (poll_id, records.moment(str(score).encode()))
                for (poll_id, score), state in zip(part, states, strict=True)
                if state == State.REVEALED.value.encode()
            ]
        return found

    @guarded
    async def change_feed(self, poll: Poll, feed: str) -> None:
        """Put a poll into a feed; an empty one takes it out of its own."""
        if not feed:
            await self._note_feed(poll, "")
            return
        self._capacity.require_for_polls()
        await self._add_to_feed(poll, feed)
        try:
            await self._note_feed(poll, feed)
            await self._add_to_feed(poll, feed)
        finally:
            # Of several callers who put it into feeds at once, the last one prevails.
            noted = await self._database.redis.hget(keys.poll(poll.id), "feed")
            if noted != feed.encode():
                await self._database.redis.zrem(keys.feed(feed), poll.id)

    async def _note_feed(self, poll: Poll, feed: str) -> None:
        word, _, before = (
            await self._database.run("change_feed", [keys.poll(poll.id)], [feed])
        ).partition(" ")
        check(word, "changed")
        if before not in {"", feed}:
            await self._database.redis.zrem(keys.feed(before), poll.id)

    async def hint(
        self, name: str, poll_id: str, at: datetime, limit: int = 0, *, only_earlier: bool = False
    ) -> None:
        """Write a hint; with a limit, drop all but the latest so many.

        With `only_earlier`, an earlier hint stays as it is: one that is too early is corrected by
        who follows it, one that is too late is followed too late.
        """
        arguments = [poll_id, records.milliseconds(at), limit, int(only_earlier)]
        await self._database.run("add_index_hint", [name], arguments)

    async def add_due(self, poll: Poll) -> None:
        """Write the hint when to close an open poll."""
        # The poll may be there already, with another closing time.
        if poll.state is State.OPEN:
            await self.hint(keys.DUE, poll.id, poll.closes_at, only_earlier=True)

    async def add(self, poll: Poll) -> None:
        """Write every hint that a poll should have."""
        if poll.state is State.DRAFT:
            changed_at = poll.changed_at or poll.created_at
            await self.hint(keys.DRAFTS, poll.id, changed_at, only_earlier=True)
        if poll.feed:
            await self._add_to_feed(poll, poll.feed)
        if _is_revealed(poll):
            await self._add_revealed(poll)
        elif _is_unrevealed(poll):
            await self.add_opened(poll, poll.opened_at or poll.created_at)

    async def _add_to_feed(self, poll: Poll, feed: str) -> None:
        await self.hint(keys.feed(feed), poll.id, poll.created_at, MAX_IN_FEED)

    async def add_opened(self, poll: Poll, at: datetime) -> None:
        """Write the hint on a public poll that opened."""
        if poll.definition.listed:
            await self.hint(keys.OPENED, poll.id, at, MAX_OPENED)

    async def _add_revealed(self, poll: Poll) -> None:
        if not _is_revealed(poll):
            return
        # In this order: a poll that is listed twice is corrected, one that is not listed is lost.
        at = poll.revealed_at or poll.closes_at
        await self.hint(keys.REVEALED, poll.id, at, MAX_REVEALED)
        await self._database.redis.zrem(keys.OPENED, poll.id)

    async def remove(self, poll_id: str, feed: str) -> None:
        """Remove all hints on a poll."""
        lists = [keys.DUE, keys.DRAFTS, keys.OPENED, keys.REVEALED, keys.FEATURED, keys.EXAMPLES]
        if feed:
            lists.append(keys.feed(feed))
        async with self._database.redis.pipeline(transaction=False) as pipeline:
            for name in lists:
                pipeline.zrem(name, poll_id)
            await pipeline.execute()

    async def _find(
        self, key: str, limit: int, fits: Callable[[Poll], bool], first: int = 0
    ) -> tuple[list[Poll], dict[str, Poll | None]]:
        """Find the polls that the newest hints lead to, and the hints that are wrong."""
        return await self._load(await self._newest(key, limit, first), fits)

    async def _newest(self, key: str, limit: int, first: int = 0) -> list[str]:
        last = first + limit - 1
        found = await self._database.redis.zrange(key, first, last, desc=True)
        return [raw.decode() for raw in found]

    @guarded
    async def load_all(self, ids: list[str]) -> list[Poll]:
        """Load those of these polls that exist, in this order."""
        found, _ = await self._load(ids, lambda _: True)
        return found

    async def _load(
        self, ids: list[str], fits: Callable[[Poll], bool]
    ) -> tuple[list[Poll], dict[str, Poll | None]]:
        """Load those of these polls that fit; tell what the others are."""
        polls = await asyncio.gather(
            *(
                self._database.reads.read(_parse_if_present, poll_id, "HGETALL", keys.poll(poll_id))
                for poll_id in ids
            )
        )
        good = [poll for poll in polls if poll is not None and fits(poll)]
        known = {poll.id for poll in good}
        pairs = zip(ids, polls, strict=True)
        return good, {poll_id: poll for poll_id, poll in pairs if poll_id not in known}


def _parse_if_present(poll_id: str, fields: dict[bytes, bytes]) -> Poll | None:
    # A deletion may leave a record that has only its state.
    return records.read_poll(poll_id, fields) if b"record" in fields else None


def _is_public(poll: Poll) -> bool:
    return poll.definition.listed and poll.state is not State.DRAFT


def _is_unrevealed(poll: Poll) -> bool:
    return poll.definition.listed and poll.state in {State.OPEN, State.CLOSED}


def _is_revealed(poll: Poll) -> bool:
    return poll.definition.listed and poll.revealed
