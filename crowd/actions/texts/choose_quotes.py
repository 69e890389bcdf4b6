"""Choose which of many reasons the results quote: spread over the range of the answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.model.shown_texts import Quote
from crowd.poll import Poll
from crowd.store.store import Store

MAX_QUOTES = 5
MAX_FURTHER_QUOTES = 115
"""Reasons that pages quote at once, and folded below those."""

CANDIDATES = 8
"""Reasons that are read for each one quoted, of more than fit."""

MAX_HANDY_LENGTH = 280
"""Characters up to which a longer reason tells more; beyond, the shortest is quoted."""


class _Reason(NamedTuple):
    """A reason by its position among all of them in the order of their answers."""

    position: int
    text: str


async def choose_quotes(
    store: Store, poll: Poll, places: NDArray[np.int64], values: NDArray[np.float64]
) -> tuple[list[Quote], list[Quote]]:
    """Choose reasons by the places and values of their answers; return those to quote at once and
    further ones, both in the order of the answers.

    Reasons are told without names. Where a poll asks for names, which stand beside answers, no quote has
    its answer, and all are in the order of their letters: one that lacked it, or its place among the
    others, would tell that a named person wrote it.
    """
    order = np.argsort(values, kind="stable")
    strata = np.array_split(np.arange(order.size), min(MAX_QUOTES, order.size) or 1)
    candidates = [index for stratum in strata for index in _spread(stratum, CANDIDATES)]
    rest = np.setdiff1d(np.arange(order.size), candidates)
    read = sorted({*candidates, *_spread(rest, MAX_QUOTES + MAX_FURTHER_QUOTES)})
    texts = await store.published_texts.load(poll, places[order[read]].tolist())
    reasons = [
        _Reason(index, text.reason)
        for index, text in zip(read, texts, strict=True)
        if text.reason and not text.hidden
    ]
    first = {_best(reasons, stratum) for stratum in strata} - {None}

    def quote(reason: _Reason) -> Quote:
        asks_names = poll.definition.asks.name
        value = None if asks_names else float(values[order[reason.position]])
        return Quote(text=reason.text, value=value)

    others = [reason for reason in reasons if reason not in first]
    kept = {others[index] for index in _spread(np.arange(len(others)), MAX_FURTHER_QUOTES)}
    return (
        _in_order(poll, [quote(reason) for reason in reasons if reason in first]),
        _in_order(poll, [quote(reason) for reason in others if reason in kept]),
    )


def _in_order(poll: Poll, quotes: list[Quote]) -> list[Quote]:
    """Put quotes without answers in the order of their letters."""
    return sorted(quotes, key=lambda quote: quote.text) if poll.definition.asks.name else quotes


def _spread(indexes: NDArray[np.int64], most: int) -> list[int]:
    """Return at most so many of these, evenly spread over them."""
    if indexes.size <= most:
        found: list[int] = indexes.tolist()
        return found
    chosen = np.linspace(0, indexes.size - 1, most).round().astype(np.int64)
    spread: list[int] = indexes[chosen].tolist()
    return spread


def _best(reasons: list[_Reason], stratum: NDArray[np.int64]) -> _Reason | None:
    """Return the longest handy reason of a stratum, else the shortest; None without any."""
    if not stratum.size:
        return None
    low, high = int(stratum[0]), int(stratum[-1])
    found = [reason for reason in reasons if low <= reason.position <= high]
    handy = [reason for reason in found if len(reason.text) <= MAX_HANDY_LENGTH]
    if handy:
        return max(handy, key=lambda reason: len(reason.text))
    return min(found, key=lambda reason: len(reason.text), default=None)
