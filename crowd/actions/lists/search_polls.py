"""Find public polls by words of their questions, and list them page by page."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from crowd.actions.lists.list_polls import summarise_all
from crowd.actions.show_results import Computations
from crowd.i18n.translator import Translator
from crowd.poll import Poll
from crowd.reporting.summary import PollSummary, max_cache_seconds
from crowd.single_flight import SingleFlight
from crowd.store.store import Store

POLLS_PER_PAGE = 20

MAX_SEARCHED = 10_000
"""Polls of each list whose questions are searched: those that opened or were revealed last."""

MAX_SEARCHED_LENGTH = 500
"""Characters of a question that are searched."""

MAX_QUERY_LENGTH = 200
MAX_WORDS = 8
"""Characters and words of a query; what is beyond them is left out."""

REFRESH_SECONDS = 5
"""Seconds after which a search looks for polls that came or went."""


class PublicPolls(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of public polls; `others` counts what a search found in the other list."""

    summaries: Sequence[PollSummary]
    page: int
    pages: int
    found: int
    others: int
    seconds: int


class Questions:
    """The questions of public polls, folded for the search and kept in memory."""

    def __init__(self) -> None:
        self._folded: dict[str, str] = {}
        self._lists: dict[bool, list[str]] = {False: [], True: []}
        self._expires: datetime | None = None
        self._refreshes: SingleFlight[str, None] = SingleFlight()

    async def find(self, store: Store, query: str, now: datetime) -> dict[bool, list[str]]:
        """Return the ids of the polls with all words of the query, newest first.

        Those that are revealed are under True, the others under False.
        """
        if self._expires is None or now >= self._expires:
            await self._refreshes.run("", lambda: self._refresh(store, now))
        words = query_words(query)
        return {revealed: self._matches(ids, words) for revealed, ids in self._lists.items()}

    def _matches(self, ids: list[str], words: list[str]) -> list[str]:
        folded = self._folded
        return [
            poll_id
            for poll_id in ids
            if poll_id in folded and all(word in folded[poll_id] for word in words)
        ]

    async def _refresh(self, store: Store, now: datetime) -> None:
        lists = {
            False: await store.index.newest_unrevealed(MAX_SEARCHED),
            True: await store.index.newest_revealed(MAX_SEARCHED),
        }
        known = self._folded
        listed = set(lists[False]) | set(lists[True])
        new = await store.index.load_questions([one for one in listed if one not in known])
        folded = await asyncio.to_thread(fold_all, new)
        self._folded = {one: text for one, text in known.items() if one in listed} | folded
        self._lists = lists
        self._expires = now + timedelta(seconds=REFRESH_SECONDS)


def query_words(query: str) -> list[str]:
    """Return the words of a query, folded as questions are."""
    return list(dict.fromkeys(fold(query[:MAX_QUERY_LENGTH]).split()))[:MAX_WORDS]


def fold_all(questions: dict[str, str]) -> dict[str, str]:
    """Fold questions for the search."""
    return {poll_id: fold(question) for poll_id, question in questions.items()}


def fold(text: str) -> str:
    """Return a text without case and without marks on its letters, for the search."""
    text = text[:MAX_SEARCHED_LENGTH]
    if text.isascii():
        return text.casefold()
    # Without its own marks first: to put many marks on one letter in order takes quadratic time.
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    parts = unicodedata.normalize("NFKD", bare)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


async def list_public_polls(
    store: Store,
    computations: Computations,
    now: datetime,
    translator: Translator,
    *,
    revealed: bool,
    page: int,
) -> PublicPolls:
    """List a page of the public polls with results, or of those without; the latest first."""
    count = await (store.index.count_revealed() if revealed else store.index.count_unrevealed())
    page, pages = _fitting_page(page, count)
    load = store.index.load_revealed if revealed else store.index.load_unrevealed
    polls = await load(POLLS_PER_PAGE, (page - 1) * POLLS_PER_PAGE)
    return await _page(store, computations, now, translator, polls, (page, pages, count, 0))


async def search_public_polls(
    store: Store,
    computations: Computations,
    now: datetime,
    translator: Translator,
    questions: Questions,
    query: str,
    *,
    revealed: bool,
    page: int,
) -> PublicPolls:
    """List a page of those public polls whose questions have all words of the query."""
    found = await questions.find(store, query, now)
    ids, others = found[revealed], len(found[not revealed])
    page, pages = _fitting_page(page, len(ids))
    shown = ids[(page - 1) * POLLS_PER_PAGE :][:POLLS_PER_PAGE]
    polls = await store.index.load_public(shown, revealed=revealed)
    counts = (page, pages, len(ids), others)
    return await _page(store, computations, now, translator, polls, counts)


def _fitting_page(page: int, count: int) -> tuple[int, int]:
    """Return the page nearest to the wanted one that there is, and how many there are."""
    pages = max(1, -(-count // POLLS_PER_PAGE))
    return min(max(1, page), pages), pages


async def _page(
    store: Store,
    computations: Computations,
    now: datetime,
    translator: Translator,
    polls: list[Poll],
    counts: tuple[int, int, int, int],
) -> PublicPolls:
    page, pages, found, others = counts
    return PublicPolls(
        summaries=await summarise_all(store, computations, polls, now, translator),
        page=page,
        pages=pages,
        found=found,
        others=others,
        seconds=max_cache_seconds(polls, now),
    )
