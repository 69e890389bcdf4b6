"""Back up every poll to one file, while the service runs or not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from crowd.model.backup import Header, Participants, Records
from crowd.model.progress import ProgressCallback
from crowd.store import records
from crowd.store.backup.file_writer import create_backup
from crowd.store.store import Store


class BackupCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of polls and answers in a backup."""

    polls: int
    answers: int


async def back_up(
    store: Store, secret: str, path: Path, now: datetime, progress: ProgressCallback
) -> BackupCounts:
    """Write a backup; the file appears only when it is complete and on the disk."""
    poll_ids = await store.backup.poll_ids()
    # Each answer is read twice: as its participant's entry and as a record.
    total = 2 * await store.backup.count_records(poll_ids)
    done = 0
    with create_backup(path) as backup:
        backup.write(Header(made_at=now, secret=secret))
        for poll_id in poll_ids:
            async for frame in store.backup.read_whole(poll_id):
                backup.write(frame)
                if isinstance(frame, Participants):
                    done += len(frame.rows) // records.PARTICIPANT.itemsize
                elif isinstance(frame, Records):
                    done += len(frame.data) // records.RECORD.itemsize
                progress(min(done, total), total)
    return BackupCounts(polls=backup.polls, answers=backup.answers)
