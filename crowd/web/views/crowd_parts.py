"""Groups and links on the results page: one drawing of all of them, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crowd.charts.interval_frame import NARROW_PLOT, IntervalRow, MarkedLine, PlotLayout
from crowd.charts.interval_plot import IntervalPlot, draw_interval_plot
from crowd.charts.interval_ticks import AxisWords
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Group, Results
from crowd.model.sentence import Sentence
from crowd.reporting import sentences
from crowd.reporting.thresholds import MIN_ANSWERS
from crowd.web.views.axes import axis_rules, axis_unit, tick_label

WIDE_PLOT = PlotLayout()

LEGEND = Sentence("Dot: median. Line: middle half. Right: people.")
LEGEND_WITHOUT_LINES = Sentence("Dot: median. Right: people.")
SMALL_GROUPS = Sentence("Groups of fewer than 5 people are not shown.")
LINKS = Sentence(
    "A link stands for one person and everyone who came through that person. The largest are shown, "
    "none of fewer than 5 people."
)
CUT = Sentence("An arrow marks what lies beyond the end of the axis.")


class PartRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table: name, people, median, middle half; both empty for choices."""

    name: str
    people: str
    middle: str
    middle_half: str


class CrowdParts(msgspec.Struct, frozen=True, kw_only=True):
    """Parts of a crowd as a drawing for wide and narrow screens, as a table, and what to say below."""

    title: str
    name_column: str
    plot: IntervalPlot | None
    narrow_plot: IntervalPlot | None
    description: str
    rows: list[PartRow]
    more: str
    note: str


def crowd_parts(results: Results, formatter: ValueFormatter, *, sealed: bool) -> list[CrowdParts]:
    """Describe the groups and the links, those of them that there are."""
    ranks = range(1, len(results.branch_groups) + 1)
    translate = formatter.translate
    links = [translate("Link {n}", n=formatter.number(rank)) for rank in ranks]
    groups = [group.name for group in results.groups]
    found = [
        (translate("By group"), translate("Group"), results.groups, groups, SMALL_GROUPS),
        (translate("By whose link"), translate("Link"), results.branch_groups, links, LINKS),
    ]
    return [
        _parts(
            CrowdParts(
                title=title,
                name_column=column,
                plot=None,
                narrow_plot=None,
                description="",
                rows=_rows(parts, names, formatter),
                more=_more_groups(results, formatter) if parts is results.groups else "",
                note=translate(note) if sealed else "",
            ),
            parts,
            results,
            formatter,
        )
        for title, column, parts, names, note in found
        if parts
    ]


def _more_groups(results: Results, formatter: ValueFormatter) -> str:
    """Say how many groups more there are than the page lists; empty if none."""
    if not results.more_groups:
        return ""
    return formatter.plural("And {n} more group.", "And {n} more groups.", results.more_groups)


def _rows(parts: Sequence[Group], names: Sequence[str], formatter: ValueFormatter) -> list[PartRow]:
    return [
        PartRow(
            name=name,
            people=formatter.number(part.count),
            middle="" if part.median is None else formatter.with_unit(part.median),
            middle_half=_middle_half(part, formatter),
        )
        for part, name in zip(parts, names, strict=True)
    ]


def _middle_half(part: Group, formatter: ValueFormatter) -> str:
    if part.quartile_1 is None or part.quartile_3 is None or part.count < MIN_ANSWERS:
        return ""
    ends = formatter.ends(part.quartile_1, part.quartile_3)
    if part.quartile_1 == part.quartile_3:
        return ends[1]
    return formatter.translate("{low} to {high}", low=ends[0], high=ends[1])


def _parts(
    described: CrowdParts, parts: Sequence[Group], results: Results, formatter: ValueFormatter
) -> CrowdParts:
    """Add the drawing and what its signs mean; options have no medians to draw."""
    drawn = [_drawn_row(part, row) for part, row in zip(parts, described.rows, strict=True)]
    rows = [row for row in drawn if row is not None]
    if not rows:
        return described
    plots = [_plot(rows, results, formatter, layout) for layout in (WIDE_PLOT, NARROW_PLOT)]
    translate = formatter.translate
    has_lines = any(row.quartiles is not None for row in rows)
    legend = LEGEND if has_lines else LEGEND_WITHOUT_LINES
    cut = any(plot.is_cut for plot in plots)
    said = [translate(legend), translate(CUT) if cut else "", described.note]
    return msgspec.structs.replace(
        described,
        plot=plots[0],
        narrow_plot=plots[1],
        description=translate(
            "{title}: median and middle half of each, on one axis. The table below has the figures.",
            title=described.title,
        ),
        note=" ".join(filter(None, said)),
    )


def _drawn_row(part: Group, row: PartRow) -> IntervalRow | None:
    if part.median is None:
        return None
    quartiles = None
    # The middle half of two or three people would be a line between two of them.
    if part.quartile_1 is not None and part.quartile_3 is not None and part.count >= MIN_ANSWERS:
        quartiles = part.quartile_1, part.quartile_3
    return IntervalRow(
        name=row.name,
        people=row.people,
        middle=part.median,
        middle_label=row.middle,
        quartiles=quartiles,
    )


def _plot(
    rows: Sequence[IntervalRow], results: Results, formatter: ValueFormatter, layout: PlotLayout
) -> IntervalPlot:
    return draw_interval_plot(
        rows,
        _marked_lines(results, formatter),
        axis_rules(results, formatter.kind),
        AxisWords(lambda value: tick_label(value, formatter), axis_unit(formatter)),
        layout,
        from_right=formatter.translator.direction == "rtl",
    )


def _marked_lines(results: Results, formatter: ValueFormatter) -> list[MarkedLine]:
    """Mark the median of all people, and the correct answer once it is known."""
    median, truth = results.aggregates.get("median"), results.scoring.get("truth")
    translate, marks = formatter.translate, []
    if median is not None:
        of_all = translate("the crowd")
        if results.headline.name != "median":
            of_all = translate("median of all")
        far = translate("{name}: {value}", name=of_all, value=formatter.with_unit(median))
        marks.append(MarkedLine(name="crowd", value=median, label=of_all, far_label=far))
    if truth is not None and formatter.kind.is_chance:
        outcome = sentences.truth_figure(truth, formatter)
        marks.append(MarkedLine(name="truth", value=truth, label=outcome, far_label=outcome))
    elif truth is not None:
        correct = translate("correct")
        far = translate("{name}: {value}", name=correct, value=formatter.with_unit(truth))
        marks.append(MarkedLine(name="truth", value=truth, label=correct, far_label=far))
    return marks
