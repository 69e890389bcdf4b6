"""What was added to answers, as the arrays that statistics take."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from crowd.actions.load_follow_ups import load_follow_ups
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Sealed
from crowd.poll import FollowUpQuestions
from crowd.store.store import Store
from tests.store.test_follow_ups import accept, asking, revealed


def same(found: Any, expected: list[Any]) -> bool:
    return bool(np.array_equal(found, np.array(expected, dtype=float), equal_nan=True))


async def test_arrays_stand_beside_the_answers(store: Store) -> None:
    nothing = float("nan")
    await store.polls.create(asking(), "digest")
    given = [None, FollowUpAnswers(low=1.0, high=2.0), FollowUpAnswers(others=0.0, group=1), None]
    for number, added in enumerate(given):
        await accept(store, number, added)
    details = await load_follow_ups(store, await revealed(store))
    assert same(details.lows, [nothing, 1, nothing, nothing])
    assert same(details.highs, [nothing, 2, nothing, nothing])
    assert same(details.others, [nothing, nothing, 0, nothing])
    assert details.predicted.shape == (4, 0)
    assert details.groups.tolist() == [-1, -1, 1, -1]
    assert details.group_names == ["north", "south"]


async def test_arrays_of_nobody_are_empty(store: Store) -> None:
    await store.polls.create(asking(FollowUpQuestions(group=True)), "digest")
    details = await load_follow_ups(store, await revealed(store))
    assert (details.lows.size, details.groups.size, details.group_names) == (0, 0, [])


async def test_arrays_are_sealed_before_the_reveal(store: Store) -> None:
    poll = asking()
    await store.polls.create(poll, "digest")
    await accept(store, 1, FollowUpAnswers(low=1.0, high=2.0))
    closed = msgspec.structs.replace(poll, state=type(poll.state)("closed"))
    for unrevealed in (poll, closed):
        with pytest.raises(Sealed):
            await load_follow_ups(store, unrevealed)
