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
from crowd.settings import HomePolls
from crowd.store.poll_index import MAX_FEATURED
from crowd.store.store import Store

MAX_HOME_OPEN = 4
"""Polls without results on the home page."""

MAX_HOME_RESULTS = 6
"""Results on the home page."""

MAX_EXAMPLES = 24
"""Polls on the page of examples: those that were made last."""

MAX_FEED_ENTRIES = 30
"""Entries of a feed."""


class HomePagePolls(msgspec.Struct, frozen=True, kw_only=True):
    """The polls on the home page: those to answer, and those with results, the latest first."""

    open: Sequence[PollSummary] = ()
    results: Sequence[PollSummary] = ()
    seconds: int = 60


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """Summaries of polls, the latest first, and for how many seconds caches may keep them."""

    summaries: Sequence[PollSummary]
    seconds: int


async def list_home_page(
    store: Store,
    computations: Computations,
    now: datetime,
    translator: Translator,
    shown: HomePolls,
) -> HomePagePolls:
    """List the public polls that the operator wants on the home page, in a language."""
    if shown is HomePolls.NONE:
        return HomePagePolls()
    unrevealed, revealed = await _find_home_page(store, shown)
    summaries = [poll_summary(poll, None, now, translator) for poll in unrevealed]
    return HomePagePolls(
        open=[summary for summary in summaries if summary.is_open][:MAX_HOME_OPEN],
        results=await summarise_all(store, computations, revealed, now, translator),
        seconds=max_cache_seconds(unrevealed, now),
    )


async def _find_home_page(store: Store, shown: HomePolls) -> tuple[list[Poll], list[Poll]]:
    if shown is HomePolls.NEWEST:
        unrevealed, revealed = await asyncio.gather(
            store.index.load_unrevealed(MAX_FEED_ENTRIES),
            store.index.load_revealed(MAX_HOME_RESULTS),
        )
        return unrevealed, revealed
    featured = await store.index.load_featured(MAX_FEATURED)
    revealed = [poll for poll in featured if poll.revealed]
    return [poll for poll in featured if not poll.revealed], revealed[:MAX_HOME_RESULTS]


async def list_examples(
    store: Store, computations: Computations, now: datetime, translator: Translator
) -> HomePagePolls:
    """List the example polls that `crowd demo` made, in a language."""
    polls = await store.index.load_examples(MAX_EXAMPLES)
    listed = await summarise_all(store, computations, polls, now, translator)
    return HomePagePolls(
        open=[summary for summary in listed if summary.outcome is None],
        results=[summary for summary in listed if summary.outcome is not None],
        seconds=max_cache_seconds(polls, now),
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
    summaries = await summarise_all(store, computations, polls, now)
    # One that was revealed between two reads was found by both: the later one is true.
    distinct = {summary.poll_id: summary for summary in summaries}.values()
    latest = sorted(distinct, key=lambda summary: summary.changed_at, reverse=True)[
        :MAX_FEED_ENTRIES
    ]
    return Feed(summaries=latest, seconds=max_cache_seconds(polls, now))


async def summarise_all(
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
