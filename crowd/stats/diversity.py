"""How diverse the answers and the people are, and the error that diversity saves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.multimodality import dip, dip_p, sarle
from crowd.stats.transforms import log_ratios
from crowd.stats.validation import (
    MAX_MAGNITUDE,
    Statistic,
    Undefined,
    Values,
    as_ascending,
    as_number,
    as_ratio_scale,
    as_values,
    count_distinct,
    inner_product,
)


class DiversityPrediction(NamedTuple):
    """The three terms of the theorem, in the square of the values' unit."""

    crowd_error: float
    average_error: float
    prediction_diversity: float


class GroupDiversity(NamedTuple):
    """How many groups of equal size would be as diverse, and how likely two people differ."""

    hill_1: float
    hill_2: float
    blau: float


def diversity_prediction_theorem(values: ArrayLike, truth: float) -> DiversityPrediction:
    """The squared error of the mean, which is the average squared error less the diversity, exactly.

    Plain: The mean's squared error is the average squared error less the diversity: exactly,
    always.
    Formula: (mean x - t)^2 = mean (x - t)^2 - mean (x - mean x)^2, all divided by n.
    Source: Page 2007, The Difference, Princeton University Press; as the ambiguity decomposition:
    Krogh and Vedelsby 1995, Advances in Neural Information Processing Systems 7:231.
    Domain: real numbers, n >= 1; it speaks of the mean only, not of the median. For quantities
    above zero, pass the logarithms of values and truth: then it speaks of the geometric mean.
    Unit: the square of the values'.
    Shape: three floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
    Misleads: diversity does not lessen the error by itself: adding wrong answers raises the
    average error too. One wild answer rules all three numbers; take logarithms then.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> diversity_prediction_theorem([48, 47, 51, 42], 49)
    DiversityPrediction(crowd_error=4.0, average_error=14.5, prediction_diversity=10.5)
    """
    array, true_value = as_values(values, min_size=1), as_number(truth, "truth")
    centre = np.mean(array)
    return DiversityPrediction(
        crowd_error=float((centre - true_value) ** 2),
        average_error=float(np.mean((array - true_value) ** 2)),
        prediction_diversity=float(np.mean((array - centre) ** 2)),
    )


def bracketing(values: ArrayLike, truth: float) -> float:
    """The share of all pairs of people with the truth strictly between their two answers.

    Plain: This share of all pairs of people have the truth strictly between their two answers.
    Formula: 2 a b / (n (n - 1)), with a answers below the truth and b above.
    Source: Larrick and Soll 2006, Management Science 52:111, doi 10.1287/mnsc.1050.0459.
    Domain: real numbers, n >= 2.
    Unit: none, a share of at most 1 (n = 2), about 1/2 for large n.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
    Misleads: a crowd can bracket the truth often and still be far off, with a few answers far out
    on one side.
    Raises: `Undefined` for n < 2; `ValueError` for a truth that is not finite.

    >>> round(bracketing([90, 95, 120], 100), 4)
    0.6667
    """
    array, true_value = as_values(values, min_size=2), as_number(truth, "truth")
    below = int(np.count_nonzero(array < true_value))
    above = int(np.count_nonzero(array > true_value))
    return 2 * below * above / (array.size * (array.size - 1))


def shannon_bins(values: ArrayLike, on_logs: bool = False) -> float:
    """The Shannon entropy of the answers in the classes of a histogram.

    Plain: The answers are as varied as if spread evenly over e to the power of this many classes.
    Formula: -sum p_j ln p_j over the occupied bins, which are those of Freedman and Diaconis:
    ceil((max - min) / h) of equal width from min to max, h = 2 (Q3 - Q1) n^(-1/3). Empty bins are
    never made, so a far outlier costs nothing. Where the quartiles are equal: over the distinct
    values. With `on_logs`, of ln x.
    Source: Shannon 1948, Bell System Technical Journal 27:379,
    doi 10.1002/j.1538-7305.1948.tb01338.x; Freedman and Diaconis 1981, Z. Wahrscheinlichkeitstheorie
    verw. Gebiete 57:453, doi 10.1007/BF01025868.
    Domain: real numbers, n >= 1; above zero with `on_logs`.
    Unit: nats; 0 where all answers share a bin.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        on_logs: whether the classes are those of ln x.
    Misleads: the number of bins grows with the crowd, and so does this figure: compare crowds of
    about one size only. Answers on round numbers make it lower than the opinions behind them are.
    Raises: `Undefined` for n = 0, for values not above zero with `on_logs`, and for values too far
    apart for bins.

    >>> round(shannon_bins([1, 1, 2, 2, 3, 3, 4, 4]), 4)
    0.6931
    """
    array = as_values(values, min_size=1)
    if on_logs:
        if np.min(array) <= 0:
            raise Undefined("Classes on a logarithmic scale need every answer to be above zero.")
        array = log_ratios(array, float(np.median(array)))
    counts = count_distinct(as_ascending(_bin_numbers(array))).times
    return _entropy(counts / array.size)


