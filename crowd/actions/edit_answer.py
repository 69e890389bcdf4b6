"""Changes, withdraws or shows a participant's own answer."""

from __future__ import annotations

from collections.abc import Collection

from crowd.actions.accept_answer import Accepted
from crowd.model.answer import Answer, FollowUpAnswers
from crowd.model.errors import NotFound
from crowd.model.sentence import Sentence
from crowd.store.store import Store


async def edit_answer(
    store: Store,
    poll_id: str,
    participant: bytes,
    value: float,
    added: FollowUpAnswers | None = None,
    fields: Collection[str] = (),
) -> Accepted:
    """Replaces the value and these fields of what was added to it, in one step; all else stays, and
    the answer keeps its place in the order."""
    if added is None or not fields:
        await store.answers.edit(poll_id, participant, value)
    else:
        await store.follow_ups.change(poll_id, participant, added, fields, value)
    return Accepted(value=value, participant=participant)


async def add_details(
    store: Store, poll_id: str, participant: bytes, added: FollowUpAnswers, fields: Collection[str]
) -> None:
    """Replaces these fields of what was added to an answer."""
    await store.follow_ups.change(poll_id, participant, added, fields)


async def withdraw_answer(store: Store, poll_id: str, participant: bytes) -> None:
    """Takes the answer back."""
    await store.answers.withdraw(poll_id, participant)


async def has_answered(store: Store, poll_id: str, participant: bytes | None) -> bool:
    """Whether an answer of the participant stands."""
    answer = None if participant is None else await store.answers.load_own(poll_id, participant)
    return answer is not None and not answer.withdrawn


async def own_answer(store: Store, poll_id: str, participant: bytes | None) -> Answer:
    """The participant's own answer, as long as it is not withdrawn."""
    answer = None if participant is None else await store.answers.load_own(poll_id, participant)
    if answer is None or answer.withdrawn:
        raise NotFound(Sentence("There is no answer of yours to this poll from this browser."))
    return answer
