"""The results of a revealed poll: computed once, stored, served as they are.

Sections are dictionaries from a method's name to its figure, so that a new method is a new entry.
A figure that cannot be computed is None and has its reason in `why_null` under its dotted path.
Values are on the poll's own scale; dates are days since 1970-01-01 until they are written out.
"""

from __future__ import annotations

import msgspec


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


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the results page and the API show, without the poll itself."""

    n: int
    on_behalf: int
    headline: HeadlineFigure
    aggregates: dict[str, float | None]
    spread: dict[str, float | None]
    uncertainty: dict[str, list[float] | None]
    scoring: dict[str, float | None]
    crowd_size_curve: list[CurvePoint]
    histogram: Histogram | None
    closest: list[Closest]
    why_null: dict[str, str]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Results as stored, with the hash that names them in ETags."""

    version: int = 1
    hash: str
    results: Results
