"""Restores the polls of a backup that are not there; those that are stay as they are."""

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
from crowd.store.backup.file_format import Backup
from crowd.store.backup.restore import TargetState
from crowd.store.store import Store


class Restored:
    """What became of the polls in a backup."""

    def __init__(self) -> None:
        self.polls = 0
        self.answers = 0
        self.there_already = 0
        self.deleted = 0


async def restore(store: Store, backup: Backup, close_at: datetime | None) -> Restored:
    """Writes each poll whole, its own record last; may be interrupted and run again.

    With a time given, polls that were open come back closed, not later than at that time.
    """
    outcome = Restored()
    async with store.restore.lock() as token:
        begun: PollStart | None = None
        for frame in backup.polls():
            await store.restore.renew_lock(token)
            if isinstance(frame, PollStart):
                begun = await _begin(store, frame, outcome)
            elif begun is not None:
                await _write(store, begun, frame, close_at, outcome)
    return outcome


async def _begin(store: Store, frame: PollStart, outcome: Restored) -> PollStart | None:
    """The poll that the next frames are for; None if they are to be passed over."""
    match await store.restore.prepare_target(frame.poll_id, frame.answers):
        case TargetState.FREE:
            return frame
        case TargetState.TAKEN:
            # Its state may have moved on since the backup, and must not move back.
            outcome.there_already += 1
        case TargetState.DELETED:
            outcome.deleted += 1
    return None


async def _write(
    store: Store,
    begun: PollStart,
    frame: PollFrame,
    close_at: datetime | None,
    outcome: Restored,
) -> None:
    match frame:
        case Participants():
            await store.restore.write_participants(begun.poll_id, frame)
        case Records():
            await store.restore.write_records(begun.poll_id, frame)
        case FollowUpRecords():
            await store.restore.write_follow_ups(begun.poll_id, frame)
        case FollowUpTexts():
            await store.restore.write_texts(begun.poll_id, frame)
        case PollEnd():
            if await store.restore.complete(begun.poll_id, begun.answers, frame, close_at):
                outcome.polls += 1
                outcome.answers += begun.answers
            else:
                outcome.there_already += 1
