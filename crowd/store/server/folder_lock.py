"""Lock a data folder, so that only one service uses it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from crowd.model.errors import StartFailed


class FolderInUse(StartFailed):
    """Another service holds the lock of this data folder."""


def lock_folder(data: Path) -> int:
    """Lock the folder; return the open file that holds the lock, which the kernel drops when we end."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        owner = os.pread(lock, 20, 0).decode().strip() or "unknown"
        os.close(lock)
        raise FolderInUse(
            f"Another `crowd serve` (pid {owner}) already uses the data folder {data}: "
            "stop it, or set CROWD_DATA to another folder."
        ) from problem
    os.truncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock
