"""Delete drafts that nobody opens, some time after their last change."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

from crowd.actions.act_on_each import act_on_each
from crowd.model.errors import StoreUnavailable
from crowd.rules.lifecycle import MAX_DRAFT_AGE
from crowd.store.store import Store

SEARCH_PAUSE = 0.05
"""Seconds between two parts of a search, which is in no hurry."""


async def delete_old_drafts(store: Store, now: datetime) -> int:
    """Delete every draft that is old by the database's clock; return how many there were."""
    deleted = 0

    async def delete(poll_id: str) -> None:
        nonlocal deleted
        deleted += await store.drafts.delete(poll_id, MAX_DRAFT_AGE)

    try:
        await act_on_each(
            lambda skipped: store.drafts.find_old(now - MAX_DRAFT_AGE, skipped), delete
        )
    finally:
        if deleted:
            await store.capacity.rewrite_log()
    return deleted


async def find_drafts(store: Store) -> None:
    """Search once a day for drafts without a hint; their age counts from when they are found."""
    if not await store.drafts.claim_search():
        return
    try:
        await _search(store)
    except StoreUnavailable:
        with suppress(StoreUnavailable):
            await store.drafts.release_search()
        raise


async def _search(store: Store) -> None:
    failure = None
    async for part in store.drafts.find_without_hint():
        for poll_id in part:
            try:
                await store.drafts.delete(poll_id, MAX_DRAFT_AGE)
            except StoreUnavailable as error:
                # In a cluster the next draft may be on another server.
                failure = error
        await asyncio.sleep(SEARCH_PAUSE)
    if failure is not None:
        raise failure