def gini(values: ArrayLike) -> float:
    """The Gini coefficient: half the mean difference of two answers, as a share of the mean.

    Plain: Two answers drawn at random differ by twice this share of the mean, on average.
    Formula: sum (2 i - n - 1) x_(i) / (n sum x), x_(1) <= ... <= x_(n).
    Source: Gini 1912, Variabilita e mutabilita, Bologna; this form: Dixon et al. 1987, Ecology
    68:1548, doi 10.2307/1939238.
    Domain: a ratio scale, so no value below zero, and not all zero; n >= 1; never for dates.
    Unit: none; 0 where all are equal, at most (n - 1) / n.
    Shape: a float.
    Parameters:
        values: the answers, (n,), quantities not below zero, in any one unit.
    Misleads: it measures how unequal the answers are, not how wise the crowd is, and one wild
    answer can bring it close to 1.
    Raises: `Undefined` for n = 0, for values below zero, and where all are zero.

    >>> round(gini([1, 3]), 9)
    0.25
    """
    ascending = as_ascending(as_ratio_scale(values))
    scaled: Values = ascending / ascending[-1]
    # Differences from the smallest value make equal answers give exactly 0.
    weights = np.arange(1 - scaled.size, scaled.size, 2.0)
    differences = inner_product(weights, scaled - scaled[0])
    return max(differences, 0.0) / (scaled.size * float(np.sum(scaled)))


def group_diversity(counts: ArrayLike) -> GroupDiversity:
    """The Hill numbers of orders 1 and 2 and Blau's index of the groups' sizes.

    Plain: The crowd is as diverse as if it had so many groups, all equally large.
    Formula: p_j = the group's share; hill_1 = exp(-sum p_j ln p_j), hill_2 = 1 / sum p_j^2,
    blau = 1 - sum p_j^2, the chance that two people drawn with replacement differ in group.
    Source: Hill 1973, Ecology 54:427, doi 10.2307/1934352; Blau 1977, Inequality and
    Heterogeneity, Free Press.
    Domain: people in each group, none negative, at least one person.
    Unit: groups for hill_1 and hill_2, none for blau.
    Shape: three floats.
    Parameters:
        counts: the people in each group, (k,).
    Misleads: it counts labels, not opinions: groups that answer alike bring the crowd nothing.
    Raises: `Undefined` where there is nobody; `ValueError` for negative counts.

    >>> group_diversity([5, 5])
    GroupDiversity(hill_1=2.0, hill_2=2.0, blau=0.5)
    """
    array = as_values(counts)
    if np.any(array < 0):
        raise ValueError("counts must not be negative")
    if not np.any(array):
        raise Undefined("Nobody has named a group.")
    shares = array / np.max(array)
    shares /= np.sum(shares)
    same_group = inner_product(shares, shares)
    occupied = shares[shares > 0]
    return GroupDiversity(
        hill_1=float(np.exp(_entropy(occupied))), hill_2=1 / same_group, blau=1 - same_group
    )


def _bin_numbers(array: Values) -> Values:
    """The number of each value's bin; the value itself where the quartiles are equal."""
    low, high = np.quantile(array, (0.25, 0.75))
    start, extent = float(np.min(array)), float(np.ptp(array))
    width = 2 * float(high - low) / np.cbrt(array.size)
    if width == 0:
        return array
    if width < extent / MAX_MAGNITUDE:
        raise Undefined("The answers lie too far apart to be sorted into classes of one width.")
    bins = np.ceil(extent / width)
    numbers: Values = np.minimum(np.floor((array - start) / extent * bins), bins - 1)
    return numbers


def _entropy(shares: Values) -> float:
    """-sum p ln p of shares above zero, in nats."""
    return max(0.0, -inner_product(shares, np.log(shares)))


DIVERSITY: dict[str, Statistic] = {
    "shannon_bins": shannon_bins,
    "gini": gini,
    "sarle": sarle,
    "dip": dip,
    "dip_p": dip_p,
}
