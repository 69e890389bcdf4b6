"""Answers on behalf of others: counted once by their label, each refusal with its line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crowd.actions import import_answers as module
from crowd.actions.accept_answer import Sender, accept_answer
from crowd.actions.close_poll import close_poll
from crowd.actions.create_poll import create_poll
from crowd.actions.import_answers import ImportCounts, RefusedRow, import_answers
from crowd.actions.manage_answer import withdraw_answer
from crowd.actions.show_results import Computations
from crowd.kinds import Kind, Number, Percentage
from crowd.model.errors import Closed, NotOpen
from crowd.model.tokens import TokenDeriver
from crowd.poll import FollowUpQuestions, Poll
from crowd.rules.proposal import Proposal
from crowd.store.records import ON_BEHALF
from crowd.store.store import Store
from crowd.tables.import_rows import ImportRow
from tests.conftest import SECRET

DERIVATION = TokenDeriver(SECRET)


async def new_poll(
    store: Store,
    kind: Kind | None = None,
    *,
    draft: bool = False,
    asks: FollowUpQuestions | None = None,
) -> Poll:
    now = datetime.now(UTC)
    proposal = Proposal(
        question="How many?",
        kind=kind or Number(),
        closes_at=now + timedelta(hours=1),
        asks=asks or FollowUpQuestions(),
    )
    return (await create_poll(store, proposal, now, draft=draft)).poll


async def enter(
    store: Store, poll: Poll, rows: list[ImportRow]
) -> tuple[ImportCounts, list[RefusedRow]]:
    refused: list[RefusedRow] = []
    outcome = await import_answers(store, DERIVATION, poll, rows, refused.append)
    return outcome, refused


def counts(outcome: ImportCounts) -> tuple[int, int, int]:
    return (outcome.entered, outcome.there_already, outcome.refused)


async def stored(store: Store, poll: Poll) -> list[tuple[float, int]]:
    await close_poll(store, Computations(), poll.id)
    rows = await store.answers.load(await store.polls.load(poll.id))
    return [(value, flags) for value, _, _, flags in rows.tolist()]


async def test_rows_keep_their_order_and_are_flagged(store: Store) -> None:
    poll = await new_poll(store)
    many = 2 * module.MAX_CONCURRENT + 10
    rows = [ImportRow(line, f"slip {line}", float(line)) for line in range(1, many)]
    outcome, refused = await enter(store, poll, rows)
    assert (counts(outcome), refused) == ((many - 1, 0, 0), [])
    assert await stored(store, poll) == [(float(line), ON_BEHALF) for line in range(1, many)]


async def test_rows_entered_again_are_there_already(store: Store) -> None:
    poll = await new_poll(store)
    rows = [ImportRow(1, "a", 1200.0), ImportRow(2, "b", 1200.0), ImportRow(3, "a", 1200.0)]
    assert counts((await enter(store, poll, rows))[0]) == (2, 1, 0)
    assert counts((await enter(store, poll, rows))[0]) == (0, 3, 0)
    assert [value for value, _ in await stored(store, poll)] == [1200, 1200]


async def test_rows_that_the_poll_does_not_allow_are_refused(store: Store) -> None:
    poll = await new_poll(store, Percentage())
    rows = [ImportRow(2, "a", 12.0), ImportRow(4, "c", 120.0), ImportRow(5, "", 5.0)]
    outcome, refused = await enter(store, poll, rows)
    assert counts(outcome) == (1, 0, 2)
    assert [row.line for row in refused] == [4, 5]
    assert refused[0].reason == "You entered 120%. A percentage is between 0 and 100."
    assert refused[1].reason == "Its label must have 1 to 128 characters."


async def test_other_answer_under_a_label_is_refused(store: Store) -> None:
    poll = await new_poll(store)
    await enter(store, poll, [ImportRow(1, "a", 1.0), ImportRow(2, "b", 2.0)])
    by_api = Sender(participant=DERIVATION.participant_on_behalf(poll.id, "c"), key=b"a key")
    await accept_answer(store, DERIVATION, poll.id, 3.0, by_api)
    await withdraw_answer(store, poll.id, DERIVATION.participant_on_behalf(poll.id, "b"))
    outcome, refused = await enter(
        store, poll, [ImportRow(1, "a", 9.0), ImportRow(2, "b", 2.0), ImportRow(3, "c", 4.0)]
    )
    assert counts(outcome) == (0, 0, 3)
    other = "There is another answer under this label already."
    withdrawn = "The answer under this label was withdrawn. Give it another label."
    assert [row.reason for row in refused] == [other, withdrawn, other]
    assert not outcome.readable


async def test_poll_that_is_not_open_takes_no_rows(store: Store) -> None:
    with pytest.raises(NotOpen):
        await enter(store, await new_poll(store, draft=True), [])
    poll = await new_poll(store)
    await close_poll(store, Computations(), poll.id)
    with pytest.raises(Closed):
        await enter(store, await store.polls.load(poll.id), [])


async def test_poll_that_closes_on_the_way_ends_it(store: Store) -> None:
    poll = await new_poll(store)
    await enter(store, poll, [ImportRow(1, "a", 1.0)])
    await close_poll(store, Computations(), poll.id)
    outcome, _ = await enter(store, poll, [ImportRow(1, "a", 1.0), ImportRow(2, "b", 2.0)])
    assert counts(outcome) == (0, 1, 0)
    assert isinstance(outcome.ended, Closed)
