"""A file that reserves bytes on the disk, removed when the disk is full.

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
"""Size of the file."""

MIN_FREE_DISK = 16 * MEBIBYTE
"""Free bytes with which the database cannot be expected to go on."""


def spare_file_of(data: Path) -> Path:
    """Return its path in a data folder."""
    return data / "spare"


def create_spare_file(data: Path) -> None:
    """Create the file where the disk has plenty of free bytes; does nothing elsewhere."""
    file = spare_file_of(data)
    if not hasattr(os, "posix_fallocate") or file.exists():
        return
    if shutil.disk_usage(data).free < MIN_DISK_WITHOUT_WARNING + SPARE_BYTES:
        return
    temporary = file.with_suffix(".draft")
    try:
        with temporary.open("wb") as opened:
            os.posix_fallocate(opened.fileno(), 0, SPARE_BYTES)
        temporary.replace(file)
    except OSError:
        # The file system cannot allocate blocks before they are written.
        with suppress(OSError):
            temporary.unlink()


def remove_spare_file(data: Path) -> bool:
    """Remove the file if the disk is full; return whether it did."""
    if shutil.disk_usage(data).free >= MIN_FREE_DISK:
        return False
    try:
        spare_file_of(data).unlink()
    except OSError:
        return False
    return True
