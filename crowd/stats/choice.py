"""One option out of several."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crowd.stats.validation import Undefined, Values, as_values

TIE_TOLERANCE = 1e-12
"""Difference below which two shares are equal but for rounding."""


def plurality(counts: ArrayLike) -> int:
    """The index of the option with the most votes.

    Plain: No other option has as many votes as this one.
    Formula: argmax of the counts, from 0.
    Source: Condorcet 1785, Essai sur l'application de l'analyse a la probabilite des decisions, on
    when the majority for one of two options is right.
    Domain: counts >= 0 (or shares), at least two options, not all zero.
    Unit: none, the place of an option.
    Shape: an integer.
    Parameters:
        counts: the votes for each option, or their shares, (k,).
    Misleads: With more than two options it can win with few votes, and where most people share a
    wrong belief it is confidently wrong.
    Raises: `Undefined` for a tie and where nobody voted; `ValueError` for negative counts and for
    fewer than two options.

    >>> plurality([3, 7, 5])
    1
    """
    votes = _as_option_values(counts, "counts")
    if np.max(votes) == 0:
        raise Undefined("There are no answers.")
    winners = _indices_of_maximum(votes, 0)
    if winners.size > 1:
        raise Undefined("Two or more options have the same number of votes.")
    return int(winners[0])


def surprisingly_popular(shares: ArrayLike, predicted: ArrayLike) -> int:
    """The index of the option whose share exceeds its predicted share by most.

    Plain: More people chose this option than people expected, by more than for any other option.
    Formula: argmax of (share - mean predicted share), from 0; differences within 1e-12 are ties.
    For two options it is the first where its share is above the predicted one.
    Source: Prelec, Seung and McCoy 2017, Nature 541:532, doi 10.1038/nature21054.
    Domain: shares of 1, at least two options, both in the same order.
    Unit: none, the place of an option.
    Shape: an integer.
    Parameters:
        shares: the share of people who chose each option, (k,), shares of 1.
        predicted: the mean of the shares that people expected of each option, (k,), shares of 1.
    Misleads: It helps where a minority knows and knows that it is one. It is not always better
    than the majority, and careless predictions can let a rare wrong option win.
    Raises: `Undefined` for a tie; `ValueError` for shares outside [0, 1], fewer than two options,
    and arrays of different lengths.

    >>> surprisingly_popular([0.6, 0.4], [0.75, 0.25])
    1
    """
    actual, expected = (
        _as_option_values(shares, "shares"),
        _as_option_values(predicted, "predicted"),
    )
    if actual.size != expected.size:
        raise ValueError(f"predicted must have {actual.size} options, not {expected.size}")
    if max(np.max(actual), np.max(expected)) > 1 + TIE_TOLERANCE:
        raise ValueError("shares and predicted must be shares of 1")
    winners = _indices_of_maximum(actual - expected, TIE_TOLERANCE)
    if winners.size > 1:
        raise Undefined("Two or more options are equally surprising.")
    return int(winners[0])


def _as_option_values(values: ArrayLike, name: str) -> Values:
    """There is a value for each of at least two options, and none is negative."""
    array = as_values(values)
    if array.size < 2:
        raise ValueError(f"{name} must have at least two options, not {array.size}")
    if np.min(array) < 0:
        raise ValueError(f"{name} must not be negative")
    return array


def _indices_of_maximum(values: Values, tolerance: float) -> NDArray[np.intp]:
    """The indices of the largest values, those within the tolerance of it among them."""
    return np.flatnonzero(values >= np.max(values) - tolerance)
