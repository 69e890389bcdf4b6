"""How much memory this machine has, or this container may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")

MIN_DEFAULT_MEMORY = 256 << 20
"""Bytes."""


def default_max_memory() -> int:
    """Return the bytes that the bundled database may use without a setting: half of the memory.

    The other half is for the web processes, and for the database while it rewrites its log.
    """
    return max(MIN_DEFAULT_MEMORY, usable_memory() // 2)


def usable_memory(groups: Path = GROUPS, own: Path = OWN_GROUPS) -> int:
    """Return the bytes of memory that this process may use: the machine's, or less under a limit."""
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([physical, *_limits(groups, own)])


def _limits(groups: Path, own: Path) -> Iterator[int]:
    """Yield the limits of the control groups that this process is in, of either version."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        # Not Linux.
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            yield from _limits_above(groups, path, "memory.max")
        elif "memory" in controllers.split(","):
            yield from _limits_above(groups / "memory", path, "memory.limit_in_bytes")


def _limits_above(root: Path, path: str, name: str) -> Iterator[int]:
    """Yield the limits of a group and of all that it is in; in a container only the root may be there."""
    group = root / path.lstrip("/")
    for folder in [group, *group.parents]:
        # There is no such file, or no limit: it says "max".
        with suppress(OSError, ValueError):
            yield int((folder / name).read_text())
        if folder == root:
            return
