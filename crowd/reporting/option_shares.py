"""Shares of the options of a choice, in whole percent that add up to 100."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import ChoiceFigures, Option


def ranked_options(choice: ChoiceFigures) -> list[Option]:
    """Sort the options by frequency; equal ones stay in the organizer's order."""
    return sorted(choice.options, key=lambda entry: -entry.count)


def whole_percents(counts: Sequence[int]) -> list[int]:
    """Return shares in whole percent that add up to 100, by largest remainders.

    Each is the exact share rounded up or down: up where most would be lost, of equal remainders the
    first. All are 0 where nobody is counted.
    """
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    exact = [Fraction(100 * count, total) for count in counts]
    percents = [int(share) for share in exact]
    by_remainder = sorted(range(len(counts)), key=lambda place: percents[place] - exact[place])
    for place in by_remainder[: 100 - sum(percents)]:
        percents[place] += 1
    return percents


def share_texts(choice: ChoiceFigures, formatter: ValueFormatter) -> dict[float, str]:
    """Write the share of each option, by the option: 0% and 100% only for nobody and everybody."""
    ranked = ranked_options(choice)
    percents = whole_percents([entry.count for entry in ranked])
    return {
        entry.option: _share_text(entry, percent, formatter)
        for entry, percent in zip(ranked, percents, strict=True)
    }


def _share_text(option: Option, percent: int, formatter: ValueFormatter) -> str:
    if percent == 0 and option.count:
        return f"<{formatter.percent(0.01)}"
    if percent == 100 and option.share < 1:
        return f">{formatter.percent(0.99)}"
    return formatter.percent(percent / 100)
