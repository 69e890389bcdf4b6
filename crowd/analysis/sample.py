"""Answers as the statistics take them: columns of one length, wherever they came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.poll import Kind

Values = NDArray[np.float64]
Labels = NDArray[np.int64]

SEED = 1907
"""Where chance is used, the same answers give the same figures again."""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """What people gave, one row a person, in the order of the answers.

    `branches` and `groups` are numbers with one number a branch or group, -1 for none. Other columns
    have nan where a person left them out; a column that nobody was asked for is None.
    """

    values: Values
    branches: Labels | None = None
    groups: Labels | None = None
    group_names: list[str] = []
    others: Values | None = None
    lows: Values | None = None
    highs: Values | None = None
    predicted: NDArray[Any] | None = None
    """Of a choice: predicted shares of the options, one row a person."""

    on_behalf: int = 0
    unreadable: int = 0
    unordered: str = ""
    """Why the order of the rows says nothing about the order of arrival; empty where it does."""

    @property
    def n(self) -> int:
        """How many answered."""
        return int(self.values.size)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, and what is known of the truth."""

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

    @property
    def sealed(self) -> bool:
        """Whether nobody could see anything of the answers while they came in."""
        return self.headline_fixed_at is not None
