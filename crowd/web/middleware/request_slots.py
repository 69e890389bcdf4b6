"""Slots for the requests under way in one process, some of them reserved for answers."""

from __future__ import annotations

from enum import IntEnum

from litestar.types import HTTPScope

MAX_UNDER_WAY = 768
"""Requests under way at once: half a second of work, so that a hall of 500 phones is answered."""


class Purpose(IntEnum):
    """What a request is for; the first purpose is refused last."""

    CHANGE = 0
    """Answers, and whatever else changes something, such as closing a poll."""
    PAGE = 1
    """What people and programs read."""
    EMBED = 2
    """Widgets and pictures, which stand on pages of others and are asked for by the hundred."""


MAX_BY_PURPOSE = {Purpose.CHANGE: MAX_UNDER_WAY, Purpose.PAGE: 640, Purpose.EMBED: 64}
"""Slots for a purpose and all that come after it; the others are reserved for those before it."""

CHANGING_METHODS = {"POST", "PUT", "PATCH", "DELETE"}
EMBED_PATHS = ("/embed/", "/oembed")
IMAGE_SUFFIXES = (".svg", ".png")


def purpose_of(scope: HTTPScope) -> Purpose:
    """Return what a request is for, by its method and path."""
    if scope["method"] in CHANGING_METHODS:
        return Purpose.CHANGE
    path = scope["path"]
    if path.startswith(EMBED_PATHS) or (path.startswith("/p/") and path.endswith(IMAGE_SUFFIXES)):
        return Purpose.EMBED
    return Purpose.PAGE


class RequestSlots:
    """Counts the requests under way by purpose."""

    def __init__(self, max_under_way: int = MAX_UNDER_WAY) -> None:
        self._max_under_way = max_under_way
        self._counts = [0] * len(Purpose)

    def has_free(self, purpose: Purpose) -> bool:
        """Return whether there is a slot for one more."""
        return (
            sum(self._counts) < self._max_under_way
            and sum(self._counts[purpose:]) < MAX_BY_PURPOSE[purpose]
        )

    def acquire(self, purpose: Purpose) -> None:
        """Count one more request."""
        self._counts[purpose] += 1

    def release(self, purpose: Purpose) -> None:
        """Count one request less."""
        self._counts[purpose] -= 1
