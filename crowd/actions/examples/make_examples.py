"""Make the example polls, with their answers."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import msgspec
import numpy as np

from crowd.actions.accept_answer import Sender, accept_answer
from crowd.actions.close_poll import close_poll
from crowd.actions.create_poll import create_poll
from crowd.actions.examples.example_polls import SEED, ExamplePoll, example_polls
from crowd.actions.load_poll import ImageContent
from crowd.actions.show_results import Computations
from crowd.model import tokens
from crowd.model.answer import FollowUpAnswers
from crowd.model.tokens import TokenDeriver
from crowd.poll import FollowUpQuestions
from crowd.rules.proposal import Proposal
from crowd.store.store import Store

MAX_CONCURRENT = 200
"""Answers under way at once."""


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An example poll that was made, with the secrets of its links."""

    title: str
    poll_id: str
    admin_token: str


async def make_examples(
    store: Store, token_deriver: TokenDeriver, image: ImageContent, now: datetime
) -> list[Example]:
    """Make all example polls; a second call makes them again, under new links."""
    return [await _make(store, token_deriver, example, image, now) for example in example_polls()]


async def _make(
    store: Store,
    token_deriver: TokenDeriver,
    example: ExamplePoll,
    image: ImageContent,
    now: datetime,
) -> Example:
    proposal = Proposal(
        question=example.question,
        kind=example.kind,
        closes_at=now + timedelta(days=30),
        details=example.details,
        image=image.image if example.has_image else None,
        reveal=example.reveal,
        truth=example.truth,
        asks=FollowUpQuestions(others=bool(example.predicted)),
    )
    created = await create_poll(
        store, proposal, now, image=image.data if example.has_image else b""
    )
    await store.index.add_example(created.poll)
    await _answer(store, token_deriver, created.poll.id, example)
    if example.truth is not None:
        await close_poll(store, Computations(), created.poll.id)
    return Example(title=example.title, poll_id=created.poll.id, admin_token=created.admin_token)


async def _answer(
    store: Store, token_deriver: TokenDeriver, poll_id: str, example: ExamplePoll
) -> None:
    rng = np.random.default_rng(SEED)
    known: list[bytes] = []
    for start in range(0, len(example.values), MAX_CONCURRENT):
        batch = example.values[start : start + MAX_CONCURRENT]
        senders = [_new_sender(token_deriver, poll_id, _sharer(rng, known, example)) for _ in batch]
        await asyncio.gather(
            *(
                accept_answer(
                    store, token_deriver, poll_id, float(value), sender, _follow_ups(example, value)
                )
                for value, sender in zip(batch, senders, strict=True)
            )
        )
        known += [sender.participant for sender in senders]


def _sharer(rng: np.random.Generator, known: list[bytes], example: ExamplePoll) -> bytes | None:
    """Choose whose link somebody comes by: few people bring many."""
    if not known or rng.random() >= example.share_by_link:
        return None
    return known[int(len(known) * rng.random() ** 3)]


def _follow_ups(example: ExamplePoll, value: float) -> FollowUpAnswers | None:
    return FollowUpAnswers(predicted=example.predicted[int(value)]) if example.predicted else None


def _new_sender(token_deriver: TokenDeriver, poll_id: str, sharer: bytes | None) -> Sender:
    key = tokens.new_idempotency_key()
    participant = token_deriver.participant(poll_id, token_deriver.browser_of_key(poll_id, key))
    return Sender(participant=participant, key=key, sharer=sharer)
