"""The words of the chart of all answers: beside its data, at its bars, and below it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Bin, Histogram


def chart_caption(
    formatter: ValueFormatter,
    histogram: Histogram | None,
    *,
    dots: bool,
    captions: Sequence[str] = (),
) -> str:
    """Explain the chart: what a bar or a dot is, the median, the scale; then what else has to be said."""
    if histogram is None:
        return ""
    translate = formatter.translate
    parts = [translate("Each dot is one person.") if dots else _bars_sentence(histogram, formatter)]
    if histogram.scale == "log":
        parts.append(translate("Logarithmic scale: each step to the right multiplies."))
    return " ".join([*parts, *captions])


def _bars_sentence(histogram: Histogram, formatter: ValueFormatter) -> str:
    if histogram.is_discrete:
        return formatter.translate("Each bar counts the people who gave the same answer.")
    if histogram.scale == "log":
        return formatter.translate("Each bar counts the answers between two round numbers.")
    middle, kind = histogram.bins[len(histogram.bins) // 2], formatter.kind
    width = kind.format_bar_width(middle.low, middle.high, formatter.translator, formatter.locale)
    if kind.has_round_numbers and not kind.has_fixed_axis and not kind.unit:
        return formatter.translate(
            "Each bar counts the answers in a range of {width}.", width=width
        )
    return formatter.translate("Each bar counts the answers within {width}.", width=width)


def beyond_words(histogram: Histogram, formatter: ValueFormatter) -> tuple[str, str]:
    """Tell how many answers lie below and above the axis; empty where none do."""
    (low, high), below, above = axis_ends(histogram), "", ""
    if histogram.below:
        below = formatter.plural(
            "{n} answer below {value}",
            "{n} answers below {value}",
            histogram.below,
            value=formatter.axis_value(low),
        )
    if histogram.above:
        above = formatter.plural(
            "{n} answer beyond {value}",
            "{n} answers beyond {value}",
            histogram.above,
            value=formatter.axis_value(high),
        )
    return below, above


def beyond_sentences(histogram: Histogram, formatter: ValueFormatter) -> tuple[str, str]:
    """Tell in sentences how many answers lie below and above the axis; empty where none do."""
    (low, high), below, above = axis_ends(histogram), "", ""
    if histogram.below:
        below = formatter.plural(
            "{n} answer is below {value}.",
            "{n} answers are below {value}.",
            histogram.below,
            value=formatter.axis_value(low),
        )
    if histogram.above:
        above = formatter.plural(
            "{n} answer is beyond {value}.",
            "{n} answers are beyond {value}.",
            histogram.above,
            value=formatter.axis_value(high),
        )
    return below, above


def axis_ends(histogram: Histogram) -> tuple[float, float]:
    """Return the values at the ends of the axis, which have ticks."""
    first, last = histogram.bins[0], histogram.bins[-1]
    if histogram.is_discrete:
        return (first.low + first.high) / 2, (last.low + last.high) / 2
    return first.low, last.high


def bin_range(entry: Bin, histogram: Histogram, formatter: ValueFormatter) -> str:
    """Write the range of a bin; its value where there is only one."""
    low, high = entry.low, entry.high
    if histogram.is_discrete:
        return formatter.signed(formatter.kind.as_shown((low + high) / 2))
    if (formatter.kind.is_whole or formatter.kind.is_day) and entry is not histogram.bins[-1]:
        high = max(low, math.ceil(high) - 1)
    ends = [formatter.signed(low), formatter.signed(high)]
    if ends[0] == ends[1]:
        return ends[0]
    return formatter.translate("{low} to {high}", low=ends[0], high=ends[1])


def bin_rows(histogram: Histogram, formatter: ValueFormatter) -> Iterator[tuple[str, str]]:
    """List the bins in which answers lie, and those beyond the axis, with their numbers of people."""
    less, more = formatter.translate("Below"), formatter.translate("Above")
    rows = [(bin_range(entry, histogram, formatter), entry.count) for entry in histogram.bins]
    for name, count in [(less, histogram.below), *rows, (more, histogram.above)]:
        if count:
            yield name, formatter.number(count)
