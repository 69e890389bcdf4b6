"""A poll on a card: what it says to places in a viewBox, as tall as it needs or as it may be."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.charts.canvas import LINE, MARGIN, OPPOSITE, ROOM, WIDTH, Box, Paper, Placed, Run
from crowd.charts.histogram import Chart, Frame
from crowd.charts.histogram_spec import Picture, draw_picture
from crowd.charts.key_figures import PLAIN, SMALL, Hero, common_size, draw_hero, stack
from crowd.charts.text_layout import (
    SANS,
    SANS_BOLD,
    SERIF_BOLD,
    drawable,
    shorten,
    width_of,
    wrap_evenly,
)

TINY = 12.0
BAR_ROW = 30.0
MOST_ROWS = 8
PILL = 30.0
FOOT = 40.0
"""What the line with the service's name takes at the bottom."""

GAP = 24.0


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The paper that a card is drawn on; without a height it is as tall as what is on it.

    `heroes` is the width of the column that figures stand in, one above the other, with the picture
    beside it; without one they stand side by side above it.
    """

    height: float | None = None
    question_sizes: tuple[float, ...]
    question_room: float
    chart: float = 0
    heroes: float = 0


class OptionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An option with the share of people who chose it; `note` stands behind it."""

    name: str
    share: float
    figure: str
    note: str = ""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a card says, top down; what is empty takes no room. `words` says all of it aloud.

    `more` says how many options there was no room for, `logarithmic` that the axis multiplies.
    """

    question: str
    subtitle: str = ""
    heroes: list[Hero] = []
    options: list[OptionRow] = []
    picture: Picture | None = None
    sentences: list[str] = []
    state: str = ""
    moments: list[str] = []
    foot: str = ""
    words: str = ""
    more: Callable[[int], str] = str
    logarithmic: str = ""
    from_right: bool = False


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card, ready to be drawn."""

    width: float
    height: float
    title: str
    words: str
    boxes: list[Box]
    runs: list[Run]
    chart: Placed | None


def lay_out(content: Content, sheet: Sheet) -> Card:
    """The card: from the top the question, figures, picture, sentences, at the bottom its foot."""
    paper = Paper(from_right=content.from_right)
    _question(paper, content, sheet)
    if sheet.height is None:
        _downwards(paper, content, sheet)
        height = round(paper.y + 14 + FOOT, 1)
    else:
        height = sheet.height
        _side_by_side(paper, content, sheet, height - FOOT)
    _foot(paper, content.foot, height)
    return Card(
        width=WIDTH,
        height=height,
        title=drawable(content.question),
        words=drawable(content.words),
        boxes=paper.boxes,
        runs=paper.runs,
        chart=paper.chart,
    )


def _downwards(paper: Paper, content: Content, sheet: Sheet) -> None:
    if content.heroes:
        paper.y += 14
        column = ROOM / len(content.heroes)
        top = paper.y
        size = common_size(content.heroes, column)
        for place, hero in enumerate(content.heroes):
            paper.y = top
            draw_hero(paper, hero, MARGIN + place * column, column, size)
    if content.picture is not None:
        paper.y += 12
        _picture(paper, content, MARGIN, ROOM, sheet.chart)
    if content.options:
        paper.y += 12
        _options(paper, content, MARGIN, ROOM, MOST_ROWS * BAR_ROW)
    paper.y += 10
    paper.lines(" ".join(content.sentences[:2]), PLAIN, 3, ours=True)
    if content.state:
        paper.y += 10
        _state(paper, content)


def _side_by_side(paper: Paper, content: Content, sheet: Sheet, bottom: float) -> None:
    top = paper.y
    if content.heroes:
        stack(paper, content.heroes, sheet.heroes, bottom - top - 10)
    x = MARGIN + sheet.heroes + GAP
    width, room = WIDTH - MARGIN - x, bottom - top - 22
    paper.y = top + 14
    if content.picture is not None:
        _picture(paper, content, x, width, room)
    if content.options:
        _options(paper, content, x, width, room)
    if content.sentences and not content.heroes:
        paper.lines(content.sentences[0], PLAIN, 2, ours=True)
    if content.state:
        paper.y = bottom - PILL - 14 - len(content.moments) * PLAIN * LINE - 12
        _state(paper, content)


