"""The results of a revealed poll: computed once, stored, served as they are.

Sections are dictionaries from a method's name to its figure, so that a new method is a new entry.
A figure that cannot be computed is None and has its reason in `why_null` under its dotted path.
Values are on the poll's own scale; dates are days since 1970-01-01 until they are written out.
"""

from __future__ import annotations

import msgspec

Section = dict[str, float | None]

VERSION = 2
"""Results stored by a release that knew fewer figures are computed again."""


class HeadlineFigure(msgspec.Struct, frozen=True, kw_only=True):
    """The aggregate fixed at creation, and its value."""

    name: str
    value: float | None


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """A bar of the histogram: answers in [low, high), the last one including its end."""

    low: float
    high: float
    count: int


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """How the answers are spread; `scale` is log where the largest is over 100 times the smallest."""

    scale: str
    bins: list[Bin]
    below: int = 0
    above: int = 0


class CurvePoint(msgspec.Struct, frozen=True, kw_only=True):
    """The error that the middle answer of k people drawn from the crowd would typically have."""

    k: int
    error: float


class Closest(msgspec.Struct, frozen=True, kw_only=True):
    """An answer value among the closest to the truth, and how many gave it."""

    value: float
    count: int


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What people of one group, or of one branch, said; options have no middle."""

    name: str
    count: int
    median: float | None = None
    quartile_1: float | None = None
    quartile_3: float | None = None


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """A number that stands in the question, and how many answers lie within 1 % of it.

    `expected` is the share that neighbouring values would make likely.
    """

    number: float
    share: float
    expected: float


class UnitSlip(msgspec.Struct, frozen=True, kw_only=True):
    """A small cluster of answers, ten, a hundred or a thousand times the bulk, or a part of it."""

    factor: float
    count: int
    share: float


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a choice: who chose it, and how many people were thought to choose it."""

    option: float
    count: int
    share: float
    predicted: float | None = None


class ChoiceFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What people chose. An option is its place, from 0; None where there is a tie."""

    options: list[Option]
    plurality: float | None
    surprisingly_popular: float | None
    predictions: int = 0


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the results page and the API show, without the poll itself."""

    n: int
    unreadable: int = 0
    on_behalf: int = 0
    headline: HeadlineFigure
    aggregates: Section
    spread: Section
    diversity: Section
    group_diversity: Section
    group_count: int = 0
    groups: list[Group] = []
    more_groups: int = 0
    """How many further groups are large enough to be shown, and left out."""

    branch_groups: list[Group] = []
    independence: Section
    anchoring: list[Anchor] = []
    unit_slips: list[UnitSlip] = []
    branches: int = 0
    largest_branch: int = 0
    uncertainty: dict[str, list[float] | None]
    influence: Section
    scoring: Section
    crowd_size_curve: list[CurvePoint]
    enough: CurvePoint | None = None
    choice: ChoiceFigures | None = None
    histogram: Histogram | None
    few: list[float] = []
    """All answers from the smallest to the largest, of a crowd so small that each can be seen."""

    error_percentiles: list[float] = []
    """How far people were off, from the closest to the farthest, in hundredths of the crowd."""

    closest: list[Closest]
    why_null: dict[str, str]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Results as stored, with the hash that names them in ETags."""

    version: int = VERSION
    hash: str
    results: Results
