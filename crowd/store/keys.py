"""The names of all keys. Those of one poll share its tag, so that a cluster keeps them together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

BUCKETS = 8192
"""Participants' hashes per poll: 122 fields each at a million answers, so all stay compact."""

DUE = "crowd:due"
"""Sorted set: open polls by closing time, in milliseconds. Only a hint; each poll decides itself.

In a cluster it may be on another server than the poll, so one of two writes can fail. A hint is
written before its poll opens and dropped after it has closed: at worst there is one too many, or one
that is too early, and whoever follows it finds out and drops it.
"""

DRAFTS = "crowd:drafts"
"""Sorted set: drafts by a time at or before their last change, in milliseconds. Only a hint."""

SEARCHED = "crowd:drafts-searched"
"""String: somebody has searched for drafts without a hint today."""

OPENED = "crowd:listed:opened"
"""Sorted set: public polls that are not revealed yet by opening time. Only a hint, like `DUE`."""

REVEALED = "crowd:listed:revealed"
"""Sorted set: public polls by the time of their reveal. Only a hint."""

FEATURED = "crowd:featured"
"""Sorted set: polls that the operator shows on the home page, by when they were chosen."""

EXAMPLES = "crowd:examples"
"""Sorted set: the example polls of `crowd demo` by when they were made."""

EVERY_POLL = "{*}:poll"
"""Pattern that the names of all polls' records match."""

RESTORING = "crowd:restoring"
"""String: token of the restore that is under way."""

FORM_REPLIES = "crowd:{replies}:index"
"""Sorted set: the replies to forms that are kept, with their bytes, by the second of their end."""

FORM_REPLY_BYTES = "crowd:{replies}:bytes"
"""String: bytes of all of them."""


def poll(poll_id: str) -> str:
    """Hash: the poll's record."""
    return f"{{{poll_id}}}:poll"


def poll_of(name: bytes) -> str:
    """Return the poll whose record has this name."""
    return name.decode().removeprefix("{").removesuffix("}:poll")


def feed(name: str) -> str:
    """Sorted set: the polls of an organizer's feed by creation time. Only a hint."""
    return f"crowd:feed:{name}"


def own_polls(owner: str) -> str:
    """Sorted set: the polls of one browser by the time of their making, by the hash of its token."""
    return f"crowd:own:{owner[:32]}"


def image(poll_id: str) -> str:
    """String: the bytes of the poll's picture."""
    return f"{{{poll_id}}}:image"


def tombstone(poll_id: str) -> str:
    """String: a poll was deleted some days ago, and a form sent again must not bring it back."""
    return f"crowd:deleted:{hashlib.sha256(poll_id.encode()).hexdigest()[:24]}"


def answers(poll_id: str) -> str:
    """String: one record of 20 bytes per answer, in arrival order."""
    return f"{{{poll_id}}}:answers"


def follow_ups(poll_id: str) -> str:
    """String: one record of follow-up answers per answer; as wide as the poll's record says."""
    return f"{{{poll_id}}}:details"


def texts(poll_id: str) -> str:
    """Hash: place of an answer -> the texts of its follow-up answers, as JSON."""
    return f"{{{poll_id}}}:texts"


def results(poll_id: str) -> str:
    """String: the snapshot of the results."""
    return f"{{{poll_id}}}:results"


def computing(poll_id: str) -> str:
    """String: the claim of a process that computes the results now."""
    return f"{{{poll_id}}}:computing"


def bucket(poll_id: str, participant: bytes) -> str:
    """Hash: participant -> place in the order and fingerprints, for one part of the participants."""
    return _bucket(poll_id, int.from_bytes(participant[:2], "big") % BUCKETS)


def buckets(poll_id: str, numbers: Iterable[int]) -> list[str]:
    """Return the names of the buckets with these numbers."""
    return [_bucket(poll_id, number) for number in numbers]


def buckets_prefix(poll_id: str) -> str:
    """Return the prefix of the names of all buckets of a poll."""
    return _bucket(poll_id, "")


def beside_record(poll_id: str) -> list[str]:
    """Return every key that a poll can have beside its record and the buckets, its answers first."""
    key_functions = (answers, image, follow_ups, texts, results, computing)
    return [key(poll_id) for key in key_functions]


def _bucket(poll_id: str, number: int | str) -> str:
    return f"{{{poll_id}}}:participants:{number}"


def form_reply(name: str) -> str:
    """String: a page that answered a form, masked; gone after an hour. On one server with its index."""
    return f"crowd:{{replies}}:{name}"


def canary(name: str) -> str:
    """String: what readiness writes and reads back."""
    return f"crowd:canary:{name}"


def attempts(purpose: str, shard: int) -> str:
    """Hash: network -> attempts for this purpose in the present window of time; gone with it.

    One shard of them, so that the servers of a cluster share the work; no name identifies anybody.
    """
    return f"crowd:attempts:{purpose}:{shard}"
