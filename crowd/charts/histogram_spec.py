"""What a histogram is drawn from, apart from its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from crowd.charts.axis import Limits, TickChooser
from crowd.charts.marks import MarkedValue
from crowd.model.results import Bin, Histogram


class HistogramSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Bars or dots, the marks on them, and the words beside them.

    With `dot_values`, all answers of a small crowd, each is drawn as a dot where that is possible.
    `half_words` are the lines of text at the middle half, `below` and `above` tell of answers beyond
    the ends of the axis, each with the sentence that says it in the caption if it has no place beside
    the data. `unit` goes with the last tick.
    """

    histogram: Histogram
    marked: list[MarkedValue]
    format_value: Callable[[float], str]
    choose_ticks: TickChooser
    format_range: Callable[[Bin], str] = str
    format_count: Callable[[int], str] = str
    dot_values: Sequence[float] = ()
    own: MarkedValue | None = None
    middle_half: Limits | None = None
    half_words: list[str] = []
    half_caption: str = ""
    below: str = ""
    below_caption: str = ""
    above: str = ""
    above_caption: str = ""
    unit: str = ""
