"""Places for requests under way in one process, some of which are kept for who answers."""

from __future__ import annotations

from enum import IntEnum

from litestar.types import HTTPScope

MAX_UNDER_WAY = 768
"""Requests under way at once: half a second of work, so that a hall of 500 phones is answered."""


class Purpose(IntEnum):
    """What a request is for: what comes first is refused last."""

    CHANGE = 0
    """Answers, and whatever else changes something, such as closing a poll."""
    PAGE = 1
    """What people and programs read."""
    EMBED = 2
    """Widgets and pictures, which stand on pages of others and are asked for by the hundred."""


MAX_BY_PURPOSE = {Purpose.CHANGE: MAX_UNDER_WAY, Purpose.PAGE: 640, Purpose.EMBED: 64}
"""The places for a purpose and all that come after it; the others are kept for those before it."""

CHANGING_METHODS = {"POST", "PUT", "PATCH", "DELETE"}
EMBED_PATHS = ("/embed/", "/oembed")
PICTURE_SUFFIXES = (".svg", ".png")


def purpose_of(scope: HTTPScope) -> Purpose:
    """What a request is for, by its method and address."""
    if scope["method"] in CHANGING_METHODS:
        return Purpose.CHANGE
    path = scope["path"]
    if path.startswith(EMBED_PATHS) or (path.startswith("/p/") and path.endswith(PICTURE_SUFFIXES)):
        return Purpose.EMBED
    return Purpose.PAGE


class RequestSlots:
    """Counts the requests under way by what they are for."""

    def __init__(self, most: int = MAX_UNDER_WAY) -> None:
        self._most = most
        self._taken = [0] * len(Purpose)

    def free(self, purpose: Purpose) -> bool:
        """Whether there is a place for one more."""
        return (
            sum(self._taken) < self._most and sum(self._taken[purpose:]) < MAX_BY_PURPOSE[purpose]
        )

    def take(self, purpose: Purpose) -> None:
        """One more is under way."""
        self._taken[purpose] += 1

    def leave(self, purpose: Purpose) -> None:
        """One of them has ended."""
        self._taken[purpose] -= 1
