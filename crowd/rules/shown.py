"""Which groups everybody may see: none so small that it would tell what somebody said."""

from __future__ import annotations

from crowd.model.results import Group, Results

FEWEST_IN_A_GROUP = 3
"""The middle answer of one or two people is the answer of somebody."""


def shown_groups(results: Results) -> list[Group]:
    """The groups that are large enough, the largest first."""
    return [group for group in results.groups if group.count >= FEWEST_IN_A_GROUP]
