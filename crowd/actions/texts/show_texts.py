"""Names and reasons beside the results: loaded once after each change, a few of many."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.actions.texts.choose_quotes import MAX_FURTHER_QUOTES, MAX_QUOTES, choose_quotes
from crowd.analysis.closest_answers import ranked_answers
from crowd.model.results import Results
from crowd.model.shown_texts import NO_TEXTS, NamedPeople, ShownTexts
from crowd.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.single_flight import SingleFlight
from crowd.store.follow_up_records import HIDDEN, shown_mask
from crowd.store.records import WITHDRAWN
from crowd.store.store import Store

MAX_NAMES = 10
"""Names beside one answer."""

MAX_EXAMINED = 100
"""People with one answer whose names are looked for, in the order of arrival."""

MAX_RECENT = 256

TextsKey = tuple[str, int, int, datetime | None]
"""What the texts depend on: the poll's id, its two revisions, and its close, which a restore may undo."""


class ShownTextsCache:
    """Texts that this process has loaded for polls as they stand, the most recent ones."""

    def __init__(self) -> None:
        self._calls: SingleFlight[TextsKey, ShownTexts] = SingleFlight()
        self._recent: dict[TextsKey, ShownTexts] = {}

    async def load(self, store: Store, poll: Poll, results: Results) -> ShownTexts:
        """Return what the results show of names and reasons; raise Sealed before the reveal."""
        require_revealed(poll)
        asks = poll.definition.asks
        if not asks.name and not (asks.reason and poll.reasons_published):
            return NO_TEXTS
        key = (poll.id, poll.revision, poll.texts_revision, poll.closed_at)
        found = self._recent.get(key)
        if found is None:
            found = await self._calls.run(key, lambda: load_shown_texts(store, poll, results))
            while len(self._recent) >= MAX_RECENT:
                del self._recent[next(iter(self._recent))]
            self._recent[key] = found
        return found


class _Columns(NamedTuple):
    """Places of the first people with each of the closest answers; places and answers of all reasons."""

    closest: dict[float, list[int]]
    reasons: NDArray[np.int64]
    values: NDArray[np.float64]


async def load_shown_texts(store: Store, poll: Poll, results: Results) -> ShownTexts:
    """Load the names of the closest people, and some reasons once they are published."""
    ranked = ranked_answers(results) if poll.definition.asks.name else []
    columns = await _read_columns(store, poll, [entry.value for entry in ranked])
    closest = {
        entry.value: await _load_people(store, poll, columns.closest[entry.value], entry.count)
        for entry in ranked
    }
    quotes, further = await choose_quotes(store, poll, columns.reasons, columns.values)
    more = columns.reasons.size - MAX_QUOTES - MAX_FURTHER_QUOTES
    return ShownTexts(
        closest=closest, quotes=quotes, further_quotes=further, more_reasons=max(0, more)
    )


async def _read_columns(store: Store, poll: Poll, closest: list[float]) -> _Columns:
    records = await store.answers.load(poll)
    counted = records["flags"] & WITHDRAWN == 0
    places = {
        value: np.flatnonzero(counted & (records["value"] == value))[:MAX_EXAMINED].tolist()
        for value in closest
    }
    reasons = np.empty(0, np.int64)
    if poll.definition.asks.reason and poll.reasons_published:
        reasons = np.concatenate([reasons, *await _find_reasons(store, poll)])
        # Answers that came while the masks were read cannot be: the poll is closed.
        reasons = reasons[counted[reasons]]
    return _Columns(places, reasons, np.ascontiguousarray(records["value"][reasons]))


async def _find_reasons(store: Store, poll: Poll) -> list[NDArray[np.int64]]:
    """Find the places of the reasons that may be shown."""
    wanted = shown_mask("reason")
    return [
        start + np.flatnonzero(masks & np.uint32(wanted | HIDDEN) == wanted)
        async for start, masks in store.published_texts.stream_masks(poll)
    ]


async def _load_people(store: Store, poll: Poll, places: list[int], count: int) -> NamedPeople:
    """Load the names of people at these places, the first of so many with the same answer."""
    texts = await store.published_texts.load(poll, places)
    given = [None if text.hidden else text.name for text in texts if text.name is not None]
    names = given[:MAX_NAMES]
    # Where not everybody is named, nobody can tell who of the others gave a name.
    listed_all = len(names) == len(given) and count == len(places)
    first = texts[0]
    return NamedPeople(
        names=names,
        unnamed=count - len(names) if listed_all else 0,
        more=0 if listed_all else count - len(names),
        first_place=places[0],
        first_name=first.name,
        first_hidden=first.hidden,
    )
