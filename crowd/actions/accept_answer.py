"""Accept an answer in one deciding write."""

from __future__ import annotations

import struct

import msgspec

from crowd.model.answer import FollowUpAnswers, NewAnswer
from crowd.model.tokens import TokenDeriver
from crowd.store.store import Store


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who an answer is from: 12 bytes for this poll, and the key that identifies repeats."""

    participant: bytes
    key: bytes
    sharer: bytes | None = None
    on_behalf: bool = False
    label: str | None = None
    """The label of an imported answer, which exports give back."""


class StoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is on the disk; equal for a repeat."""

    value: float
    participant: bytes
    repeated: bool = False


async def accept_answer(
    store: Store,
    token_deriver: TokenDeriver,
    poll_id: str,
    value: float,
    sender: Sender,
    added: FollowUpAnswers | None = None,
    *,
    noticed: bool = False,
) -> StoredAnswer:
    """Store a value that fits its poll; return once it is on disk.

    `noticed`: the texts were given under a notice of who will see them.
    """
    participant = sender.participant
    if added == FollowUpAnswers():
        added = None
    answer = NewAnswer(
        participant=participant,
        key=token_deriver.key_fingerprint(poll_id, participant, sender.key),
        value=value,
        sharer=None if sender.sharer == participant else sender.sharer,
        on_behalf=sender.on_behalf,
        label=sender.label,
        follow_ups=added,
        noticed=noticed,
    )
    packed = struct.pack("<d", value) + (b"" if added is None else msgspec.msgpack.encode(added))
    body = token_deriver.body_fingerprint(poll_id, participant, packed)
    is_new = await store.answers.accept(poll_id, answer, body)
    return StoredAnswer(value=value, participant=participant, repeated=not is_new)
