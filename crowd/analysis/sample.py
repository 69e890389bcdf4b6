"""The input of the analysis: columns of answers of one length, and the question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.kinds import Kind

Values = NDArray[np.float64]
Labels = NDArray[np.int64]

SEED = 1907
"""Seed of the random numbers, so that the same answers give the same figures."""


PERMUTATIONS = 9_999
"""Shuffled orders with which the order of the answers is compared."""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """The answers, one row a person, in the order of arrival unless `why_unordered` is set.

    `branches` and `groups` have a number for each branch or group, -1 for none. Other columns have
    nan where a person left them out; a column that nobody was asked for is None.
    """

    values: Values
    branches: Labels | None = None
    groups: Labels | None = None
    group_names: list[str] = []
    others: Values | None = None
    lows: Values | None = None
    highs: Values | None = None
    predicted: NDArray[Any] | None = None
    """Predicted shares of the options of a choice, one row a person."""

    on_behalf: int = 0
    unreadable: int = 0
    why_unordered: str = ""
    """Why the order of the rows says nothing about the order of arrival; empty where it does."""

    @property
    def n(self) -> int:
        """The number of answers."""
        return int(self.values.size)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, and the truth where it is known."""

    kind: Kind
    headline: str
    text: str = ""
    truth: float | None = None
    given_up: bool = False
    headline_fixed_at: datetime | None = None
    """When the headline was fixed; None where it was chosen with the answers in view."""

    time_zone: str = "UTC"
    """The time zone in which `headline_fixed_at` is written."""

    seed: int = SEED
    permutations: int = PERMUTATIONS
    """Orders into which the answers are shuffled, to tell theirs from chance."""

    @property
    def sealed(self) -> bool:
        """Whether answers were sealed: they are in polls, which fix the headline, and not in files."""
        return self.headline_fixed_at is not None
