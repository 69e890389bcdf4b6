"""Load the follow-up answers of a revealed poll as arrays beside those of the answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.poll import Poll
from crowd.store.follow_up_records import BITS
from crowd.store.store import Store


class FollowUpColumns(NamedTuple):
    """Answers to follow-up questions as columns, one row for each answer; NaN and -1 where missing.

    `predicted` has a column for each option. `groups` are indices into `group_names`.
    """

    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    others: NDArray[np.float64]
    predicted: NDArray[np.float64]
    groups: NDArray[np.int32]
    group_names: list[str]


async def load_follow_ups(store: Store, poll: Poll) -> FollowUpColumns:
    """Load one row for each of `store.answers.load`, withdrawn ones included; raise Sealed before
    the reveal."""
    column, groups, group_names = await store.follow_ups.load(poll)

    def given(field: str) -> NDArray[np.float64]:
        is_given = column["mask"] & BITS[field] != 0
        return np.where(is_given, column[field], np.nan)

    is_given = column["mask"] & BITS["predicted"] != 0
    options = len(poll.definition.kind.options)
    predicted = np.full((column.size, options), np.nan)
    if options:
        predicted[is_given] = column["predicted"][is_given]
    return FollowUpColumns(
        lows=given("low"),
        highs=given("high"),
        others=given("others"),
        predicted=predicted,
        groups=groups,
        group_names=group_names,
    )
