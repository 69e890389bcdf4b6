"""Power cuts and stepping clocks for a process, by a library that is loaded before its own."""

from __future__ import annotations

import mmap
import os
import random
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
HEAD = struct.Struct("=qqq")  # the clock's offset, the stall of a sync, how many files follow
FILE = struct.Struct("=QQQ")  # device, inode, synced bytes
FILES = 4096


class Shim:
    """What one process is told, and what it remembers; the process may be started anew."""

    def __init__(self, folder: Path, name: str) -> None:
        library = compiled(folder)
        path = folder / f"{name}.memory"
        path.write_bytes(bytes(HEAD.size + FILES * FILE.size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        self.settings = {"LD_PRELOAD": str(library), "POWERCUT": str(path)}

    @property
    def environment(self) -> dict[str, str]:
        """What the process is started with."""
        return {**os.environ, **self.settings}

    def step_clock(self, seconds: int) -> None:
        """The wall clock of the process is off by so much from now on."""
        struct.pack_into("=q", self._memory, 0, seconds)

    def stall_syncs(self, milliseconds: int) -> None:
        """Each sync takes so much longer from now on."""
        struct.pack_into("=q", self._memory, 8, milliseconds)

    def cut_power(self, folder: Path, chance: random.Random | None = None) -> int:
        """The files hold what was synced, and by chance a part of the rest; how many bytes went.

        The process has to be dead. A file that was never synced becomes empty and does not vanish:
        the server syncs the folder as well when it begins a file.
        """
        synced = self._synced()
        gone, kept = 0, []
        for path in sorted(folder.iterdir()):
            facts = path.stat()
            safe = min(facts.st_size, synced.get((facts.st_dev, facts.st_ino), 0))
            length = safe if chance is None else chance.randint(safe, facts.st_size)
            os.truncate(path, length)
            gone += facts.st_size - length
            kept.append((facts.st_dev, facts.st_ino, length))
        self._remember(kept)
        return gone

    def unsynced(self, folder: Path) -> int:
        """How many bytes of a folder a power cut would take now."""
        synced, files = self._synced(), [path.stat() for path in folder.iterdir()]
        return sum(file.st_size - synced.get((file.st_dev, file.st_ino), 0) for file in files)

    def _synced(self) -> dict[tuple[int, int], int]:
        _, _, count = HEAD.unpack_from(self._memory)
        found: dict[tuple[int, int], int] = {}
        for place in range(count):
            device, inode, size = FILE.unpack_from(self._memory, HEAD.size + place * FILE.size)
            found[device, inode] = max(size, found.get((device, inode), 0))
        return found

    def _remember(self, kept: list[tuple[int, int, int]]) -> None:
        """What is there when the power comes back is on the disk."""
        for place, file in enumerate(kept):
            FILE.pack_into(self._memory, HEAD.size + place * FILE.size, *file)
        struct.pack_into("=q", self._memory, 16, len(kept))


def compiled(folder: Path) -> Path:
    """The library; a test that needs it is skipped where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler (cc) on this machine")
    library = folder / "powercut.so"
    if not library.exists():
        flags = ["-O2", "-Wall", "-Werror", "-fPIC", "-shared"]
        subprocess.run([compiler, *flags, "-o", str(library), str(SOURCE)], check=True)
    return library
