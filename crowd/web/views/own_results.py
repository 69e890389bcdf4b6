"""The results page as participants see it: everybody's page, with their own answer put into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from msgspec import structs

from crowd.charts.histogram import Chart
from crowd.charts.marks import Mark, MarkedValue, MarkPlacer
from crowd.i18n.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.own_answer import own_answer_sentence
from crowd.web.deps import Service
from crowd.web.rendering.bounded_cache import PageName
from crowd.web.rendering.segmented_page import PLACEHOLDER, FilledPage, Fragments, SegmentedPage
from crowd.web.rendering.templates import Renderer
from crowd.web.views.charts import (
    NARROW_FRAME,
    WIDE_FRAME,
    answers_chart,
    chart_points,
    own_point,
    ranked_options,
    with_own_row,
)

LAYOUTS = {"wide": with_own_row(WIDE_FRAME), "narrow": with_own_row(NARROW_FRAME)}
MARKS, CHARTS = "marks", "charts"
"""What an own answer changes in the pictures: their marks, or all of them, where it lies so far out
that their axis is longer."""


SLOTS = {"x": "<{} x>", "label_x": "<{} label x>", "label": "<label>"}
SLOT = re.compile("<(said|label|(wide|narrow)( label)? x)>")
"""Where a pattern takes the reader's own numbers and words."""


class OwnResults:
    """The results page of one locale, with places for the answer of whoever reads it.

    What fills them looks alike for most answers but for some numbers and words: a template renders it
    once for each order of the marks and keeps it as a pattern.
    """

    def __init__(
        self,
        renderer: Renderer,
        results: Results,
        formatter: ValueFormatter,
        sentences: list[str],
        page: SegmentedPage,
        *,
        places: str,
    ) -> None:
        self.page = page
        self._renderer = renderer
        self._results = results
        self._writer = formatter
        self._display = {"sentences": sentences}
        self._whole = places == CHARTS
        self._options = [entry.option for entry in ranked_options(results)]
        drawn = {
            size: answers_chart(results, formatter, layout) for size, layout in LAYOUTS.items()
        }
        self._charts = {size: chart for size, chart in drawn.items() if chart is not None}
        self._placers = self._make_placers()
        self._patterns: dict[Hashable, str] = {}

    @property
    def size(self) -> int:
        """The bytes of the page."""
        return self.page.size

    def _make_placers(self) -> dict[str, MarkPlacer]:
        histogram, points = self._results.histogram, chart_points(self._results, self._writer)
        if histogram is None:
            return {}
        return {size: MarkPlacer(histogram, points, LAYOUTS[size]) for size in self._charts}

    def fragments(self, own: float) -> Fragments | None:
        """The page's places for an answer; None where it takes other places."""
        said = own_answer_sentence(self._results, own, self._writer)
        if not self._charts:
            return self._filled(self._parts(own, said))
        point = own_point(own, self._writer)
        if self._whole:
            return self._filled(self._parts(own, said, self._drawn(point)))
        if not all(placer.fits_axis(own) for placer in self._placers.values()):
            return None
        marks = {size: placer.mark(point) for size, placer in self._placers.items()}
        slots: dict[str, str | float] = {"<said>": escape(said), "<label>": escape(point.label)}
        for size, mark in marks.items():
            slots |= {f"<{size} x>": mark.x, f"<{size} label x>": mark.label_x}
        return self._filled(self._pattern(point, marks) % slots)

    def _filled(self, text: str) -> Fragments:
        return self.page.fill(text.encode().split(PLACEHOLDER))

    def _pattern(self, point: MarkedValue, marks: dict[str, Mark]) -> str:
        key = tuple((mark.row, mark.anchor, mark.beyond) for mark in marks.values())
        pattern = self._patterns.get(key)
        if pattern is None:
            charts = [
                (structs.replace(chart, marks=self._slotted(size, point)), size)
                for size, chart in self._charts.items()
            ]
            text = self._parts(None, Markup("<said>"), charts).replace("%", "%%")
            pattern = self._patterns[key] = SLOT.sub(r"%(\g<0>)s", text)
        return pattern

    def _slotted(self, size: str, point: MarkedValue) -> list[Mark]:
        """All marks, with slots for the reader's own numbers: no text of people looks like one."""
        slots: Any = {name: Markup(SLOTS[name].format(size)) for name in SLOTS}  # noqa: S704  nothing of people's
        return [
            structs.replace(mark, **slots) if mark.name == point.name else mark
            for mark in self._placers[size].marks(point)
        ]

    def _drawn(self, point: MarkedValue) -> list[tuple[Chart, str]]:
        drawn = {
            size: answers_chart(self._results, self._writer, layout, point)
            for size, layout in LAYOUTS.items()
        }
        return [(chart, size) for size, chart in drawn.items() if chart is not None]

    def _parts(self, own: float | None, said: str, charts: Sequence[tuple[Chart, str]] = ()) -> str:
        return self._renderer.page(
            "results/_own_parts.html",
            self._writer.translator,
            options=[option == own for option in self._options],
            charts=charts,
            whole=self._whole,
            own=said,
            results=self._display,
        ).decode()


class OwnFragments(NamedTuple):
    """What fills a page for one answer, and which places that page has."""

    places: str
    fragments: Fragments

    @property
    def size(self) -> int:
        """Bytes of the fragments."""
        return self.fragments.size


async def own_page(
    service: Service,
    name: PageName,
    own: float,
    make: Callable[[str], OwnResults],
) -> FilledPage:
    """The page with an answer in its places. Pages and fragments are cached apart from public pages, so
    that many participants evict none of those."""
    key = (*name, repr(own))
    found = service.own_fragments.get(key)
    places, fragments = found or (MARKS, None)
    page: OwnResults = await service.own_pages.load_in_thread((*name, places), lambda: make(places))
    fragments = fragments or page.fragments(own)
    if fragments is None:
        places = CHARTS
        page = await service.own_pages.load_in_thread((*name, places), lambda: make(places))
        fragments = page.fragments(own)
    assert fragments is not None, "whole charts take any answer"
    if found is None:
        service.own_fragments.put(key, OwnFragments(places, fragments))
    return FilledPage(page.page, fragments)
