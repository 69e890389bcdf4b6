"""An axis that begins and ends at round values, both of them labelled, whatever lies far outside."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median

import msgspec

from crowd.charts.axis import Limits, TickChooser
from crowd.kinds.axis_steps import decimal_steps, preferred_numbers

MAX_REACH = 2.0
"""Typical spreads of a row that an axis goes beyond the typical row, for the sake of other values."""

MIN_LOG_RATIO = 30.0
"""Ratio of its ends from which on an axis is logarithmic, where ratios make sense."""

MIN_STEP = 1e-290
"""Distance of ticks below which floats lose their digits."""

LOG_TICKS_PER_DECADE = (3, 2, 1)
"""Counts of round numbers per power of ten, tried in this order."""

MAX_SPAN_RATIO = 2.5
"""Length of an axis with ticks of its kind's own choice, in spans of its values, at most."""

Number = Callable[[float], float]


class AxisRules(msgspec.Struct, frozen=True, kw_only=True):
    """What the kind of a question says about its axis."""

    whole: bool = False
    """Whether values are whole numbers, so that ticks are."""

    from_zero: bool = False
    """Whether zero means none, so that an axis begins there if that is near."""

    whole_range: Limits | None = None
    """The ends of every axis, for values with natural ends such as percent."""

    on_logs: bool = False
    """Whether the axis may be logarithmic."""

    choose_ticks: TickChooser | None = None
    """Ticks for values whose round ones are no round numbers, such as dates."""


class RoundAxis(msgspec.Struct, frozen=True, kw_only=True):
    """The scale of an axis, its ends, and the values of its ticks, the ends among them."""

    scale: str
    limits: Limits
    ticks: list[float]

    def covers(self, value: float) -> bool:
        """Return whether a value lies on the axis."""
        return self.limits[0] <= value <= self.limits[1]

    def place(self, value: float, left: float, right: float) -> float:
        """Return the x coordinate of a value; values beyond the axis come to its end."""
        low, high = self.limits
        value = min(high, max(low, value))
        transform: Number = math.log if self.scale == "log" else float
        share = (transform(value) - transform(low)) / (transform(high) - transform(low))
        return round(left + share * (right - left), 2)


def typical_limits(
    rows: Sequence[tuple[float, float]], others: Sequence[float], *, on_logs: bool = False
) -> Limits:
    """Return the ends between which rows and other values are drawn.

    That is all of them, but cut where a few lie far from the typical row: at twice its spread.
    """
    values = [*(end for row in rows for end in row), *others]
    if on_logs and min(values) > 0:
        low, high = typical_limits(
            [(math.log(start), math.log(end)) for start, end in rows], [*map(math.log, others)]
        )
        return math.exp(low), math.exp(high)
    start, end = median(row[0] for row in rows), median(row[1] for row in rows)
    reach = MAX_REACH * (_typical_spread(start, end, values))
    return max(min(values), start - reach), min(max(values), end + reach)


def _typical_spread(start: float, end: float, values: Sequence[float]) -> float:
    """Return the spread of the typical row, or the typical distance from it where it has none."""
    if end > start:
        return end - start
    distances = sorted(abs(value - start) for value in values if value != start)
    return distances[(len(distances) - 1) // 2] if distances else 0.0


def make_axis(limits: Limits, rules: AxisRules, max_ticks: int) -> RoundAxis:
    """Extend limits to round values, and choose at most about `max_ticks` ticks between them."""
    low, high = rules.whole_range or limits
    if rules.on_logs and low > 0 and high / low >= MIN_LOG_RATIO:
        return _finish("log", _log_ticks(low, high, max_ticks, rules.choose_ticks))
    if rules.from_zero and 0 < low <= high / 2:
        low = 0.0
    if high <= low:
        low, high = _widened(low, rules)
    chosen = _chosen_ticks(low, high, max_ticks, rules.choose_ticks)
    return _finish("linear", chosen or linear_ticks(low, high, max_ticks, whole=rules.whole))


def _finish(scale: str, ticks: list[float]) -> RoundAxis:
    return RoundAxis(scale=scale, limits=(ticks[0], ticks[-1]), ticks=ticks)


def _widened(value: float, rules: AxisRules) -> Limits:
    """Return ends on both sides of a single value."""
    margin = max(1.0 if rules.whole else abs(value) * 1e-6, abs(value) / 20) or 1.0
    low = value - margin
    return max(0.0, low) if rules.from_zero and value >= 0 else low, value + margin


def linear_ticks(low: float, high: float, max_ticks: int, *, whole: bool = False) -> list[float]:
    """Return multiples of a round step from at or below `low` to at or above `high`."""
    smallest = (high - low) / max(1, max_ticks - 1)
    if smallest < MIN_STEP:
        return [low, high]
    # An axis of two ticks has a step that is longer than the span.
    steps = decimal_steps(2 * (high - low), whole=whole)
    step = next((step for step in steps if step.size >= smallest * 0.999), steps[-1])
    ticks = step.round_values(low, high)
    # Values may be so close together, for their size, that floats have no steps between them.
    fit = 2 <= len(ticks) <= 2 * max_ticks + 1
    return ticks if fit and len(set(ticks)) == len(ticks) else [low, high]


def _chosen_ticks(
    low: float, high: float, max_ticks: int, choose: TickChooser | None
) -> list[float]:
    """Return ticks of the kind's own choice around the limits; none where it has none that fit."""
    span = high - low
    ticks = _around(_choose(choose, "linear", low - span, high + span, max_ticks), low, high)
    return ticks if ticks and ticks[-1] - ticks[0] <= MAX_SPAN_RATIO * span else []


def _choose(
    choose: TickChooser | None, scale: str, low: float, high: float, max_ticks: int
) -> list[float]:
    """Return the round ticks of an axis that is about three times as long as the one to be made."""
    chosen = choose(scale, low, high, 3 * max_ticks) if choose else []
    # Its ends are ticks as well, whether they are round or not.
    return sorted({tick for tick in chosen if low < tick < high})


def _around(candidates: Sequence[float], low: float, high: float) -> list[float]:
    """Return the candidates from the last one below the limits to the first one above them."""
    below = [tick for tick in candidates if tick <= low]
    above = [tick for tick in candidates if tick >= high]
    if not below or not above:
        return []
    return [tick for tick in candidates if below[-1] <= tick <= above[0]]


def _log_ticks(low: float, high: float, max_ticks: int, choose: TickChooser | None) -> list[float]:
    ticks = _around(_choose(choose, "log", low / 10, high * 10, max_ticks), low, high)
    if ticks:
        return _thinned(ticks, max_ticks)
    for per_decade in LOG_TICKS_PER_DECADE:
        ticks = preferred_numbers(low, high, per_decade)
        if len(ticks) <= max_ticks:
            return ticks
    return _thinned(ticks, max_ticks)


def _thinned(ticks: list[float], max_ticks: int) -> list[float]:
    """Return both ends and, of the ticks between them, every second one or fewer."""
    stride = math.ceil((len(ticks) - 1) / max(1, max_ticks - 1))
    return [*ticks[:-1:stride], ticks[-1]]
