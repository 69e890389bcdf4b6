"""Places on an axis of days where a calendar has its marks: the first of months or years."""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
LAST_DAY = float((date.max - EPOCH).days)
FIRST_DAY = float((date.min - EPOCH).days)
MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)


def calendar_ticks(low: float, high: float, most: int) -> list[float]:
    """Firsts of months, all the same number of months apart; none if the axis is a few weeks.

    `low` and `high` are days since 1970-01-01, and so are the ticks.
    """
    start = EPOCH + timedelta(days=max(low, FIRST_DAY))
    months = (high - low) / 30.44
    step = next((step for step in MONTHS if months / step <= most), MONTHS[-1])
    first = start.year * 12 + start.month - 1
    marks = range(first - first % step, first + int(months) + 2 * step, step)
    days = [
        float((date(mark // 12, mark % 12 + 1, 1) - EPOCH).days)
        for mark in marks
        if 12 <= mark < date.max.year * 12
    ]
    found = [day for day in days if low <= day <= high]
    return found if len(found) > 1 else []
