"""Labels of imported answers: stored with them, exported, and the same when the export is imported."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crowd.actions.back_up import back_up
from crowd.actions.close_poll import close_poll
from crowd.actions.export_answers import export_answers
from crowd.actions.manage_answer import withdraw_answer
from crowd.actions.restore import restore
from crowd.actions.show_results import Computations
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Sealed
from crowd.poll import FollowUpQuestions, Poll
from crowd.store import keys
from crowd.store.backup.file_reader import open_backup
from crowd.store.store import Store
from crowd.tables.import_rows import ImportRow
from tests.actions.test_import_answers import DERIVATION, counts, enter, new_poll
from tests.conftest import SECRET
from tests.databases import empty

LABELS = ["slip 1", "=1+1", "Zoë\n2"]


async def imported(store: Store, asks: FollowUpQuestions | None = None) -> Poll:
    poll = await new_poll(store, asks=asks or FollowUpQuestions())
    rows = [ImportRow(line, label, float(line)) for line, label in enumerate(LABELS, 1)]
    outcome, _ = await enter(store, poll, rows)
    assert counts(outcome) == (3, 0, 0)
    return poll


async def exported(store: Store, poll: Poll) -> list[dict[str, Any]]:
    closed = await store.polls.load(poll.id)
    parts = [part.data async for part in export_answers(store, closed, "json", "en")]
    rows: list[dict[str, Any]] = msgspec.json.decode(b"".join(parts))
    return rows


@pytest.mark.parametrize("asks", [FollowUpQuestions(), FollowUpQuestions(reason=True)])
async def test_labels_are_exported_in_the_order_of_arrival(
    store: Store, asks: FollowUpQuestions
) -> None:
    poll = await imported(store, asks)
    await close_poll(store, Computations(), poll.id)
    rows = await exported(store, poll)
    assert [(row["value"], row["on_behalf"], row["label"]) for row in rows] == [
        (line, True, label) for line, label in enumerate(LABELS, 1)
    ]


async def test_exported_labels_find_the_same_answers(store: Store) -> None:
    poll = await imported(store)
    rows = [ImportRow(line, label, float(line)) for line, label in enumerate(LABELS, 1)]
    outcome, _ = await enter(store, poll, rows)
    assert counts(outcome) == (0, 3, 0)


async def test_label_goes_with_a_withdrawn_answer(store: Store) -> None:
    poll = await imported(store)
    participant = DERIVATION.participant_on_behalf(poll.id, LABELS[1])
    await withdraw_answer(store, poll.id, participant)
    texts = await store.database.redis.hgetall(keys.texts(poll.id))
    assert sorted(texts) == [b"0", b"2"]
    await close_poll(store, Computations(), poll.id)
    assert [row["label"] for row in await exported(store, poll)] == [LABELS[0], LABELS[2]]


async def test_label_stays_when_something_is_added(store: Store) -> None:
    poll = await imported(store, FollowUpQuestions(reason=True))
    participant = DERIVATION.participant_on_behalf(poll.id, LABELS[0])
    added = FollowUpAnswers(reason="So.")
    await store.follow_ups.change(poll.id, participant, added, ["reason"])
    definition = (await store.polls.load(poll.id)).definition
    assert await store.follow_ups.load_own(poll.id, definition, participant) == added
    await close_poll(store, Computations(), poll.id)
    first = (await exported(store, poll))[0]
    assert (first["label"], first["reason"]) == (LABELS[0], "So.")


async def test_labels_are_sealed(store: Store) -> None:
    poll = await imported(store)
    with pytest.raises(Sealed):
        await store.follow_ups.read_labels(await store.polls.load(poll.id), [0])


@pytest.mark.parametrize("asks", [FollowUpQuestions(), FollowUpQuestions(reason=True)])
async def test_labels_are_in_backups(
    store: Store, database_url: str, tmp_path: Path, asks: FollowUpQuestions
) -> None:
    poll = await imported(store, asks)
    if asks.reason:
        participant = DERIVATION.participant_on_behalf(poll.id, LABELS[0])
        await store.follow_ups.change(
            poll.id, participant, FollowUpAnswers(reason="So."), ["reason"]
        )
    await close_poll(store, Computations(), poll.id)
    before = await exported(store, poll)
    file = tmp_path / "polls.backup"
    await back_up(store, SECRET, file, datetime.now(UTC), lambda _done, _total: None)
    empty(database_url)
    store.polls._definitions.clear()
    with open_backup(file, lambda _done, _total: None) as backup:
        assert (await restore(store, backup, None)).polls == 1
    assert await exported(store, poll) == before
