"""List the names and reasons of a revealed poll for its organizer; publish and hide them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.errors import Invalid
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.store.follow_up_records import HIDDEN, NOTICE_BITS, shown_mask
from crowd.store.records import WITHDRAWN
from crowd.store.store import Store

ENTRIES_PER_PAGE = 50

MAX_PLACES = 1000
"""Answers whose texts one call hides or shows."""


class GivenTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The name and the reason of one answer; its place counts the answers of the exports, from 1."""

    place: int
    value: float
    name: str | None
    reason: str | None
    hidden: bool


class TextPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the names and reasons of a poll, in the order of arrival."""

    entries: list[GivenTexts]
    total: int
    page: int
    pages: int


class _Columns(NamedTuple):
    """Answers that are not withdrawn: places in the store, values, and masks of what was given."""

    places: NDArray[np.int64]
    values: NDArray[np.float64]
    masks: NDArray[np.uint32]


async def list_texts(store: Store, poll: Poll, page: int) -> TextPage:
    """List the names and reasons that may be shown, hidden ones too; raise Sealed before the reveal.

    A page beyond the last one is the last one.
    """
    require_revealed(poll)
    columns = await _read_columns(store, poll)
    given = np.flatnonzero(_may_be_shown(columns.masks))
    pages = max(1, -(-given.size // ENTRIES_PER_PAGE))
    page = min(max(1, page), pages)
    rows = given[(page - 1) * ENTRIES_PER_PAGE : page * ENTRIES_PER_PAGE]
    texts = await store.published_texts.load(poll, columns.places[rows].tolist())
    entries = [
        GivenTexts(
            place=int(row) + 1,
            value=float(columns.values[row]),
            name=text.name,
            reason=text.reason,
            hidden=text.hidden,
        )
        for row, text in zip(rows, texts, strict=True)
        if text.name is not None or text.reason is not None
    ]
    return TextPage(entries=entries, total=int(given.size), page=page, pages=pages)


async def publish_texts(
    store: Store,
    poll: Poll,
    *,
    published: bool | None = None,
    hide: Sequence[int] = (),
    show: Sequence[int] = (),
) -> list[int]:
    """Publish the reasons or not, and hide or show the texts of answers by their places, in one step.

    Return the places of all that are hidden then; raise Sealed before the reveal.
    """
    require_revealed(poll)
    columns = await _read_columns(store, poll)
    hidden = _hidden_places(columns, hide, show)
    if published is not None or hidden:
        await store.published_texts.publish(poll.id, published=published, hidden=hidden)
        columns = await _read_columns(store, poll)
    return (np.flatnonzero(columns.masks & np.uint32(HIDDEN)) + 1).tolist()


def _hidden_places(columns: _Columns, hide: Sequence[int], show: Sequence[int]) -> dict[int, bool]:
    """Return by place in the store whether its texts get hidden; raise Invalid."""
    both = set(hide) & set(show)
    if both:
        message = Sentence("Either hide or show {place}, not both.", place=min(both))
        raise Invalid.of_field("show", message)
    hidden: dict[int, bool] = {}
    for field, places in (("hide", hide), ("show", show)):
        for place in places:
            if not 1 <= place <= columns.places.size:
                message = Sentence(
                    "There is no answer {place}. Answers are counted from 1, in the order of the "
                    "export.",
                    place=place,
                )
                raise Invalid.of_field(field, message)
            hidden[int(columns.places[place - 1])] = field == "hide"
    return hidden


async def _read_columns(store: Store, poll: Poll) -> _Columns:
    records = await store.answers.load(poll)
    masks = np.zeros(records.size, np.uint32)
    async for start, part in store.published_texts.stream_masks(poll):
        masks[start : start + part.size] = part
    places = np.flatnonzero(records["flags"] & WITHDRAWN == 0)
    return _Columns(places, np.ascontiguousarray(records["value"][places]), masks[places])


def _may_be_shown(masks: NDArray[np.uint32]) -> NDArray[np.bool_]:
    wanted = [np.uint32(shown_mask(name)) for name in NOTICE_BITS]
    shown: NDArray[np.bool_] = np.logical_or.reduce([masks & mask == mask for mask in wanted])
    return shown
