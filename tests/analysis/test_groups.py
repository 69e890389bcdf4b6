"""No few people can be told apart, neither by their group nor by what is left over."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.analysis.groups import MIN_GROUP_SIZE, largest_branches, largest_groups
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Number


def crowd(sizes: list[int], without: int) -> Sample:
    """People in groups of these sizes, which are branches too, and others in none."""
    labels = np.repeat(np.arange(-1, len(sizes)), [without, *sizes])
    return Sample(
        values=np.arange(float(labels.size)),
        groups=labels,
        group_names=[str(number) for number in range(len(sizes))],
        branches=labels,
    )


SEALED = Question(
    kind=Number(), headline="median", headline_fixed_at=datetime(2027, 5, 1, tzinfo=UTC)
)


@given(st.lists(st.integers(1, 9), max_size=6), st.integers(0, 6))
def test_what_is_left_over_is_nobody_or_enough_people(sizes: list[int], without: int) -> None:
    sample = crowd(sizes, without)
    for shown in (largest_groups(sample, SEALED).groups, largest_branches(sample, SEALED)):
        assert all(group.count >= MIN_GROUP_SIZE for group in shown)
        left_over = sample.n - sum(group.count for group in shown)
        assert not shown or left_over == 0 or left_over >= MIN_GROUP_SIZE


@pytest.mark.parametrize(
    ("sizes", "without", "counts"),
    [([5, 1], 0, []), ([7, 5, 1], 0, [7]), ([5, 5], 0, [5, 5]), ([5, 1], 4, [5]), ([6], 2, [])],
)
def test_smallest_group_hides_those_who_are_left_over(
    sizes: list[int], without: int, counts: list[int]
) -> None:
    shown = largest_groups(crowd(sizes, without), SEALED).groups
    assert [group.count for group in shown] == counts
