"""Restore the polls of a backup that are not in the database; the others stay as they are."""

from __future__ import annotations

from datetime import datetime

from crowd.model.backup import (
    FollowUpRecords,
    FollowUpTexts,
    Participants,
    PollEnd,
    PollFrame,
    PollStart,
    Records,
)
from crowd.store.backup.file_reader import Backup
from crowd.store.backup.restore import TargetState
from crowd.store.store import Store


class RestoreCounts:
    """How many polls were restored, there already, or deleted before."""

    def __init__(self) -> None:
        self.polls = 0
        self.answers = 0
        self.there_already = 0
        self.deleted = 0


async def restore(store: Store, backup: Backup, close_at: datetime | None) -> RestoreCounts:
    """Restore each poll, its own record last; may be interrupted and run again.

    With `close_at`, polls that were open are restored as closed, not later than at that time.
    """
    outcome = RestoreCounts()
    async with store.restore.lock() as token:
        poll_start: PollStart | None = None
        for frame in backup.polls():
            await store.restore.renew_lock(token)
            if isinstance(frame, PollStart):
                poll_start = await _begin(store, frame, outcome)
            elif poll_start is not None:
                await _write(store, poll_start, frame, close_at, outcome)
    return outcome


async def _begin(store: Store, frame: PollStart, outcome: RestoreCounts) -> PollStart | None:
    """Prepare the poll that the next frames are for; None if they are to be skipped."""
    match await store.restore.prepare_target(frame.poll_id, frame.answers):
        case TargetState.FREE:
            return frame
        case TargetState.TAKEN:
            # Its state may have changed since the backup, and must not change back.
            outcome.there_already += 1
        case TargetState.DELETED:
            outcome.deleted += 1
    return None


async def _write(
    store: Store,
    poll_start: PollStart,
    frame: PollFrame,
    close_at: datetime | None,
    outcome: RestoreCounts,
) -> None:
    match frame:
        case Participants():
            await store.restore.write_participants(poll_start.poll_id, frame)
        case Records():
            await store.restore.write_records(poll_start.poll_id, frame)
        case FollowUpRecords():
            await store.restore.write_follow_ups(poll_start.poll_id, frame)
        case FollowUpTexts():
            await store.restore.write_texts(poll_start.poll_id, frame)
        case PollEnd():
            if await store.restore.complete(
                poll_start.poll_id, poll_start.answers, frame, close_at
            ):
                outcome.polls += 1
                outcome.answers += poll_start.answers
            else:
                outcome.there_already += 1
