"""Artifacts of responding: rounding, anchoring on numbers in the question, mistaken units."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.validation import Statistic, Undefined, Values, as_values, require_enough

ANCHOR_RADIUS = np.log(1.01)
"""Distance from a number within which an answer is close to it, as a logarithm of their ratio."""

NEIGHBOURHOOD_RADIUS = np.log(1.25)
"""Distance within which other bands are compared with that about the number, in the same unit."""

SLIP_POWERS = (-3, -2, -1, 1, 2, 3)
"""Powers of the base by which a cluster may be away from the bulk."""

MAX_P = 0.001
"""Probability of a cluster by chance below which it stands apart."""

MAX_OUTER_DENSITY = 0.5
"""Density beyond a cluster, in shares of its own, above which it is part of a second camp."""


class Anchor(NamedTuple):
    """A number, the share of answers close to it, and the share that is usual around it."""

    number: float
    share: float
    expected: float


class UnitSlip(NamedTuple):
    """A cluster of answers at so many times the bulk, how many they are, and their share."""

    factor: float
    n: int
    share: float


def multiples_of(values: ArrayLike, k: int) -> float:
    """The share of the answers that are multiples of k.

    Plain: This share of the answers are multiples of k.
    Formula: #{x = k times a whole number} / n.
    Source: by definition; Myers 1940, Errors and bias in the reporting of ages in census data,
    Trans. Actuarial Soc. America 41:395, counts last digits in this way.
    Domain: real numbers, n >= 30; k >= 1.
    Unit: none, a share.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        k: the whole number whose multiples are counted, in the values' unit.
    Misleads: people who answer alone like round numbers: in published independent crowds 53 to 79 %
    of the answers are multiples of 5. Where the answers are large, all may be multiples of 5.
    Raises: `Undefined` for n < 30; `ValueError` for k < 1.

    >>> multiples_of([5, 6, 10] * 10, 5)
    0.6666666666666666
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    array = require_enough(values)
    return float(np.count_nonzero(np.rint(array / k) * k == array)) / array.size


def anchoring(values: ArrayLike, numbers: ArrayLike) -> list[Anchor]:
    """The share of answers close to each number of the question, and the usual share around it.

    Plain: Close to a number that stands in the question there are these shares, seen and usual.
    Formula: share = #{|ln(x / a)| <= ln 1.01} / n for each number a; expected = the largest share
    that any other band equally wide holds, wholly between the factors 1.01 and 1.25 off a, above or
    below it. It is the largest because answers heap on round numbers everywhere.
    Source: Tversky and Kahneman 1974, Science 185:1124, doi 10.1126/science.185.4157.1124, for the
    effect; the comparison is this library's own.
    Domain: real numbers, n >= 30; numbers other than 0, of which nothing is within one percent.
    Unit: none, shares.
    Shape: a list of at most k triples; numbers of 0 are left out.
    Parameters:
        values: the answers, (n,), in any one unit.
        numbers: the numbers in the question, (k,), in the values' unit.
    Misleads: a number in the question may be close to the truth; then people are there without
    having leaned on it. A round number draws more answers than its neighbours anyway.
    Raises: `Undefined` for n < 30.

    >>> anchoring([80, 90, 110, 120] * 5 + [100] * 20, [100])
    [Anchor(number=100.0, share=0.5, expected=0.125)]
    """
    array = require_enough(values)
    return [_measure_anchor(array, float(number)) for number in as_values(numbers) if number != 0]


