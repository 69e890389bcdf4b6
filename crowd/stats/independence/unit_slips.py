"""Unit slips: clusters of answers as mistaken units would make them."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.validation import Undefined, Values, as_ascending, require_enough

SLIP_POWERS = (-3, -2, -1, 1, 2, 3)
"""Powers of the base by which a cluster may be away from the bulk."""

MAX_P = 0.001
"""Probability of a cluster by chance below which it stands apart."""

MIN_SLIP_DISTANCE, MAX_SLIP_DISTANCE = 0.05, 0.1
"""Bounds of the distance of a cluster's middle from a power that is allowed, as a logarithm."""

MAX_SLIP_SHARE = 0.25
"""Share of the answers above which a cluster is a camp."""

MAX_OUTER_DENSITY = 0.5
"""Density beyond a cluster, in shares of its own, above which it is part of a second camp."""


class UnitSlip(NamedTuple):
    """A cluster of answers at so many times the bulk, how many they are, and their share."""

    factor: float
    n: int
    share: float


def unit_slips(values: ArrayLike, base: float = 10.0) -> list[UnitSlip]:
    """The clusters of answers at powers of a base from the bulk, as by mistaken units.

    Plain: At these powers of ten from the bulk, of durations powers of 60, stands a cluster apart, as
    if units had been mixed up.
    Formula: d = log of x to the base, less its median, s = 1.4826 median |d|, h = min(1/4, max(2 s,
    0.02)); for f = -3 ... 3 but 0, the cluster are the answers with |d - f| <= h. It stands apart
    where an even spread over the cluster and the gap between bulk and cluster (from |d| = 1/2 on,
    without the places of smaller slips) would put as many into the cluster with a probability below
    0.001, by the binomial tail, where the half step beyond it is less than half as dense, where the
    median of all answers with |d - f| < 1/2 is within 0.05 + 2.5 s / sqrt(m) of f, at most 0.1, m
    their number, and where at most a quarter of the answers are in it. A crowd with one peak is denser
    in the gap, so its tail is taken for a slip more seldom than that.
    Source: this library's own rule; the binomial tail: Conover 1999, Practical Nonparametric
    Statistics, 3rd ed., Wiley, section 3.1.
    Domain: numbers above zero, n >= 30.
    Unit: a factor, people, and a share.
    Shape: a list of at most six triples, the smallest factor first; empty where there is no such
    cluster, or half of the answers are not within the square root of the base of the median.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
        base: the factor between units that people mix up: 10, or 60 for times.
    Misleads: people may mean what they say: a small camp whose opinion is just ten times as high looks
    the same. In a widely spread crowd slips drown, and none is found.
    Raises: `Undefined` for n < 30 and for values not above zero.

    >>> unit_slips([90, 95, 100, 105, 110] * 8 + [950, 1000, 1000, 1050] * 2)
    [UnitSlip(factor=10.0, n=8, share=0.16666666666666666)]
    """
    array = as_ascending(require_enough(values))
    if array[0] <= 0:
        raise Undefined("Powers of ten can be compared only where every answer is above zero.")
    decades = np.log10(array) / np.log10(base)
    decades -= np.median(decades)
    spread = float(np.median(np.abs(decades)))
    if spread > 0.5:
        return []
    radius = min(0.25, max(2 * 1.4826 * spread, 0.02))
    # With the signs changed, smaller answers are found as larger ones are.
    sides = {-1: -decades[::-1], 1: decades}
    counts = {
        power: _count_cluster(sides[side], abs(power), radius)
        for power in SLIP_POWERS
        if _lies_near(sides[side := 1 if power > 0 else -1], abs(power), spread)
    }
    return [
        UnitSlip(base**power, count, count / array.size)
        for power, count in counts.items()
        if 0 < count <= MAX_SLIP_SHARE * array.size
    ]


def _lies_near(decades: Values, power: int, spread: float) -> bool:
    """Whether the middle of the answers nearest to a power is at it, but for chance."""
    low, high = np.searchsorted(decades, [power - 0.5, power + 0.5])
    if low == high:
        return False
    # 1.2533 times 1.4826: the standard error of a median, from the median distance.
    error = 1.86 * spread / sqrt(high - low)
    allowed = min(MAX_SLIP_DISTANCE, MIN_SLIP_DISTANCE + 2 * error)
    return bool(abs(np.median(decades[low:high]) - power) <= allowed)


def _count_cluster(decades: Values, power: int, radius: float) -> int:
    """The answers in the cluster at a power of ten; 0 if it does not stand apart."""
    count = _count_within(decades, power - radius, power + radius)
    # Between the bulk and the cluster, without the clusters of smaller slips.
    between = [(step + radius, step + 1 - radius) for step in range(1, power)]
    gaps = [(0.5, 1 - radius), *between]
    in_gaps = sum(_count_within(decades, low, high) for low, high in gaps)
    width = sum(high - low for low, high in gaps)
    outside = _count_within(decades, power + radius, power + 0.5)
    if not count or outside / (0.5 - radius) > MAX_OUTER_DENSITY * count / (2 * radius):
        return 0
    # The probability that of answers spread evenly over cluster and gaps so many are in the cluster.
    share = 2 * radius / (2 * radius + width)
    p = float(scipy.special.bdtrc(count - 1, count + in_gaps, share))
    return count if p < MAX_P else 0


def _count_within(ascending: Values, low: float, high: float) -> int:
    return int(np.searchsorted(ascending, high, "right") - np.searchsorted(ascending, low, "left"))
