"""Places for requests under way in one process, some of which are kept for who answers."""

from __future__ import annotations

from collections import Counter
from enum import Enum

from litestar.types import HTTPScope

MAX_UNDER_WAY = 256
"""Requests under way at once: some tenths of a second of work."""


class Purpose(Enum):
    """What a request is for."""

    CHANGE = "change"
    """Answers, and whatever else changes something, such as closing a poll."""
    PAGE = "page"
    """What people and programs read."""
    EMBED = "embed"
    """Widgets and pictures, which stand on pages of others and are asked for by the hundred."""


ROOM = {Purpose.CHANGE: MAX_UNDER_WAY, Purpose.PAGE: 160, Purpose.EMBED: 64}
"""The places for a purpose and all that come after it; the others are kept for those before it."""

ORDER = list(Purpose)
EMBEDDED = ("/embed/", "/oembed")
PICTURES = (".svg", ".png")


def purpose_of(scope: HTTPScope) -> Purpose:
    """What a request is for, by its method and address."""
    if scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
        return Purpose.CHANGE
    path = scope["path"]
    if path.startswith(EMBEDDED) or (path.startswith("/p/") and path.endswith(PICTURES)):
        return Purpose.EMBED
    return Purpose.PAGE


class Places:
    """Counts the requests under way by what they are for."""

    def __init__(self, most: int = MAX_UNDER_WAY) -> None:
        self._most = most
        self._taken: Counter[Purpose] = Counter()

    def free(self, purpose: Purpose) -> bool:
        """Whether there is a place for one more."""
        if self._taken.total() >= self._most:
            return False
        after = ORDER[ORDER.index(purpose) :]
        return sum(self._taken[other] for other in after) < ROOM[purpose]

    def take(self, purpose: Purpose) -> None:
        """One more is under way."""
        self._taken[purpose] += 1

    def leave(self, purpose: Purpose) -> None:
        """One of them has ended."""
        self._taken[purpose] -= 1
