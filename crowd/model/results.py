"""The results of a revealed poll: computed once, stored, served as they are.

Sections are dictionaries from a method's name to its figure, so that a new method is a new entry.
A figure that cannot be computed is None and has its reason in `why_null` under its dotted path.
Values are on the poll's own scale; dates are days since 1970-01-01 until they are written out.
"""

from __future__ import annotations

import msgspec

Section = dict[str, float | None]
Intervals = dict[str, list[float] | None]
"""Both ends of ranges by the names of their methods."""

VERSION = 8
"""Results that another version has stored are computed again."""


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a figure is missing: an English template, and the numbers that belong into its places."""

    template: str
    values: dict[str, int] = {}

    def __str__(self) -> str:
        """Return the English sentence."""
        if not self.values:
            return self.template
        return self.template.format(**{name: f"{value:,}" for name, value in self.values.items()})


class HeadlineFigure(msgspec.Struct, frozen=True, kw_only=True):
    """The aggregate fixed at creation, and its value."""

    name: str
    value: float | None


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """A bin of the histogram: answers in [low, high), in the last bin including high."""

    low: float
    high: float
    count: int


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """The histogram; `scale` is "linear" or, for answers over several powers of ten, "log"."""

    scale: str
    bins: list[Bin]
    below: int = 0
    above: int = 0
    is_discrete: bool = False
    """Whether all answers in a bin are the value in its middle."""


class CurvePoint(msgspec.Struct, frozen=True, kw_only=True):
    """The errors of the middle answers of k people drawn from the crowd: their mean, their median."""

    k: int
    error: float
    median_error: float


class MiddleHalf(msgspec.Struct, frozen=True, kw_only=True):
    """The answers without their lowest and highest quarter: the ends, and how many lie within."""

    low: float
    high: float
    count: int


class ClosestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A value among those closest to the truth, and how many people gave it."""

    value: float
    count: int


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of one group or branch; those of a choice have no quartiles."""

    name: str
    count: int
    median: float | None = None
    quartile_1: float | None = None
    quartile_3: float | None = None


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """A number in the question, and the share of the answers within 1 % of it.

    `expected` is the share that numbers as round make likely at most, `p` the probability that chance
    makes of this share more than twice as much.
    """

    number: float
    share: float
    expected: float
    p: float


class UnitSlip(msgspec.Struct, frozen=True, kw_only=True):
    """A small cluster of answers at `factor`, a power of ten, times the bulk."""

    factor: float
    count: int
    share: float


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a choice: its count, its share, and the mean share that people predicted."""

    option: float
    count: int
    share: float
    predicted: float | None = None


class ChoiceFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a choice. An option is its index, from 0; None for a tie."""

    options: list[Option]
    plurality: float | None
    surprisingly_popular: float | None
    predictions: int = 0


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of a poll, for pages and API."""

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
    """Number of groups left out although they are large enough to be shown."""

    branch_groups: list[Group] = []
    independence: Section
    anchoring: list[Anchor] = []
    unit_slips: list[UnitSlip] = []
    branches: int = 0
    largest_branch: int = 0
    uncertainty: Intervals
    influence: Section
    crowd_range: Intervals = {}
    """The ranges that people gave, put together; empty where nobody was asked for one."""

    range_count: int = 0
    """Number of people who gave a range."""

    scoring: Section
    crowd_size_curve: list[CurvePoint]
    enough: CurvePoint | None = None
    choice: ChoiceFigures | None = None
    histogram: Histogram | None
    other_scale: Histogram | None = None
    """The histogram on the other scale, linear or logarithmic, where both make sense."""

    middle_half: MiddleHalf | None = None
    heaps: list[float] = []
    """The median of each heap of the histogram; empty where it has one."""

    few: list[float] = []
    """All answers of a small crowd, sorted; empty for larger ones."""

    error_percentiles: list[float] = []
    """Percentiles 0 to 100 of the absolute errors; empty without a truth."""

    too_low: int | None = None
    too_high: int | None = None
    """Numbers of answers below and above the truth; None without one."""

    closest: list[ClosestAnswer]
    why_null: dict[str, Reason]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Results as stored, with the hash that their ETags are made of."""

    version: int = VERSION
    hash: str
    results: Results
