"""Progress of long work, as its caller is told of it."""

from __future__ import annotations

from collections.abc import Callable

ProgressCallback = Callable[[int, int], None]
"""Progress callback: (done, total)."""
