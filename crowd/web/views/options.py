"""The options of a choice on the results page: bars on one axis from 0 to 100 percent."""

from __future__ import annotations

import msgspec

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.reporting.option_shares import ranked_options, share_texts

AXIS_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares at which the axis of the options has a tick."""

END_SHARES = 0.2, 0.85
"""Shares up to which, and from which on, a label below the axis begins or ends at its tick."""


class OptionBar(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a choice; `width` and `expected` in percent of the axis."""

    option: str
    width: float
    share: str
    people: str
    expected: float | None
    expected_share: str
    expected_anchor: str
    """Which part of the label stands at the tick: its start, middle or end."""

    right: bool
    own: bool


class AxisTick(msgspec.Struct, frozen=True, kw_only=True):
    """A tick of the axis below the options; `place` in percent of the axis."""

    place: float
    label: str


def option_bars(results: Results, formatter: ValueFormatter, own: float | None) -> list[OptionBar]:
    """Draw the options of a choice, the most frequent first; empty for other kinds."""
    if results.choice is None:
        return []
    truth, shares = results.scoring.get("truth"), share_texts(results.choice, formatter)
    return [
        OptionBar(
            option=formatter.figure(entry.option),
            width=round(100 * entry.share, 2),
            share=shares[entry.option],
            people=sentences.option_people(entry, formatter),
            expected=None if entry.predicted is None else round(100 * entry.predicted, 2),
            expected_share="" if entry.predicted is None else formatter.percent(entry.predicted),
            expected_anchor=_anchor(entry.predicted or 0.0),
            right=entry.option == truth,
            own=entry.option == own,
        )
        for entry in ranked_options(results.choice)
    ]


def option_ticks(results: Results, formatter: ValueFormatter) -> list[AxisTick]:
    """Draw the axis of the options; empty for other kinds."""
    if results.choice is None:
        return []
    return [AxisTick(place=100 * share, label=formatter.percent(share)) for share in AXIS_SHARES]


def _anchor(share: float) -> str:
    low, high = END_SHARES
    return "start" if share < low else "end" if share > high else "middle"
