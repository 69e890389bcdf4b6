"""Act on every poll that hints lead to; polls that fail do not hold up the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from crowd.model.errors import StoreUnavailable


async def act_on_each(
    find: Callable[[int], Awaitable[list[str]]], act: Callable[[str], Awaitable[None]]
) -> None:
    """Act once on each poll that `find(skipped)` finds, some at a time.

    Acting on a poll removes it from what is found. Where the database fails, the next poll may be on
    another server of a cluster: the failure is raised at the end.
    """
    failure = None
    seen: set[str] = set()
    skipped = 0
    while found := await find(skipped):
        # Those that failed are still found: skip them, so that the others are found behind them.
        skipped += sum(poll_id in seen for poll_id in found)
        unseen = [poll_id for poll_id in found if poll_id not in seen]
        seen.update(unseen)
        for poll_id in unseen:
            try:
                await act(poll_id)
            except StoreUnavailable as error:
                failure = error
    if failure is not None:
        raise failure
