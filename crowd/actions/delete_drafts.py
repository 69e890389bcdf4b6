"""Deletes drafts that nobody opens, some time after their last change."""

from __future__ import annotations

import asyncio
from datetime import datetime

from crowd.rules.lifecycle import DRAFT_AGE
from crowd.store.store import Store

PAUSE = 0.05
"""Seconds between two parts of a search, which nobody waits for."""


async def delete_old_drafts(store: Store, now: datetime) -> int:
    """Deletes every draft that is old by the database's clock; how many there were."""
    deleted = 0
    for poll_id in await store.old_drafts(now - DRAFT_AGE):
        deleted += await store.delete_draft(poll_id, DRAFT_AGE)
    if deleted:
        await store.rewrite_log()
    return deleted


async def find_drafts(store: Store) -> None:
    """Once a day, has drafts found that no hint leads to; their time begins when they are found."""
    if not await store.may_search_drafts():
        return
    async for part in store.drafts_without_hint():
        for poll_id in part:
            await store.delete_draft(poll_id, DRAFT_AGE)
        await asyncio.sleep(PAUSE)
