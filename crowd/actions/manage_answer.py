"""Load, edit or withdraw an answer, as its participant."""

from __future__ import annotations

from collections.abc import Collection

from crowd.actions.accept_answer import StoredAnswer
from crowd.model.answer import Answer, FollowUpAnswers
from crowd.model.errors import NotFound
from crowd.model.sentence import Sentence
from crowd.poll import Definition
from crowd.store.store import Store


async def edit_answer(
    store: Store,
    poll_id: str,
    participant: bytes,
    value: float,
    added: FollowUpAnswers | None = None,
    fields: Collection[str] = (),
    *,
    noticed: bool = False,
) -> StoredAnswer:
    """Replace the value and these fields of the follow-up answers, in one step; everything else stays,
    and the answer keeps its place in the order.

    `noticed`: the texts were given under a notice of who will see them.
    """
    if added is None or not fields:
        await store.answers.edit(poll_id, participant, value)
    else:
        await store.follow_ups.change(poll_id, participant, added, fields, value, noticed=noticed)
    return StoredAnswer(value=value, participant=participant)


async def change_follow_ups(
    store: Store,
    poll_id: str,
    participant: bytes,
    added: FollowUpAnswers,
    fields: Collection[str],
    *,
    noticed: bool = False,
) -> None:
    """Replace these fields of the follow-up answers, whose texts were given under a notice or not."""
    await store.follow_ups.change(poll_id, participant, added, fields, noticed=noticed)


async def take_back_texts(
    store: Store, poll_id: str, participant: bytes, fields: Collection[str]
) -> None:
    """Remove the name or the reason of an answer, in any state of the poll."""
    await store.published_texts.take_back(poll_id, participant, fields)


async def withdraw_answer(store: Store, poll_id: str, participant: bytes) -> None:
    """Withdraw the answer."""
    await store.answers.withdraw(poll_id, participant)


async def has_answered(store: Store, poll_id: str, participant: bytes | None) -> bool:
    """Return whether the participant has an answer that is not withdrawn."""
    return await find_own_answer(store, poll_id, participant) is not None


async def has_withdrawn(store: Store, poll_id: str, participant: bytes | None) -> bool:
    """Return whether the participant's answer was withdrawn, and none given since."""
    answer = None if participant is None else await store.answers.load_own(poll_id, participant)
    return answer is not None and answer.withdrawn


async def find_own_answer(store: Store, poll_id: str, participant: bytes | None) -> Answer | None:
    """Load the participant's own answer; None without one, or if it is withdrawn."""
    answer = None if participant is None else await store.answers.load_own(poll_id, participant)
    return None if answer is None or answer.withdrawn else answer


async def load_own_answer(store: Store, poll_id: str, participant: bytes | None) -> Answer:
    """Load the participant's own answer; raise NotFound without one, or if it is withdrawn."""
    answer = await find_own_answer(store, poll_id, participant)
    if answer is None:
        raise NotFound(Sentence("There is no answer of yours to this poll from this browser."))
    return answer


async def load_own_follow_ups(
    store: Store, poll_id: str, definition: Definition, participant: bytes
) -> FollowUpAnswers:
    """Load what the participant added to their own answer."""
    return await store.follow_ups.load_own(poll_id, definition, participant)
