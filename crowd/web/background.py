"""Background tasks of a web process: close polls, delete old drafts, monitor capacity."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from crowd.actions.close_poll import close_due_polls
from crowd.actions.delete_drafts import delete_old_drafts, find_drafts
from crowd.actions.measure_capacity import measure_capacity
from crowd.model.capacity import MEBIBYTE, CapacityLevel, StorageUsage
from crowd.model.errors import CrowdError, StoreUnavailable
from crowd.web.deps import Service, now

CLOSING_INTERVAL = 1.0
"""Seconds between checks for polls that are due; a request for one closes it as well."""

DRAFTS_INTERVAL = 60.0
"""Seconds between checks for drafts that nobody has opened for long."""

CAPACITY_INTERVAL = 0.5
"""Seconds between measurements of capacity; what comes in meanwhile is less than the reserve."""

Task = Callable[[Service], Awaitable[None]]


async def run_background_tasks(service: Service) -> None:
    """Run all background tasks until cancelled."""
    await asyncio.gather(
        _repeat(service, close_polls, CLOSING_INTERVAL, "polls could not be closed"),
        _repeat(service, delete_drafts, DRAFTS_INTERVAL, "drafts could not be deleted"),
        _repeat(service, monitor_capacity, CAPACITY_INTERVAL, "room could not be measured"),
    )


async def _repeat(service: Service, task: Task, seconds: float, failure: str) -> None:
    """Run a task again and again; log its failures."""
    log = logging.getLogger(__name__)
    while True:
        try:
            await task(service)
        except CrowdError as error:
            log.warning("%s: %s", failure, error)
        except Exception:  # one poll that cannot be summarised must not stop the others' closing
            log.exception(failure)
        await asyncio.sleep(seconds)


async def close_polls(service: Service) -> None:
    """Close the polls that are due."""
    await close_due_polls(service.store, service.computations, now())


async def delete_drafts(service: Service) -> None:
    """Delete drafts that nobody opens, then search for drafts without a hint."""
    await delete_old_drafts(service.store, now())
    await find_drafts(service.store)


async def monitor_capacity(service: Service) -> None:
    """Measure capacity, so that the store refuses what there is no room for; log changes of level."""
    try:
        change = await measure_capacity(service.store)
    except StoreUnavailable:
        # Closing polls fails as well, and is logged.
        return
    if change is not None:
        good = change.level > max(change.before, CapacityLevel.LOW)
        figures = "; ".join(map(_figures, change.usages))
        logging.getLogger(__name__).log(
            logging.INFO if good else logging.WARNING,
            "%s (%s)",
            CAPACITY_MESSAGES[change.level],
            figures,
        )


CAPACITY_MESSAGES = {
    CapacityLevel.AMPLE: "There is room enough again.",
    CapacityLevel.LOW: "Room gets short. Polls and pictures are taken, but soon they will be refused: "
    "delete polls, or give the database more memory and disk.",
    CapacityLevel.ANSWERS: "Room is short. Polls, pictures and drafts are refused, answers are taken: "
    "delete polls, or give the database more memory and disk.",
    CapacityLevel.FEW_ANSWERS: "There is hardly any room. Soon answers will be refused: "
    "delete polls, or give the database more memory and disk.",
    CapacityLevel.DELETIONS: "There is no room. Answers are refused; deleting polls works: "
    "delete polls, or give the database more disk.",
}
"""What is logged when a level of capacity is reached, from above or below."""


def _figures(usage: StorageUsage) -> str:
    limit = f" of {usage.max_memory // MEBIBYTE:,}" if usage.max_memory else ""
    disk = "" if usage.free_disk is None else f", {usage.free_disk // MEBIBYTE:,} MB of disk free"
    return f"{usage.memory // MEBIBYTE:,}{limit} MB of memory used{disk}"
