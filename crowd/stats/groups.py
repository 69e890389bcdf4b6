"""Whether people of one group, or from one branch of shared links, answer alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crowd.stats.transforms import log_ratios, mid_ranks, rank_test
from crowd.stats.validation import (
    Undefined,
    Values,
    as_values,
    encode_labels,
    inner_product,
    require_enough,
    require_variation,
)

MIN_GROUP_SIZE = 3
"""People in a group that counts."""


class _Groups(NamedTuple):
    """Answers with the code of their group, from 0, and how many answers each group has."""

    values: Values
    codes: NDArray[np.intp]
    counts: NDArray[np.intp]


def between_groups(values: ArrayLike, labels: ArrayLike) -> float:
    """The probability that groups of one distribution differ as much: Kruskal and Wallis' test.

    Plain: If all groups thought alike, their answers would stand this far apart with this
    probability.
    Formula: Kruskal and Wallis' H of the mid-ranks, corrected for ties, against chi squared with
    one degree of freedom fewer than there are groups; groups of fewer than 3 are left out.
    Source: Kruskal and Wallis 1952, JASA 47:583, doi 10.1080/01621459.1952.10483441; the same
    number as `scipy.stats.kruskal`.
    Domain: real numbers, independent answers; at least 2 groups of at least 3.
    Unit: none, a probability.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        labels: the group of each person, (n,), as text or whole numbers.
    Misleads: in a large crowd a difference that matters to nobody is certain: look at how large it
    is. With groups of 3 or 4 the probability is rough.
    Raises: `Undefined` for too few groups and for equal answers; `ValueError` for labels that are
    not one for each value, and that are neither text nor whole numbers.

    >>> round(between_groups([1, 2, 3, 4, 5, 6], list("aaabbb")), 4)
    0.0495
    """
    groups = _without_small_groups(as_values(values, min_size=1), labels)
    return rank_test(mid_ranks(require_variation(groups.values)), groups.codes)


def intraclass_correlation(values: ArrayLike, labels: ArrayLike) -> float:
    """The share of the variance of the answers that is between groups.

    Formula: ICC(1) = (MSB - MSW) / (MSB + (n0 - 1) MSW), the mean squares between and within k
    groups, n0 = (N - sum n_g^2 / N) / (k - 1); groups of fewer than 3 are left out.
    Source: Shrout and Fleiss 1979, Psychological Bulletin 86:420, doi 10.1037/0033-2909.86.2.420;
    n0 for groups of different size: Donner 1986, Int. Statistical Review 54:67,
    doi 10.2307/1403259.
    Domain: real numbers; at least 2 groups of at least 3.
    Unit: none, at most 1; below 0 where groups differ less than chance would have it.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        labels: the group of each person, (n,), as text or whole numbers.
    Misleads: one wild answer drowns it, so for quantities pass logarithms. With few groups it is
    mostly chance.
    Raises: `Undefined` for too few groups and for equal answers; `ValueError` as `between_groups`.

    >>> round(intraclass_correlation([1, 2, 3, 11, 12, 13], list("aaabbb")), 4)
    0.9803
    """
    return _icc(_without_small_groups(as_values(values, min_size=1), labels))


def branch_icc(values: ArrayLike, branches: ArrayLike) -> float:
    """The share of the variance of the answers that is between branches of shared links.

    Plain: This share of the differences between people goes with whose link brought them here.
    Formula: `intraclass_correlation` of ln x where all x > 0, else of x, by share branch.
    Source: Shrout and Fleiss 1979, Psychological Bulletin 86:420, doi 10.1037/0033-2909.86.2.420.
    Domain: n >= 30; at least 2 branches of at least 3.
    Unit: none, at most 1; below 0 where branches differ less than chance would have it.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        branches: the branch of shared links of each person, (n,), as text or whole numbers.
    Misleads: friends resemble each other without having talked: it does not tell likeness from
    copying. With few branches it is mostly chance.
    Raises: `Undefined` for n < 30, too few branches and equal answers; `ValueError` as
    `between_groups`.

    >>> branches = ["ann"] * 15 + ["bob"] * 15
    >>> round(branch_icc([1, 2, 4] * 5 + [100, 200, 400] * 5, branches), 3)
    0.969
    """
    array = require_enough(values)
    above_zero = np.min(array) > 0
    scale = log_ratios(array, float(np.median(array))) if above_zero else array
    return _icc(_without_small_groups(scale, branches))


def effective_n(values: ArrayLike, branches: ArrayLike) -> float:
    """The number of independent people who would tell as much as these, who came in branches.

    Plain: So many people who came on their own would tell as much as this crowd that came in
    branches.
    Formula: n / (1 + (m - 1) max(ICC, 0)), ICC = `branch_icc`, m = sum m_b^2 / n: the size of the
    branch of a person, on average over the people; branches of one or two count there too.
    Source: Kish 1965, Survey Sampling, Wiley; m for branches of different size: Gabler,
    Haeder and Lahiri 1999, Survey Methodology 25:105.
    Domain: n >= 30; at least 2 branches of at least 3.
    Unit: people, at most n.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        branches: the branch of shared links of each person, (n,), as text or whole numbers.
    Misleads: it knows only of likeness within branches; people who all read the same newspaper
    count in full.
    Raises: as `branch_icc`.

    >>> branches = ["ann"] * 15 + ["bob"] * 15
    >>> round(effective_n([1, 2, 4] * 5 + [100, 200, 400] * 5, branches), 1)
    2.1
    """
    array = require_enough(values)
    sizes = np.bincount(encode_labels(branches, array.size))
    mean_size = float(sizes @ sizes) / array.size
    return array.size / (1 + (mean_size - 1) * max(branch_icc(array, branches), 0.0))


def _without_small_groups(array: Values, labels: ArrayLike) -> _Groups:
    """The answers in groups of at least three; raises `Undefined` for fewer than two such groups."""
    codes = encode_labels(labels, array.size)
    large = np.bincount(codes) >= MIN_GROUP_SIZE
    if np.count_nonzero(large) < 2:
        raise Undefined(
            "This needs at least {n} groups of at least {m} answers.", n=2, m=MIN_GROUP_SIZE
        )
    in_large = large[codes]
    new_codes = (np.cumsum(large) - 1)[codes[in_large]]
    return _Groups(array[in_large], new_codes, np.bincount(new_codes))


def _icc(grouped: _Groups) -> float:
    """ICC(1) of the values by group."""
    values, codes, counts = grouped
    total, groups = values.size, counts.size
    # Scaled to 0 to 1, no square overflows; the ICC does not depend on the scale.
    scaled = (require_variation(values) - np.min(values)) / np.ptp(values)
    scaled -= np.mean(scaled)
    means = np.bincount(codes, weights=scaled) / counts
    within = scaled - means[codes]
    msw = inner_product(within, within) / (total - groups)
    msb = float(counts @ means**2) / (groups - 1)
    mean_size = (total - float(counts @ counts) / total) / (groups - 1)
    return (msb - msw) / (msb + (mean_size - 1) * msw)
