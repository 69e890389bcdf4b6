"""Acts on every poll that hints lead to, so that those that fail keep no others waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from crowd.model.errors import StoreUnavailable


async def act_on_each(
    find: Callable[[int], Awaitable[list[str]]], act: Callable[[str], Awaitable[None]]
) -> None:
    """Acts once on each poll that is found, some at a time, after those that are skipped.

    Acting on a poll takes it from what is found. Where the database fails, the next poll may be on
    another server of a cluster: the failure is raised when all have had their turn.
    """
    failure = None
    seen: set[str] = set()
    skipped = 0
    while found := await find(skipped):
        # Those that could not be acted on are still there: the others must not wait behind them.
        skipped += sum(poll_id in seen for poll_id in found)
        fresh = [poll_id for poll_id in found if poll_id not in seen]
        seen.update(fresh)
        for poll_id in fresh:
            try:
                await act(poll_id)
            except StoreUnavailable as error:
                failure = error
    if failure is not None:
        raise failure
