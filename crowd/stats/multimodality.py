"""Whether a crowd has one camp or several."""

from __future__ import annotations

import importlib
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.transforms import log_ratios
from crowd.stats.validation import Undefined, Values, as_ascending, as_values, require_variation

MIN_DIP_SIZE, MAX_DIP_SIZE = 20, 72_000
"""Answers of the smallest and the largest crowd in the table of the dip test."""


def sarle(values: ArrayLike, on_logs: bool | None = None) -> float:
    """Sarle's bimodality coefficient, above 5/9 where answers look more like two camps than one.

    Plain: Above 5/9, the figure of an even spread, the answers look more like two camps than one.
    Formula: (G1^2 + 1) / (G2 + 3 (n-1)^2 / ((n-2) (n-3))), G1 the skewness and G2 the excess
    kurtosis, both corrected for bias. Of ln x where all x > 0, unless `on_logs` says otherwise.
    Source: SAS Institute 2012, SAS/STAT 12.1 User's Guide; Pfister et al. 2013, Frontiers in
    Psychology 4:700, doi 10.3389/fpsyg.2013.00700.
    Domain: real numbers, not all equal, n >= 4; above zero with `on_logs`.
    Unit: none, above 0.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        on_logs: whether the figure is that of ln x; None takes it where all x > 0.
    Misleads: a long tail on one side raises it as two camps do, which is why it looks at logarithms.
    Below about 20 answers it is mostly chance.
    Raises: `Undefined` for n < 4, equal values, and values not above zero with `on_logs` set.

    >>> round(sarle([1] * 10 + [100] * 10), 2)
    0.77
    """
    array = require_variation(as_values(values, min_size=4))
    above_zero = bool(np.min(array) > 0)
    if on_logs and not above_zero:
        raise Undefined("The logarithm needs every answer to be above zero.")
    if above_zero and on_logs is not False:
        array = require_variation(log_ratios(array, float(np.median(array))))
    return _bimodality_coefficient(array)


def dip(values: ArrayLike) -> float:
    """The dip: the distance of the answers' distribution function from the nearest with one peak.

    Plain: The shares of people up to each value come this close to those of some crowd with one
    peak.
    Formula: the smallest, over all distribution functions with one peak, of the largest distance
    to the crowd's own.
    Source: Hartigan and Hartigan 1985, Annals of Statistics 13:70, doi 10.1214/aos/1176346577;
    computed by `diptest`.
    Domain: real numbers, n >= 20.
    Unit: none, a share; from 1 / (2 n) to 1/4, or 0 where all are equal or evenly spaced.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: answers on the same round numbers raise it as two camps do. It shrinks as the crowd
    grows: compare crowds of one size only.
    Raises: `Undefined` for n < 20.

    >>> round(dip([10] * 10 + [20] * 10), 4)
    0.25
    """
    return float(_load_diptest().dipstat(_as_dip_values(values), sort_x=False))


def dip_p(values: ArrayLike) -> float:
    """The probability of at least this dip for as many uniform answers.

    Plain: A crowd spread evenly, the most two-camped of those with one peak, dips as much so often.
    Formula: the upper tail of the dip of n uniform numbers, straight between the entries of a
    table by size and dip.
    Source: Hartigan and Hartigan 1985, Annals of Statistics 13:70, doi 10.1214/aos/1176346577; the
    table is that of the R package diptest (Maechler), read by `diptest`.
    Domain: real numbers, 20 <= n <= 72,000.
    Unit: none, a probability.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: answers that are equal make it too small: in a crowd on round numbers, low values say
    that people round, not that there are camps.
    Raises: `Undefined` for n < 20 and for n > 72,000, where the table ends.

    >>> dip_p([10] * 10 + [20] * 10)
    0.0
    """
    array = _as_dip_values(values)
    if array.size > MAX_DIP_SIZE:
        raise Undefined("The table of this test ends at {n} answers.", n=MAX_DIP_SIZE)
    return float(_load_diptest().diptest(array, sort_x=False)[1])


def _as_dip_values(values: ArrayLike) -> Values:
    """The values, ascending, as many as the dip needs; raises `Undefined` for fewer than 20."""
    return as_ascending(values, min_size=MIN_DIP_SIZE)


def _load_diptest() -> ModuleType:
    """Import `diptest` at its first use: it loads slowly."""
    return importlib.import_module("diptest")


def _bimodality_coefficient(array: Values) -> float:
    """Sarle's coefficient, as (G1^2 + 1) (n-2) (n-3) / ((n^2-1) b2) with the raw kurtosis b2."""
    # The usual form is 0 / 0 for some crowds.
    n = array.size
    centred = (array - np.min(array)) / np.ptp(array)
    centred -= np.mean(centred)
    squares = centred * centred
    variance = float(np.mean(squares))
    skewness = float(np.mean(squares * centred)) / variance**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    kurtosis = float(np.mean(squares * squares)) / variance**2
    return float((skewness**2 + 1) * (n - 2) * (n - 3) / ((n * n - 1) * kurtosis))
