"""The list of a browser's own polls."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import msgspec

from crowd.model import tokens
from crowd.model.errors import StoreUnavailable
from crowd.poll import Poll
from crowd.store.store import Store

POLLS_PER_PAGE = 50

MAX_UNLISTED = 200
"""Polls that a browser can manage but that are not in its list, shown at its end."""


class OwnPollsPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the list, and on the last one what the browser can manage besides."""

    polls: list[Poll]
    unlisted: list[Poll]
    page: int
    pages: int


async def remember_own_poll(store: Store, token: str, poll_id: str, now: datetime) -> None:
    """List a poll among those of a browser; a list that cannot be written stops nobody."""
    with suppress(StoreUnavailable):
        await store.own_polls.add(tokens.digest(token), poll_id, now)


async def list_own_polls(
    store: Store, token: str, managed: list[str], page: int, now: datetime
) -> OwnPollsPage:
    """List the polls of a browser, newest first; `managed` are those that it has admin cookies of."""
    owner = tokens.digest(token)
    pages = max(1, -(-await store.own_polls.count(owner) // POLLS_PER_PAGE)) if token else 1
    page = min(max(page, 1), pages)
    first = (page - 1) * POLLS_PER_PAGE
    polls = await store.own_polls.load(owner, POLLS_PER_PAGE, first, now) if token else []
    unlisted = []
    if page == pages:
        unlisted = await store.own_polls.load_unlisted(owner, managed[:MAX_UNLISTED])
    return OwnPollsPage(polls=polls, unlisted=unlisted, page=page, pages=pages)


async def forget_own_poll(store: Store, token: str, poll_id: str) -> None:
    """Take a poll out of a browser's list."""
    await store.own_polls.remove(tokens.digest(token), poll_id)


async def forget_own_polls(store: Store, token: str) -> None:
    """Remove a browser's list."""
    await store.own_polls.forget(tokens.digest(token))
