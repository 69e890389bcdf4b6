"""Anchoring: answers close to a number that stands in the question."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.validation import Values, as_ascending, as_values, require_enough

ANCHOR_RADIUS = 0.01
"""Distance from a number within which an answer is close to it, as a share of the number."""

MAX_NEIGHBOUR_RATIO = 2
"""Factor up to which any other value is a neighbour of a number."""

MIN_MEDIAN_DISTANCE = 0.05
"""Half of the other answers must be farther from a number than this, as a share of it."""

MIN_STEP = 5
"""Distance of neighbours on a scale above which it is compared, in radii of a number."""

MIN_ELSEWHERE = 5
"""Answers nearer to other numbers as round: else the crowd is too narrow."""

MAX_USUAL_RATIO = 2.0
"""Ratio of the odds of answers at a number to the usual odds that is not remarkable."""

PREFERRED = (1, 2, 5)
"""Digits of the numbers that are rounder than others of their size."""


class Anchor(NamedTuple):
    """A number, the share of answers close to it, the usual share, and the probability of the excess."""

    number: float
    share: float
    expected: float
    p: float


class _Usual(NamedTuple):
    """How many answers are usual at a number, and how probable as many as there are would be."""

    at_number: float
    p: float


def anchoring(
    values: ArrayLike, numbers: ArrayLike, low: float | None = None, high: float | None = None
) -> list[Anchor]:
    """The share of answers close to each number of the question, and that of numbers as round.

    Plain: Close to a number that stands in the question there are these shares, seen and usual.
    Formula: c(a) = #{|x - a| <= 0.01 |a|}, share = c(a) / n for each number a. a stands on scales of
    numbers as round: a - 2 s, a - s, a, a + s, a + 2 s, s the place of its last digit other than 0,
    or five times it where that digit is 5; a tenth of it; 1, 2 and 5 times powers of ten, where a is
    one; powers of ten. Of these, those count whose next number is more than 0.05 |a| away. On each,
    d = (sum c(b) + 1) / (sum m(b) + 1) over the other numbers b, m(b) the answers nearer to b than to
    others of the scale; a draws d m(a) as a rule. Near by it draws as many as any other band as wide
    within a factor of 2. expected = the largest of these, by n; p the largest of the upper binomial
    tails of c(a), of m(a) or c(a) + the count near by, with twice the odds of d or of 1/2.
    Source: Tversky and Kahneman 1974, Science 185:1124, doi 10.1126/science.185.4157.1124, for the
    effect; the comparison is this library's own.
    Domain: real numbers, n >= 30. Left out are 0; ends, middle and quarters of a scale with two ends;
    and numbers in a crowd too narrow or too small to tell: where half of the other answers are within
    5 %, or fewer than 5 are nearer to another number of the first scale.
    Unit: none, shares and a probability.
    Shape: a list of at most k quadruples.
    Parameters:
        values: the answers, (n,), in any one unit.
        numbers: the numbers in the question, (k,), in the values' unit.
        low: the least value that can be answered, in the values' unit; None for no limit.
        high: the largest value that can be answered, in the values' unit; None for no limit.
    Misleads: a number in the question may be close to the truth; then people are there without
    having leaned on it. Among round answers it sees only strong leanings.
    Raises: `Undefined` for n < 30.

    >>> [found] = anchoring([*range(60, 660, 15), *[300] * 40], [300])
    >>> round(found.share, 3), round(found.expected, 3), found.p < 0.001
    (0.512, 0.075, True)
    """
    ascending = as_ascending(require_enough(values))
    landmarks = _landmarks(low, high)
    found = [
        _measure_anchor(ascending, -ascending[::-1], float(number))
        for number in as_values(numbers)
        if number != 0 and number not in landmarks
    ]
    return [anchor for anchor in found if anchor is not None]


def _landmarks(low: float | None, high: float | None) -> set[float]:
    """Ends, middle and quarters of a scale with two ends: round there, whatever their digits."""
    if low is None or high is None:
        return set()
    return {low + (high - low) * quarter / 4 for quarter in range(5)}


def _measure_anchor(answers: Values, negated: Values, number: float) -> Anchor | None:
    """The share of answers close to a number, and the usual one; None where it cannot be told."""
    # A negative number among the answers with their signs changed is the same as a positive one.
    size, ascending = abs(number), answers if number > 0 else negated
    distances = np.abs(ascending - size)
    others = distances[distances > _radius(size)]
    if not others.size or np.median(others) <= MIN_MEDIAN_DISTANCE * size:
        return None
    count = _count_about(ascending, size)
    usual = [_usual_on_scale(ascending, scale, count) for scale in _scales(size)]
    if usual and usual[0] is None:
        return None
    compared = [
        _usual_nearby(ascending, size, count),
        *(each for each in usual if each is not None),
    ]
    expected = max(each.at_number for each in compared) / ascending.size
    return Anchor(number, count / ascending.size, expected, max(each.p for each in compared))


def _scales(size: float) -> list[Values]:
    """Scales of numbers as round as one, which is their third of five; that of the roundest first."""
    digits, exponent = _mantissa(size)
    place = 10.0**exponent
    steps = {5 * place if digits % 5 == 0 else place, place, place / 10}
    scales: list[Values] = [
        size + step * np.arange(-2.0, 3.0) for step in sorted(steps, reverse=True)
    ]
    if digits in PREFERRED:
        preferred = np.array([10.0**power * each for power in (-1, 0, 1) for each in PREFERRED])
        middle = PREFERRED.index(digits) + len(PREFERRED)
        scales.insert(0, place * preferred[middle - 2 : middle + 3])
    if digits == 1:
        scales.append(size * np.power(10.0, np.arange(-2.0, 3.0)))
    return [scale for scale in scales if scale[3] - scale[2] > MIN_STEP * _radius(size)]


def _mantissa(size: float) -> tuple[int, int]:
    """The digits of a number without zeros at its end, and the power of ten they count in."""
    parts = Decimal(repr(size)).normalize().as_tuple()
    return int("".join(map(str, parts.digits))), int(parts.exponent)


def _usual_on_scale(ascending: Values, scale: Values, count: int) -> _Usual | None:
    """What is usual where a number draws those nearest to it as others of its scale draw theirs.

    None where fewer than `MIN_ELSEWHERE` answers are nearest to the others.
    """
    middles = (scale[:-1] + scale[1:]) / 2
    ends = np.searchsorted(
        ascending,
        np.concatenate(([2 * scale[0] - middles[0]], middles, [2 * scale[-1] - middles[-1]])),
    )
    nearest = np.diff(ends)
    others = [place for place in (0, 1, 3, 4) if scale[place] > 0]
    near = int(np.sum(nearest[others]))
    if near < MIN_ELSEWHERE:
        return None
    drawn = sum(_count_about(ascending, scale[place]) for place in others)
    # One more, so that a few answers prove nothing.
    share = (drawn + 1) / (near + 1)
    return _Usual(share * int(nearest[2]), _excess_p(count, int(nearest[2]), share))


def _usual_nearby(ascending: Values, size: float, count: int) -> _Usual:
    """What is usual where a number draws as many as any other band as wide near it."""
    usual = _max_in_bands(ascending, size)
    return _Usual(usual, _excess_p(count, count + usual, 0.5))


def _excess_p(count: int, n: int, share: float) -> float:
    """The probability of at least `count` of n where the odds are `MAX_USUAL_RATIO` those of a share."""
    if not count or share >= 1:
        return 1.0
    odds = MAX_USUAL_RATIO * share / (1 - share)
    return float(scipy.special.bdtrc(count - 1, n, odds / (1 + odds)))


def _radius(size: float) -> float:
    # A margin for rounding keeps 101 within one percent of 100.
    return ANCHOR_RADIUS * size * (1 + 1e-9)


def _count_about(ascending: Values, at: float) -> int:
    """The answers close to a value above zero."""
    low, high = np.searchsorted(ascending, [at - _radius(at), at + _radius(at)])
    return int(high - low)


def _max_in_bands(ascending: Values, size: float) -> int:
    """The maximum of answers in one band near the number but outside its own, as wide as that."""
    near = ascending[
        (ascending >= size / MAX_NEIGHBOUR_RATIO) & (ascending <= size * MAX_NEIGHBOUR_RATIO)
    ]
    sides = near[near < size - _radius(size)], near[near > size + _radius(size)]
    width = 2 * _radius(size)
    return max(
        int(np.max(np.searchsorted(side, side + width, side="right") - np.arange(side.size)))
        if side.size
        else 0
        for side in sides
    )
