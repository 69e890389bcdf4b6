"""List public polls, and those of an organizer's feed, with their results."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from crowd.actions.show_results import Computations, show_results
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.errors import NotFound, Overloaded
from crowd.poll import Poll
from crowd.reporting.summary import PollSummary, max_cache_seconds, poll_summary
from crowd.store.store import Store

MAX_FRONT_PAGE_RESULTS = 6
"""Results on the front page."""

MAX_FEED_ENTRIES = 30
"""Entries of a feed."""


class FrontPagePolls(msgspec.Struct, frozen=True, kw_only=True):
    """The polls on the front page: one to try, if one is open, and the latest results."""

    example: PollSummary | None = None
    results: Sequence[PollSummary] = ()
    seconds: int = 60


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """Summaries of polls, the latest first, and for how many seconds caches may keep them."""

    summaries: Sequence[PollSummary]
    seconds: int


async def list_front_page(
    store: Store, computations: Computations, now: datetime, translator: Translator
) -> FrontPagePolls:
    """List the newest open poll and the newest results that are public, in a language."""
    unrevealed, revealed = await asyncio.gather(
        store.index.load_unrevealed(MAX_FEED_ENTRIES),
        store.index.load_revealed(MAX_FRONT_PAGE_RESULTS),
    )
    summaries = (poll_summary(poll, None, now, translator) for poll in unrevealed)
    return FrontPagePolls(
        example=next((summary for summary in summaries if summary.is_open), None),
        results=await _summarise_all(store, computations, revealed, now, translator),
        seconds=max_cache_seconds(unrevealed, now),
    )


async def list_public_feed(store: Store, computations: Computations, now: datetime) -> Feed:
    """List the public polls that changed last."""
    unrevealed, revealed = await asyncio.gather(
        store.index.load_unrevealed(MAX_FEED_ENTRIES), store.index.load_revealed(MAX_FEED_ENTRIES)
    )
    return await _feed(store, computations, unrevealed + revealed, now)


async def list_organizer_feed(
    store: Store, computations: Computations, feed: str, now: datetime
) -> Feed:
    """List the polls of one organizer's feed that changed last."""
    return await _feed(
        store, computations, await store.index.load_feed(feed, MAX_FEED_ENTRIES), now
    )


async def list_public_results(store: Store) -> list[tuple[str, datetime]]:
    """List the ids of public results, and when each was revealed."""
    return await store.index.load_reveal_times()


async def _feed(store: Store, computations: Computations, polls: list[Poll], now: datetime) -> Feed:
    summaries = await _summarise_all(store, computations, polls, now)
    # One that was revealed between two reads was found by both: the later one is true.
    distinct = {summary.poll_id: summary for summary in summaries}.values()
    latest = sorted(distinct, key=lambda summary: summary.changed_at, reverse=True)[
        :MAX_FEED_ENTRIES
    ]
    return Feed(summaries=latest, seconds=max_cache_seconds(polls, now))


async def _summarise_all(
    store: Store,
    computations: Computations,
    polls: list[Poll],
    now: datetime,
    translator: Translator = ENGLISH_TRANSLATOR,
) -> list[PollSummary]:
    """Summarise each poll; leave out those that were deleted meanwhile."""
    found = await asyncio.gather(
        *(_summarise(store, computations, poll, now, translator) for poll in polls)
    )
    return [summary for summary in found if summary is not None]


async def _summarise(
    store: Store, computations: Computations, poll: Poll, now: datetime, translator: Translator
) -> PollSummary | None:
    if not poll.revealed:
        return poll_summary(poll, None, now, translator)
    with suppress(NotFound, Overloaded):
        return poll_summary(
            poll, (await show_results(store, computations, poll)).results, now, translator
        )
    return None
