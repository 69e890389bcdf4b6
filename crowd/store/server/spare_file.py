"""A file that holds room on the disk, given up when the disk is full.

Under `appendfsync always` the database ends when it cannot write, and could not start again for the
deletions that make room.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from crowd.model.capacity import MEBIBYTE, MIN_DISK_FOR_ANSWERS, MIN_DISK_WITHOUT_WARNING

SPARE_BYTES = MIN_DISK_FOR_ANSWERS
FULL_DISK = 16 * MEBIBYTE
"""Free bytes with which the database cannot be expected to go on."""


def spare_file(data: Path) -> Path:
    """Where it is in a data folder."""
    return data / "spare"


def hold_room(data: Path) -> None:
    """Makes the file where there is plenty of room, so that nobody misses it."""
    file = spare_file(data)
    if not hasattr(os, "posix_fallocate") or file.exists():
        return
    if shutil.disk_usage(data).free < MIN_DISK_WITHOUT_WARNING + SPARE_BYTES:
        return
    draft = file.with_suffix(".draft")
    try:
        with draft.open("wb") as opened:
            os.posix_fallocate(opened.fileno(), 0, SPARE_BYTES)
        draft.replace(file)
    except OSError:
        # Where files have no room before they are written, there is nothing to hold.
        with suppress(OSError):
            draft.unlink()


def give_up_room(data: Path) -> bool:
    """Removes the file if the disk is full; whether it did."""
    if shutil.disk_usage(data).free >= FULL_DISK:
        return False
    try:
        spare_file(data).unlink()
    except OSError:
        return False
    return True
