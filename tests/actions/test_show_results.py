"""Results are computed by one process, whoever asks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crowd.actions.create_poll import create_poll
from crowd.actions.show_results import (
    MAX_WAITING,
    Computations,
    load_with_results,
    show_results,
)
from crowd.kinds import Number
from crowd.model.answer import NewAnswer
from crowd.model.errors import Overloaded, Sealed
from crowd.poll import Poll, Resolution
from crowd.rules.proposal import Proposal
from crowd.store.store import Store

VALUES = [300.0, 400.0, 500.0]


async def closed_poll(store: Store) -> Poll:
    now = datetime.now(UTC)
    proposal = Proposal(question="How many?", kind=Number(), closes_at=now + timedelta(hours=1))
    poll = (await create_poll(store, proposal, now)).poll
    for number, value in enumerate(VALUES):
        answer = NewAnswer(participant=bytes([number] * 12), key=bytes(6), value=value)
        await store.answers.accept(poll.id, answer, bytes(6))
    await store.polls.close(poll.id, early=True)
    return await store.polls.load(poll.id)


async def test_results_of_many_readers_are_the_same(store: Store) -> None:
    poll = await closed_poll(store)
    processes = [Computations(), Computations()]
    found = await asyncio.gather(
        *(show_results(store, processes[reader % 2], poll) for reader in range(20))
    )
    assert {snapshot.results.headline.value for snapshot in found} == {400.0}
    assert len({snapshot.hash for snapshot in found}) == 1


async def test_corrected_truth_needs_a_claim_of_its_own(store: Store) -> None:
    poll = await closed_poll(store)
    assert await store.snapshots.claim(poll, 60_000)
    assert not await store.snapshots.claim(poll, 60_000)
    await store.polls.resolve(poll.id, Resolution(at=datetime.now(UTC), truth=402.0))
    poll = await store.polls.load(poll.id)
    assert (await show_results(store, Computations(), poll)).results.scoring["truth"] == 402.0


async def test_claim_of_another_release_keeps_nobody_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await closed_poll(store)
    with monkeypatch.context() as other_release:
        other_release.setattr("crowd.store.snapshots.VERSION", 1)
        assert await store.snapshots.claim(poll, 60_000)
    async with asyncio.timeout(10):
        snapshot = await show_results(store, Computations(), poll)
    assert snapshot.results.headline.value == 400.0


async def test_more_readers_than_may_wait_are_told_to_come_back(store: Store) -> None:
    poll, process = await closed_poll(store), Computations()
    assert await store.snapshots.claim(poll, 60_000)
    waiting = [
        asyncio.create_task(show_results(store, process, poll)) for _ in range(MAX_WAITING + 10)
    ]
    done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION)
    assert {type(task.exception()) for task in done} == {Overloaded}
    # A close or a truth that is in already is not refused because of that.
    assert (await load_with_results(store, process, poll.id)).revealed
    await store.snapshots.release(poll)
    refused = [
        isinstance(word, Overloaded)
        for word in await asyncio.gather(*pending, *done, return_exceptions=True)
    ]
    assert sum(refused) == 10


async def test_reader_waits_for_the_process_that_computes(store: Store) -> None:
    poll = await closed_poll(store)
    assert await store.snapshots.claim(poll, 60_000)
    waiting = asyncio.create_task(show_results(store, Computations(), poll))
    done, _ = await asyncio.wait([waiting], timeout=0.2)
    assert not done
    await store.snapshots.release(poll)
    assert (await waiting).results.n == len(VALUES)


async def test_claim_of_a_process_that_died_ends(store: Store) -> None:
    poll = await closed_poll(store)
    assert await store.snapshots.claim(poll, 100)
    assert not await store.snapshots.claim(poll, 100)
    assert (await show_results(store, Computations(), poll)).results.n == len(VALUES)


async def test_results_before_the_reveal_are_sealed(store: Store) -> None:
    now = datetime.now(UTC)
    proposal = Proposal(question="How many?", kind=Number(), closes_at=now + timedelta(hours=1))
    poll = (await create_poll(store, proposal, now)).poll
    with pytest.raises(Sealed):
        await show_results(store, Computations(), poll)
