"""Modes: where the answers are densest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.transforms import log_ratios
from crowd.stats.validation import Undefined, Values, as_ascending, as_values

ROUNDING_TOLERANCE = 1e-15
"""Difference of two widths, in shares of the answers at their ends, that is rounding only."""

STEPS_PER_BANDWIDTH = 16
MAX_QUARTILE_RANGES = 100.0
"""Distance from the median at which the grid ends, in interquartile ranges."""

KERNEL_RADIUS = 8
"""Distance at which the normal kernel is cut off, in bandwidths: it has fallen below 1e-13."""

MAX_GRID_ERROR = 0.001
"""Share of its height by which linear binning lowers a peak at most."""

MIN_SPREAD = 1e-300
"""Interquartile range and bandwidth below which the answers are as good as equal."""

TIE_TOLERANCE = 1e-9
"""Difference of two peaks, in shares of the higher one, that counts as none."""


def half_sample_mode(values: ArrayLike) -> float:
    """The mode by repeated halving: the densest half of the answers, the densest half of it, and so on.

    Plain: Half of the answers lie closest together around here, half of those even closer, and so
    on.
    Formula: of the sorted answers keep the ceil(n/2) neighbours that span the least, until at most
    three are left: of three the mean of the closer two, of two the mean. Of several halves that
    span the same, the middle one is kept, of two middle ones the lower; of three evenly spaced
    answers the middle one is the mode.
    Source: Bickel and Fruehwirth 2006, Computational Statistics and Data Analysis 50:3500; the
    idea is in Robertson and Cryer 1974, J. American Statistical Association 69:1012.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: People like round numbers, so it lands on one. It jumps when few answers change.
    Raises: `Undefined` for n = 0.

    >>> half_sample_mode([1, 20, 30, 31, 33, 90])
    30.5
    """
    ordered = as_ascending(values, min_size=1)
    while ordered.size > 3 and ordered[0] < ordered[-1]:
        size = (ordered.size + 1) // 2
        start = _start_of_narrowest(ordered, size)
        ordered = ordered[start : start + size]
    if ordered.size == 3:
        return _mode_of_three(ordered)
    return float((ordered[0] + ordered[-1]) / 2)


def _start_of_narrowest(ordered: Values, size: int) -> int:
    """The first index of the narrowest run of that size, the middle one of several."""
    lows, highs = ordered[: ordered.size - size + 1], ordered[size - 1 :]
    widths = highs - lows
    rounding = ROUNDING_TOLERANCE * (np.abs(lows) + np.abs(highs))
    tied = np.flatnonzero(widths - rounding <= np.min(widths))
    return int(tied[(tied.size - 1) // 2])


def _mode_of_three(ordered: Values) -> float:
    """The mean of the closer two; the middle one where the answers are evenly spaced."""
    below, above = np.diff(ordered)
    if abs(below - above) <= ROUNDING_TOLERANCE * np.sum(np.abs(ordered)):
        return float(ordered[1])
    closer = ordered[:2] if below < above else ordered[1:]
    return float(np.mean(closer))


def kde_mode(values: ArrayLike, on_logs: bool | None = None) -> float:
    """The value at which a kernel density of the answers is highest.

    Plain: The smoothed picture of the answers is highest here.
    Formula: argmax of sum phi((y - y_i) / h), phi the normal density, h = 0.9 min(sd, IQR / 1.349)
    n^(-1/5), sd divided by n - 1. y is ln x where all x > 0 (`on_logs` says otherwise), and the
    mode of ln x is returned as its exponential. The density is computed on a grid with steps of
    h / 16, by linear binning and a Fourier transform, and its peaks are refined with all answers
    near them. The grid is chosen by the bulk: it holds what is within 100 IQR of the median, and
    what is farther off counts only for h. Of equally high peaks it is the lowest. Where IQR = 0,
    at least half of the answers are the same, and that answer is the mode.
    Source: bandwidth: Silverman 1986, Density Estimation for Statistics and Data Analysis, Chapman
    and Hall, p. 48; binning: Wand 1994, J. Computational and Graphical Statistics 3:433.
    Domain: real numbers, n >= 1; above zero where `on_logs` is true.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        on_logs: whether the density is that of ln x; None takes it where all x > 0.
    Misleads: Where answers have two heaps it shows one of them and is silent about the other. On
    logarithms it is not the highest place of the picture on the values' own scale.
    Raises: `Undefined` for n = 0, and for values of zero or below where `on_logs` is true.

    >>> round(kde_mode([90, 95, 100, 105, 110, 900]), 1)
    100.9
    """
    array = as_values(values, min_size=1)
    positive = bool(np.min(array) > 0)
    if on_logs and not positive:
        raise Undefined("Logarithms need every answer to be above zero.")
    logs = positive and on_logs is not False
    middle = float(np.median(array))
    scale = log_ratios(array, middle) if logs else array
    low, centre, high = np.quantile(scale, (0.25, 0.5, 0.75))
    if high - low <= max(MIN_SPREAD, ROUNDING_TOLERANCE * (abs(low) + abs(high))):
        return middle
    peak = _find_peak(scale - centre, float(high - low)) + centre
    return float(middle * np.exp(peak) if logs else peak)


def _find_peak(centred: Values, spread: float) -> float:
    """The maximum of the density of answers whose median is zero."""
    bandwidth = 0.9 * min(float(np.std(centred, ddof=1)), spread / 1.349) * centred.size**-0.2
    if bandwidth < MIN_SPREAD:
        # The squares of distances that are this small underflow to zero.
        return 0.0
    scaled = centred[np.abs(centred) <= MAX_QUARTILE_RANGES * spread] / bandwidth
    peaks = [_refine_peak(scaled, start) for start in _find_candidates(scaled)]
    min_height = (1 - TIE_TOLERANCE) * max(height for _, height in peaks)
    return float(bandwidth * min(peak for peak, height in peaks if height >= min_height))


def _find_candidates(scaled: Values) -> Values:
    """The peaks of the density on the grid that can be the highest, in bandwidths."""
    start = np.min(scaled) - 1
    density = _density_on_grid((scaled - start) * STEPS_PER_BANDWIDTH)
    padded = np.concatenate(([0.0], density, [0.0]))
    is_peak = (density >= padded[:-2]) & (density > padded[2:])
    high = density >= (1 - MAX_GRID_ERROR) * np.max(density)
    return np.asarray(start + np.flatnonzero(is_peak & high) / STEPS_PER_BANDWIDTH)


def _density_on_grid(positions: Values) -> Values:
    """The density at each step of the grid from 0, of answers at these positions in steps."""
    left = positions.astype(np.int64)
    right_share = positions - left
    size = int(np.max(left)) + 2 + STEPS_PER_BANDWIDTH
    weights = np.bincount(left, 1 - right_share, size) + np.bincount(left + 1, right_share, size)
    steps = np.arange(-KERNEL_RADIUS * STEPS_PER_BANDWIDTH, KERNEL_RADIUS * STEPS_PER_BANDWIDTH + 1)
    kernel = np.exp(-0.5 * (steps / STEPS_PER_BANDWIDTH) ** 2)
    length = 1 << (size + kernel.size).bit_length()
    product = np.fft.rfft(weights, length) * np.fft.rfft(kernel, length)
    return np.asarray(
        np.fft.irfft(product, length)[
            KERNEL_RADIUS * STEPS_PER_BANDWIDTH : KERNEL_RADIUS * STEPS_PER_BANDWIDTH + size
        ]
    )


def _refine_peak(scaled: Values, start: float) -> tuple[float, float]:
    """The peak next to the start, by Newton's method, and its height."""
    near = scaled[np.abs(scaled - start) <= KERNEL_RADIUS]
    peak = start
    for _ in range(4):
        distances = near - peak
        kernels = np.exp(-0.5 * distances**2)
        slope = np.sum(distances * kernels)
        curvature = np.sum((distances**2 - 1) * kernels)
        if curvature >= 0:
            break
        peak = float(
            np.clip(
                peak - slope / curvature,
                start - 1 / STEPS_PER_BANDWIDTH,
                start + 1 / STEPS_PER_BANDWIDTH,
            )
        )
    return peak, float(np.sum(np.exp(-0.5 * (near - peak) ** 2)))
