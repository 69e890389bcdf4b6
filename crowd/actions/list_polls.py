"""Finds what everybody may find: public polls, and those of an organizer's feed, with their results."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from crowd.actions.show_results import Computations, show_results
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.errors import NotFound, Overloaded
from crowd.model.poll import Poll
from crowd.reporting.summary import News, news_of, seconds_to_keep
from crowd.store.store import Store

SHOWN = 6
"""Results on the home page."""

TOLD = 30
"""Entries of a feed."""


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What the home page shows: a poll to try, if one is open, and the latest results."""

    example: News | None = None
    results: Sequence[News] = ()
    seconds: int = 60


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """News, the latest first, and for how many seconds they stay true."""

    news: Sequence[News]
    seconds: int


async def front(
    store: Store, computations: Computations, now: datetime, translator: Translator
) -> Front:
    """The newest open poll and the newest results that are public, in a language."""
    waiting, revealed = await asyncio.gather(
        store.index.load_unrevealed(TOLD), store.index.load_revealed(SHOWN)
    )
    told = (news_of(poll, None, now, translator) for poll in waiting)
    return Front(
        example=next((news for news in told if news.is_open), None),
        results=await _told(store, computations, revealed, now, translator),
        seconds=seconds_to_keep(waiting, now),
    )


async def public_feed(store: Store, computations: Computations, now: datetime) -> Feed:
    """The latest news of public polls."""
    waiting, revealed = await asyncio.gather(
        store.index.load_unrevealed(TOLD), store.index.load_revealed(TOLD)
    )
    return await _feed(store, computations, waiting + revealed, now)


async def organizers_feed(
    store: Store, computations: Computations, feed: str, now: datetime
) -> Feed:
    """The latest news of one organizer's polls."""
    return await _feed(store, computations, await store.index.load_feed(feed, TOLD), now)


async def _feed(store: Store, computations: Computations, polls: list[Poll], now: datetime) -> Feed:
    told = await _told(store, computations, polls, now)
    # One that was revealed between two reads was found by both: the later one is true.
    once = {news.poll_id: news for news in told}.values()
    latest = sorted(once, key=lambda news: news.changed_at, reverse=True)[:TOLD]
    return Feed(news=latest, seconds=seconds_to_keep(polls, now))


async def _told(
    store: Store,
    computations: Computations,
    polls: list[Poll],
    now: datetime,
    translator: Translator = ENGLISH_TRANSLATOR,
) -> list[News]:
    """What each poll has to tell; one that was deleted meanwhile is left out."""
    found = await asyncio.gather(
        *(_news(store, computations, poll, now, translator) for poll in polls)
    )
    return [news for news in found if news is not None]


async def _news(
    store: Store, computations: Computations, poll: Poll, now: datetime, translator: Translator
) -> News | None:
    if not poll.revealed:
        return news_of(poll, None, now, translator)
    with suppress(NotFound, Overloaded):
        return news_of(
            poll, (await show_results(store, computations, poll)).results, now, translator
        )
    return None
