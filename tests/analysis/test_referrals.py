"""Branches of the tree of shares, against a walk from each answer to its root."""

from __future__ import annotations

import doctest
import time

import numpy as np
import pytest

from crowd.analysis import referrals as module
from crowd.analysis.referrals import find_branches

MILLION = 1_000_000


def walked(sharers: list[int]) -> list[int]:
    roots: list[int] = []
    for place, sharer in enumerate(sharers):
        roots.append(roots[sharer - 1] if sharer else place)
    return roots


def test_example_is_right() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("sharers", "expected"),
    [
        ([], []),
        ([0], [0]),
        ([0, 0, 0], [0, 1, 2]),
        ([0, 1, 2, 3], [0, 0, 0, 0]),
        ([0, 0, 1, 2, 3, 4], [0, 1, 0, 1, 0, 1]),
    ],
)
def test_branches_by_hand(sharers: list[int], expected: list[int]) -> None:
    assert find_branches(sharers).tolist() == expected


@pytest.mark.parametrize(
    ("sharers", "expected"),
    [([1], [0]), ([2, 0], [0, 1]), ([0, 3, 2], [0, 1, 1]), ([0, 9], [0, 1])],
)
def test_who_came_through_nobody_earlier_begins_a_branch(
    sharers: list[int], expected: list[int]
) -> None:
    assert find_branches(sharers).tolist() == expected


@pytest.mark.parametrize("seed", range(5))
def test_branches_are_those_of_a_walk(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sharers = [int(rng.integers(0, place + 1)) if rng.random() < 0.8 else 0 for place in range(500)]
    found = find_branches(np.array(sharers, dtype=np.uint32))
    assert found.tolist() == walked(sharers)
    assert len(set(found.tolist())) == sharers.count(0)


def seconds(sharers: np.ndarray) -> float:
    began = time.process_time()
    find_branches(sharers)
    return time.process_time() - began


def test_million_answers_in_one_chain_take_a_moment() -> None:
    chain = np.arange(MILLION, dtype=np.uint32)
    assert find_branches(chain).max() == 0
    # A fifth of it on the machine where this was written.
    assert min(seconds(chain) for _ in range(3)) < 1.5
