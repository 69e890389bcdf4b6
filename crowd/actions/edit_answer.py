"""Changes, withdraws or shows a participant's own answer."""

from __future__ import annotations

from crowd.actions.accept_answer import Accepted
from crowd.model.answer import Answer
from crowd.model.errors import NotFound
from crowd.store.store import Store


async def edit_answer(store: Store, poll_id: str, participant: bytes, value: float) -> Accepted:
    """Replaces the value; the answer keeps its place in the order."""
    await store.edit_answer(poll_id, participant, value)
    return Accepted(value=value, participant=participant)


async def withdraw_answer(store: Store, poll_id: str, participant: bytes) -> None:
    """Takes the answer back."""
    await store.withdraw_answer(poll_id, participant)


async def own_answer(store: Store, poll_id: str, participant: bytes | None) -> Answer:
    """The participant's own answer, as long as it is not withdrawn."""
    answer = None if participant is None else await store.load_own_answer(poll_id, participant)
    if answer is None or answer.withdrawn:
        raise NotFound("There is no answer of yours to this poll from this browser.")
    return answer