def _question(paper: Paper, content: Content, sheet: Sheet) -> None:
    for size in sheet.question_sizes:
        most = max(1, int(sheet.question_room // (size * LINE)))
        lines, whole = wrap_evenly(content.question, ROOM, size, most, SERIF_BOLD)
        if whole:
            break
    for line in lines:
        paper.line(line, size, serif=True, bold=True)
    if content.subtitle:
        paper.y += 4
        paper.line(shorten(content.subtitle, ROOM, SMALL, SANS), SMALL, role="soft", ours=True)


def _picture(paper: Paper, content: Content, x: float, width: float, height: float) -> None:
    frame = Frame(width=round(width, 2), height=round(height, 2), ticks=7 if width > 450 else 5)
    if content.picture is not None:
        chart = draw_picture(content.picture, frame)
        paper.place(chart, x)
        if chart.scale == "log":
            _scale_name(paper, chart, content.logarithmic, x)
        paper.y += height


def _scale_name(paper: Paper, chart: Chart, name: str, x: float) -> None:
    """Says that the axis multiplies, in the top row, on the side that has room."""
    needed = width_of(name, TINY, SANS) + 12
    marked = [
        (mark, width_of(mark.label, 12, SANS_BOLD) + 6) for mark in chart.marks if mark.row == 0
    ]
    lefts = [mark.x - (length if mark.anchor == "end" else 0) for mark, length in marked]
    rights = [mark.x + (length if mark.anchor == "start" else 0) for mark, length in marked]
    room = {"start": min(lefts, default=chart.width), "end": chart.width - max(rights, default=0)}
    free = [side for side in room if room[side] > needed]
    if free:
        # The chart is never mirrored, but what stands on the paper is.
        anchor = OPPOSITE[free[0]] if paper.from_right else free[0]
        place = x if anchor == "start" else x + chart.width
        paper.letters(name, place, paper.y + 12, TINY, anchor=anchor, role="soft", ours=True)


def _options(paper: Paper, content: Content, x: float, width: float, room: float) -> None:
    """Bars for as many options as there is room for; the last place may say that there are more."""
    rows, most = content.options, max(2, int(room // BAR_ROW))
    shown = rows if len(rows) <= most else rows[: most - 1]
    for row in shown:
        _option(paper, row, x, width)
    left = len(rows) - len(shown)
    if left:
        paper.letters(content.more(left), x, paper.y + 20, SMALL, role="soft", ours=True)
        paper.y += BAR_ROW


def _option(paper: Paper, row: OptionRow, x: float, width: float) -> None:
    """Name, bar and share; where there is room, also its note."""
    wide, right = width > 450, bool(row.note)
    names, bars = (176.0, 200.0) if wide else (130.0, 130.0)
    baseline = paper.y + 20
    name = shorten(drawable(row.name), names, PLAIN, SANS_BOLD)
    role = "truth" if right and not wide else "ink"
    paper.letters(name, x, baseline, PLAIN, bold=right, role=role)
    x += names + 12
    paper.box("pale", x, paper.y + 8, bars, 14, 3)
    if row.share:
        paper.box("crowd", x, paper.y + 8, max(2.0, bars * row.share), 14, 3)
    x += bars + 12
    paper.letters(row.figure, x, baseline, PLAIN, bold=True)
    if right and wide:
        beside = x + 56
        size = min(SMALL, (WIDTH - MARGIN - beside) / width_of(row.note, 1, SANS_BOLD))
        paper.letters(row.note, beside, baseline, size, role="truth", bold=True, ours=True)
    paper.y += BAR_ROW


def _state(paper: Paper, content: Content) -> None:
    """What can be done now, and until when."""
    width = width_of(content.state, SMALL, SANS_BOLD) + 26
    paper.box("crowd", MARGIN, paper.y, width, PILL, PILL / 2)
    middle = MARGIN + width / 2
    look = {"role": "paper", "bold": True}
    paper.letters(content.state, middle, paper.y + 20, SMALL, anchor="middle", ours=True, **look)
    paper.y += PILL + 8
    for moment in content.moments:
        paper.line(shorten(moment, ROOM, PLAIN, SANS), PLAIN, ours=True)


def _foot(paper: Paper, foot: str, height: float) -> None:
    baseline = height - 15
    paper.box("line", MARGIN, height - FOOT, ROOM, 1)
    paper.letters("crowd", MARGIN, baseline, SMALL, serif=True, bold=True)
    text = shorten(foot, ROOM - 80, 13, SANS)
    paper.letters(text, WIDTH - MARGIN, baseline, 13, role="soft", anchor="end", ours=True)
