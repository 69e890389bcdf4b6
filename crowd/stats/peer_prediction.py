"""Peer prediction: aggregates that use what people expect of the others' answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crowd.stats.knowledge_estimate import estimates_without_each, knowledge_estimate
from crowd.stats.validation import Undefined, Values, aligned_values, as_number, as_values

MIN_PREDICTIONS = 5
"""People with a prediction that a knowledge-weighted estimate needs."""

MIN_GAP = 1e-12
"""Difference of two probabilities up to which rounding alone can have made it."""

MAX_QUARTILE_RANGES = 3.5
"""Change without a person that is not exceptional, in interquartile ranges of all changes."""


def minimal_pivot(
    values: ArrayLike, others: ArrayLike, low: float | None = None, high: float | None = None
) -> float:
    """The mean, moved away from the mean prediction of the others by their difference.

    Plain: The mean is moved away from what people expect of the others, by as much as it differs.
    Formula: 2 mean(x) - mean(o), o what each person expects the mean of the others to be, clipped
    to [low, high].
    Source: Palley and Soll 2019, Management Science 65:2291, doi 10.1287/mnsc.2018.3047.
    Domain: real numbers, at least one person with a prediction; nan: no prediction, this person is
    skipped.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        others: what each person expects as the mean of the others, (n,), in the values' unit; nan
            where they said nothing.
        low: the lowest possible result, in the values' unit; None for no limit.
        high: the highest possible result, in the values' unit; None for no limit.
    Misleads: It doubles the mean, so it also doubles what wild answers do to it. It assumes that
    people share some information and know it; a careless prediction adds noise only.
    Raises: `Undefined` where nobody gave a prediction; `ValueError` for low > high.

    >>> minimal_pivot([10, 20, 30], [12, 15, 18])
    25.0
    """
    estimates, predictions = _complete_pairs(values, others, min_size=1)
    return _clip(2 * float(np.mean(estimates)) - float(np.mean(predictions)), low, high)


def meta_probability_weighted(probabilities: ArrayLike, others: ArrayLike) -> float:
    """The mean probability with weights by how far people expect the others to be from themselves.

    Plain: People whose own probability is far from what they expect of the others count more.
    Formula: sum w_i p_i / sum w_i with w_i = |p_i - m_i|, m_i what each person expects the mean
    probability of the others to be; differences up to 1e-12 count as none.
    Source: Martinie, Wilkening and Howe 2020, PLoS ONE 15(4):e0232058,
    doi 10.1371/journal.pone.0232058, without their extremizing.
    Domain: probabilities, 0 <= p <= 1 and 0 <= m <= 1, at least 5 people with a prediction, one of
    them at least with p other than m; nan: no prediction, this person is skipped.
    Unit: none, a probability.
    Shape: a float.
    Parameters:
        probabilities: the probabilities that people gave, (n,), from 0 to 1.
        others: what each person expects as the mean of the others, (n,), from 0 to 1; nan where
            they said nothing.
    Misleads: A careless prediction weighs most. Where nearly everybody is right it makes the result
    worse: over the authors' 500 statements its Brier score was .138, that of the log-odds mean .150,
    but over the easiest 100 it was .091 against .059.
    Raises: `Undefined` for fewer than 5 people with a prediction, for values outside [0, 1], and
    where everybody expects of the others what they say themselves.

    >>> round(meta_probability_weighted([0.9, 0.6, 0.6, 0.5, 0.7], [0.5, 0.6, 0.7, 0.6, 0.8]), 4)
    0.7714
    """
    own, expected = _complete_pairs(probabilities, others, MIN_PREDICTIONS)
    if min(np.min(own), np.min(expected)) < 0 or max(np.max(own), np.max(expected)) > 1:
        raise Undefined("This needs answers and expectations that are probabilities from 0 to 1.")
    gaps = np.abs(own - expected)
    gaps[gaps <= MIN_GAP] = 0
    if not np.any(gaps):
        raise Undefined(
            "Everybody expects of the others what they say themselves: there is nobody to prefer."
        )
    # Rounding must not push the mean beyond all answers.
    return float(np.clip(np.average(own, weights=gaps), np.min(own), np.max(own))) + 0.0


def knowledge_weighted(
    values: ArrayLike, others: ArrayLike, low: float | None = None, high: float | None = None
) -> float:
    """The weighted mean of least estimated error, given what people expect of the others.

    Plain: People who expect others to answer unlike themselves in the right way count more.
    Formula: sum a_i E_i, E the values, P the predictions of the others' mean, J their number. The
    weights a have sum 1 and minimise (a.u - mean E)^2 + k (v + (mean E - a.E)^2), with
    u = O - r (J-1) / J, O = E / J + P (J-1) / J, r and s^2 (J - 2 degrees of freedom) the residuals
    of the least-squares line of P on E, v = mean (E - mean E)^2 and
    k = ((J-1) / J)^2 (J-2) s^2 / (J (J-4) v). As u lies on that line, the minimum is where
    a.E = mean E + (mean E - mean P) c (J-1) / (J (c^2 + k)), c = 1 / J + b (J-1) / J, b the slope;
    clipped to [low, high].
    Source: Palley and Satopaa 2023, Management Science 69, Boosting the Wisdom of Crowds Within a
    Single Judgment Problem; that last step is worked out here.
    Domain: real numbers, not all the same, J >= 5; nan: no prediction, this person is skipped.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        others: what each person expects as the mean of the others, (n,), in the values' unit; nan
            where they said nothing.
        low: the lowest possible result, in the values' unit; None for no limit.
        high: the highest possible result, in the values' unit; None for no limit.
    Misleads: A single person with wild numbers can carry it alone: look at `influential` first. It
    can lie outside of all answers, and runs away where everybody expects the same of the others.
    Raises: `Undefined` for J < 5, where all estimates are the same, and in the one case (c = k = 0)
    where every aggregate is as good as any other; `ValueError` for low > high.

    >>> round(knowledge_weighted([50, 134, 206, 290, 326, 374], [26, 92, 116, 218, 218, 206]), 3)
    329.305
    """
    estimate = knowledge_estimate(*_complete_pairs(values, others, MIN_PREDICTIONS))
    return _clip(estimate, low, high)


def knowledge_weights(values: ArrayLike, others: ArrayLike) -> Values:
    """The weights of sum 1 with which the mean is `knowledge_weighted` without limits.

    Formula: a_i = 1/J + (T - mean E) (E_i - mean E) / (J v), T the knowledge-weighted estimate: of
    all weights that minimise the formula there, those with the least sum of squares. They are 0 for
    people who are skipped.
    Source: Palley and Satopaa 2023, Management Science 69, as above.
    Domain: as `knowledge_weighted`.
    Unit: none, shares of 1; some can be negative.
    Shape: (n,).
    Parameters:
        values: the answers, (n,), in any one unit.
        others: what each person expects as the mean of the others, (n,), in the values' unit; nan
            where they said nothing.
    Misleads: A weight is not a measure of a person's knowledge: people with the same estimate have
    the same weight, whatever they expect of the others.
    Raises: as `knowledge_weighted`.

    >>> knowledge_weights([1, 2, 3, 4, 5], [1, 2, 2, 3, 4]).round(2).tolist()
    [0.08, 0.14, 0.2, 0.26, 0.32]
    """
    estimates, predictions = _complete_pairs(values, others, MIN_PREDICTIONS)
    estimate = knowledge_estimate(estimates, predictions)
    deviation = estimates - np.mean(estimates)
    size = np.std(estimates)
    tilt = (estimate - np.mean(estimates)) / size * (deviation / size)
    weights = np.zeros(np.asarray(values).size)
    weights[_has_prediction(others)] = (1 + tilt) / estimates.size
    return weights


def leave_one_out_changes(values: ArrayLike, others: ArrayLike) -> Values:
    """The change of the knowledge-weighted estimate when each person is left out.

    Formula: |T - T without i|, all in one pass from sums; 0 for people who are skipped.
    Source: Palley and Satopaa 2023, Management Science 69, as above.
    Domain: as `knowledge_weighted`, J >= 6.
    Unit: the values'.
    Shape: (n,).
    Parameters:
        values: the answers, (n,), in any one unit.
        others: what each person expects as the mean of the others, (n,), in the values' unit; nan
            where they said nothing.
    Misleads: Two people who are wild in the same way hide each other.
    Raises: `Undefined` for J < 6, where all estimates are the same, and where those of all but one
    are, so that T does not exist without that one.

    >>> estimates = [50, 134, 206, 290, 326, 374, 1000]
    >>> leave_one_out_changes(estimates, [26, 92, 116, 218, 218, 206, 400]).round(1).tolist()
    [89.7, 52.0, 25.7, 14.3, 1.0, 26.7, 300.7]
    """
    all_changes = np.zeros(np.asarray(values).size)
    changes = _changes_without_each(*_complete_pairs(values, others, MIN_PREDICTIONS + 1))
    if not np.all(np.isfinite(changes)):
        raise Undefined(
            "Without one of them all estimates are the same: there is nobody to prefer."
        )
    all_changes[_has_prediction(others)] = changes
    return all_changes


def influential(values: ArrayLike, others: ArrayLike) -> NDArray[np.bool_]:
    """True for people without whom the estimate would differ exceptionally.

    Formula: change > 3.5 (Q3 - Q1), the quartiles of all `leave_one_out_changes` (type 7).
    Source: the cutoff of Palley and Satopaa's own R package, metaggR.
    Domain: as `leave_one_out_changes`.
    Unit: none.
    Shape: (n,).
    Parameters:
        values: the answers, (n,), in any one unit.
        others: what each person expects as the mean of the others, (n,), in the values' unit; nan
            where they said nothing.
    Misleads: As `leave_one_out_changes`; in a small crowd even the best-informed person can be flagged.
    Raises: `Undefined` for J < 6 and where all estimates are the same.

    >>> estimates = [50, 134, 206, 290, 326, 374, 1000]
    >>> influential(estimates, [26, 92, 116, 218, 218, 206, 400]).tolist()
    [False, False, False, False, False, False, True]
    """
    flags = np.zeros(np.asarray(values).size, dtype=np.bool_)
    changes = _changes_without_each(*_complete_pairs(values, others, MIN_PREDICTIONS + 1))
    low, high = np.quantile(changes, (0.25, 0.75))
    flags[_has_prediction(others)] = changes > MAX_QUARTILE_RANGES * (high - low)
    return flags


def _clip(estimate: float, low: float | None, high: float | None) -> float:
    """The estimate, or the nearer of the limits that it lies beyond."""
    bottom = -np.inf if low is None else as_number(low, "low")
    top = np.inf if high is None else as_number(high, "high")
    if bottom > top:
        raise ValueError(f"low must be at most high, not {low} and {high}")
    return float(min(max(estimate, bottom), top))


def _has_prediction(others: ArrayLike) -> NDArray[np.bool_]:
    """True for people with a prediction."""
    return ~np.isnan(np.asarray(others, dtype=np.float64))


def _complete_pairs(values: ArrayLike, others: ArrayLike, min_size: int) -> tuple[Values, Values]:
    """The estimates and predictions of people who gave both; raises `Undefined` for too few."""
    estimates = as_values(values)
    predictions = aligned_values(others, estimates.size, "others")
    answered = _has_prediction(predictions)
    if np.count_nonzero(answered) < min_size:
        raise Undefined(
            "Too few people said what the others say: this needs at least {n}.", n=min_size
        )
    return estimates[answered], predictions[answered]


def _changes_without_each(estimates: Values, predictions: Values) -> Values:
    """The change without each person; infinite where the others have no estimate."""
    estimate = knowledge_estimate(estimates, predictions)
    return np.abs(estimates_without_each(estimates, predictions) - estimate)
