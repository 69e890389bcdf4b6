"""Load the answers of a revealed poll as a sample for the statistics."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.actions.load_follow_ups import FollowUpColumns, load_follow_ups
from crowd.analysis.referrals import find_branches
from crowd.analysis.sample import Sample
from crowd.poll import Definition, Poll
from crowd.rules.follow_ups import follow_up_fields
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store


async def load_sample(store: Store, poll: Poll) -> Sample:
    """Load all answers that are not withdrawn, with their follow-ups, in the order of arrival."""
    records = await store.answers.load(poll)
    follow_ups = await load_follow_ups(store, poll) if follow_up_fields(poll.definition) else None
    return await asyncio.to_thread(_sample, poll.definition, records, follow_ups)


def _sample(
    definition: Definition, records: NDArray[np.void], follow_ups: FollowUpColumns | None
) -> Sample:
    counted = records["flags"] & WITHDRAWN == 0
    # Where nobody came by a link, each answer is its own branch: there is nothing to compare.
    shared = bool(np.any(records["sharer"]))
    columns = {} if follow_ups is None else _columns(definition, follow_ups, counted)
    return Sample(
        values=np.ascontiguousarray(records["value"][counted]),
        on_behalf=int(np.count_nonzero(records["flags"][counted] & ON_BEHALF)),
        branches=find_branches(records["sharer"])[counted] if shared else None,
        **columns,
    )


def _columns(
    definition: Definition, follow_ups: FollowUpColumns, counted: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return the columns that the poll asks for."""
    asks = definition.asks
    found: dict[str, Any] = {}
    if asks.interval:
        found |= {"lows": follow_ups.lows[counted], "highs": follow_ups.highs[counted]}
    if asks.others and definition.kind.options:
        found["predicted"] = follow_ups.predicted[counted]
    elif asks.others:
        found["others"] = follow_ups.others[counted]
    if asks.group is not False:
        found |= {"groups": follow_ups.groups[counted], "group_names": follow_ups.group_names}
    return found
