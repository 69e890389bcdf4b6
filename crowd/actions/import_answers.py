"""Enter answers on behalf of others, such as those from paper slips, into an open poll."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from crowd.actions.accept_answer import Sender, accept_answer
from crowd.kinds.values import check_value
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    Invalid,
    KeyReused,
    NotOpen,
    Withdrawn,
)
from crowd.model.tokens import TokenDeriver
from crowd.poll import Poll, State
from crowd.store.store import Store
from crowd.tables.import_rows import INVALID_LABEL, MAX_LABEL_LENGTH, ImportRow

MAX_CONCURRENT = 512
"""Answers under way at once, so that they share pipelines."""

OTHER_ANSWER = "There is another answer under this label already."
WITHDRAWN_ANSWER = "The answer under this label was withdrawn. Give it another label."


class RefusedRow(NamedTuple):
    """A row that was refused, and why."""

    line: int
    reason: str


class ImportCounts:
    """How many rows were entered, there already, or refused."""

    def __init__(self) -> None:
        self.entered = 0
        self.there_already = 0
        self.refused = 0
        self.ended: BaseException | None = None
        """Why no further rows were entered."""

    @property
    def readable(self) -> bool:
        """Return whether any row was an answer."""
        return self.entered + self.there_already > 0


def require_open(poll: Poll) -> None:
    """Raise NotOpen for a draft, and Closed for a poll that takes no answers any more."""
    if poll.state is not State.OPEN:
        raise NotOpen if poll.state is State.DRAFT else Closed


async def import_answers(
    store: Store,
    token_deriver: TokenDeriver,
    poll: Poll,
    rows: Iterable[ImportRow],
    refuse: Callable[[RefusedRow], None],
) -> ImportCounts:
    """Enter the rows in their order; rows under the same label count once.

    Rows that cannot be entered are passed to `refuse`. A failure that concerns all rows, such as the
    poll's close, ends the import.
    """
    require_open(poll)
    outcome = ImportCounts()
    for batch in _batches(rows):
        results = await asyncio.gather(
            *(_enter(store, token_deriver, poll, row) for row in batch), return_exceptions=True
        )
        for row, result in zip(batch, results, strict=True):
            _count(outcome, row, result, refuse)
        if outcome.ended:
            break
    return outcome


async def _enter(store: Store, token_deriver: TokenDeriver, poll: Poll, row: ImportRow) -> bool:
    """Enter an answer by the same check and deciding write as any other; return whether it is new."""
    if not 0 < len(row.label) <= MAX_LABEL_LENGTH:
        raise Invalid.of_field("name", INVALID_LABEL)
    problem = check_value(row.value, poll.definition.kind)
    if problem:
        raise Invalid.of_field("value", problem)
    # The label is the key as well: entering a row again changes nothing.
    sender = Sender(
        participant=token_deriver.participant_on_behalf(poll.id, row.label),
        key=row.label.encode(),
        on_behalf=True,
        label=row.label,
    )
    return not (await accept_answer(store, token_deriver, poll.id, row.value, sender)).repeated


def _count(
    outcome: ImportCounts,
    row: ImportRow,
    result: bool | BaseException,
    refuse: Callable[[RefusedRow], None],
) -> None:
    match result:
        case True:
            outcome.entered += 1
        case False:
            outcome.there_already += 1
        case Invalid():
            outcome.refused += 1
            refuse(RefusedRow(row.line, result.detail))
        case Withdrawn():
            outcome.refused += 1
            refuse(RefusedRow(row.line, WITHDRAWN_ANSWER))
        case AlreadyAnswered() | KeyReused():
            outcome.refused += 1
            refuse(RefusedRow(row.line, OTHER_ANSWER))
        case _:
            outcome.ended = outcome.ended or result


def _batches(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    pending = iter(rows)
    while batch := list(islice(pending, MAX_CONCURRENT)):
        yield batch
