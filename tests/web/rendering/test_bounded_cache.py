"""Pages that are kept: bounded in number and bytes, and no poll pushes out those of the others."""

from __future__ import annotations

import random
from typing import NamedTuple

from crowd.web.rendering.bounded_cache import BoundedCache


class Page(NamedTuple):
    size: int


def test_page_that_was_not_asked_for_the_longest_goes() -> None:
    pages: BoundedCache[Page] = BoundedCache(max_entries=3)
    for name in "abc":
        pages.put((name, name), Page(1))
    assert pages.get(("a", "a")) == Page(1)
    pages.put(("d", "d"), Page(1))
    assert [pages.get((name, name)) is not None for name in "abcd"] == [True, False, True, True]


def test_pages_have_room_in_bytes() -> None:
    pages: BoundedCache[Page] = BoundedCache(max_bytes=100)
    pages.put(("a", "1"), Page(60))
    pages.put(("b", "2"), Page(40))
    pages.put(("b", "2"), Page(30))
    pages.put(("c", "3"), Page(50))
    kept = [pages.get(name) for name in (("a", "1"), ("b", "2"), ("c", "3"))]
    assert kept == [None, Page(30), Page(50)]
    pages.put(("d", "4"), Page(101))
    assert pages.get(("d", "4")) is None, "what is larger than all the room is not kept"


def test_pages_of_one_poll_make_room_for_each_other() -> None:
    pages: BoundedCache[Page] = BoundedCache(max_entries=10, max_per_poll=4)
    for poll in "abc":
        pages.put(("results", poll), Page(1))
    for number in range(1000):
        pages.put(("results", "loud", str(number)), Page(1))
    assert all(pages.get(("results", poll)) for poll in "abc")
    kept = [number for number in range(1000) if pages.get(("results", "loud", str(number)))]
    assert kept == [996, 997, 998, 999]


def test_bounds_hold_in_any_order() -> None:
    rng = random.Random(7)
    pages: BoundedCache[Page] = BoundedCache(max_entries=20, max_bytes=300, max_per_poll=5)
    for _ in range(3000):
        name = (rng.choice("xy"), rng.choice("abcdefgh"), str(rng.randrange(9)))
        if rng.random() < 0.5:
            pages.get(name)
        else:
            pages.put(name, Page(rng.randrange(40)))
        held = pages._values
        assert len(held) <= 20
        assert sum(page.size for page in held.values()) == pages._bytes <= 300
        by_poll = [sum(name[1] == poll for name in held) for poll in "abcdefgh"]
        assert max(by_poll) <= 5
        assert sum(map(len, pages._by_poll.values())) == len(held)
