"""Choose the ticks of an axis of dates: firsts of months or years."""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
MIN_DAY = float((date.min - EPOCH).days)
"""The first day that Python has, in days since the epoch."""

DAYS_PER_MONTH = 30.44
STEPS_IN_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
"""Distances of ticks in months."""


def calendar_ticks(low: float, high: float, max_ticks: int) -> list[float]:
    """Choose firsts of months at equal distances in months; none if the axis has just one.

    `low` and `high` are days since 1970-01-01, and so are the ticks.
    """
    start = EPOCH + timedelta(days=max(low, MIN_DAY))
    months = (high - low) / DAYS_PER_MONTH
    fitting = (step for step in STEPS_IN_MONTHS if months / step <= max_ticks)
    step = next(fitting, STEPS_IN_MONTHS[-1])
    first = start.year * 12 + start.month - 1
    candidates = range(first - first % step, first + int(months) + 2 * step, step)
    days = [
        float((date(month // 12, month % 12 + 1, 1) - EPOCH).days)
        for month in candidates
        if 12 <= month < date.max.year * 12
    ]
    ticks = [day for day in days if low <= day <= high]
    return ticks if len(ticks) > 1 else []