def unit_slips(values: ArrayLike, base: float = 10.0) -> list[UnitSlip]:
    """The clusters of answers at powers of a base from the bulk, as by mistaken units.

    Plain: At these powers of ten from the bulk, of durations powers of 60, stands a cluster apart, as
    if units had been mixed up.
    Formula: d = log of x to the base, less its median, s = 1.4826 median |d|, h = min(1/4, max(2 s,
    0.02)); for f = -3 ... 3 but 0, the cluster are the answers with |d - f| <= h. It stands apart
    where an even spread over the cluster and the gap between bulk and cluster (from |d| = 1/2 on,
    without the places of smaller slips) would put as many into the cluster with a probability below
    0.001, by the binomial tail, and where the half step beyond it is less than half as dense. A crowd
    with one peak is denser in the gap, so its tail is taken for a slip more seldom than that.
    Source: this library's own rule; the binomial tail: Conover 1999, Practical Nonparametric
    Statistics, 3rd ed., Wiley, section 3.1.
    Domain: numbers above zero, n >= 30.
    Unit: a factor, people, and a share.
    Shape: a list of at most six triples, the smallest factor first; empty where there is no such
    cluster, or half of the answers are not within the square root of the base of the median.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
        base: the factor between units that people mix up: 10, or 60 for times.
    Misleads: people may mean what they say: a second opinion ten times as high looks the same. In a
    widely spread crowd slips drown, and none is found.
    Raises: `Undefined` for n < 30 and for values not above zero.

    >>> unit_slips([90, 95, 100, 105, 110] * 8 + [950, 1000, 1000, 1050] * 2)
    [UnitSlip(factor=10.0, n=8, share=0.16666666666666666)]
    """
    array = require_enough(values)
    if np.min(array) <= 0:
        raise Undefined("Powers of ten can be compared only where every answer is above zero.")
    decades = np.log10(array) / np.log10(base)
    decades = np.sort(decades - np.median(decades))
    spread = float(np.median(np.abs(decades)))
    if spread > 0.5:
        return []
    radius = min(0.25, max(2 * 1.4826 * spread, 0.02))
    counts = {power: _count_cluster(decades, power, radius) for power in SLIP_POWERS}
    return [
        UnitSlip(base**power, count, count / array.size) for power, count in counts.items() if count
    ]


def _measure_anchor(array: Values, number: float) -> Anchor:
    """The share of answers close to a number, and the share that is usual around it."""
    same_side = array[np.sign(array) == np.sign(number)]
    # A difference of logarithms, because the quotient could overflow.
    distances = np.log(np.abs(same_side)) - np.log(abs(number))
    distances = np.sort(distances[np.abs(distances) <= NEIGHBOURHOOD_RADIUS])
    # A margin for rounding keeps 101 within one percent of 100.
    edge = ANCHOR_RADIUS * (1 + 1e-9)
    low, high = np.searchsorted(distances, (-edge, edge))
    usual = max(_max_in_band(distances[:low]), _max_in_band(distances[high:]))
    return Anchor(number, int(high - low) / array.size, usual / array.size)


def _max_in_band(ascending: Values) -> int:
    """The maximum of values that one band holds, as wide as that about the number."""
    if not ascending.size:
        return 0
    ends = np.searchsorted(ascending, ascending + 2 * ANCHOR_RADIUS, side="right")
    return int(np.max(ends - np.arange(ascending.size)))


def _count_cluster(decades: Values, power: int, radius: float) -> int:
    """The answers in the cluster at a power of ten; 0 if it does not stand apart."""
    count = _count_within(decades, power - radius, power + radius)
    side = 1 if power > 0 else -1
    # Between the bulk and the cluster, without the clusters of smaller slips.
    between = [(step + radius, step + 1 - radius) for step in range(1, abs(power))]
    gaps = [(0.5, 1 - radius), *between]
    in_gaps = sum(_count_within(decades * side, low, high) for low, high in gaps)
    width = sum(high - low for low, high in gaps)
    outside = _count_within(decades * side, abs(power) + radius, abs(power) + 0.5)
    if not count or _density(outside, 0.5 - radius) > MAX_OUTER_DENSITY * _density(
        count, 2 * radius
    ):
        return 0
    # The probability that of answers spread evenly over cluster and gaps so many are in the cluster.
    share = 2 * radius / (2 * radius + width)
    p = float(scipy.special.bdtrc(count - 1, count + in_gaps, share))
    return count if p < MAX_P else 0


def _count_within(decades: Values, low: float, high: float) -> int:
    return int(np.count_nonzero((decades >= low) & (decades <= high)))


def _density(count: int, width: float) -> float:
    return count / width


HEAPS: dict[str, Statistic] = {
    f"multiples_of_{k}": partial(multiples_of, k=k) for k in (5, 10, 100)
}
