"""The results page with a participant's own answer, put into placeholders of everybody's page."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from msgspec import structs

from crowd.charts.histogram import Chart
from crowd.charts.marks import Mark, MarkedValue, MarkPlacer
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.option_shares import ranked_options
from crowd.reporting.own_answer import OwnAnswer, own_answer
from crowd.web.deps import Service
from crowd.web.rendering.bounded_cache import PageName
from crowd.web.rendering.segmented_page import PLACEHOLDER, FilledPage, Fragments, SegmentedPage
from crowd.web.rendering.templates import Renderer
from crowd.web.views.charts import (
    NARROW_LAYOUT,
    WIDE_LAYOUT,
    answers_chart,
    marked_values,
    own_marked_value,
    with_own_row,
)

LAYOUTS = {"wide": with_own_row(WIDE_LAYOUT), "narrow": with_own_row(NARROW_LAYOUT)}
MARKS, CHARTS = "marks", "charts"
"""The parts with placeholders: marks, or whole charts, whose axis an outlying answer extends."""

SLOTS = {"x": "<{} x>", "label_x": "<{} label x>", "label": "<label>"}
SAID_SLOTS = OwnAnswer(Markup("<said>"), Markup("<rank>"))
SLOT_PATTERN = re.compile("<(said|rank|label|(wide|narrow)( label)? x)>")
"""Slots of a pattern for the numbers and texts of one answer."""


class OwnResults:
    """The results page of one locale with placeholders, and what fills them for any answer.

    Rendering a template per answer is slow. Fragments differ in a few numbers and texts only, so
    they are rendered once for each arrangement of the marks, as a pattern with slots.
    """

    def __init__(
        self,
        renderer: Renderer,
        results: Results,
        formatter: ValueFormatter,
        sentences: list[str],
        page: SegmentedPage,
        *,
        placeholders: str,
    ) -> None:
        self.page = page
        self._renderer = renderer
        self._results = results
        self._formatter = formatter
        self._display = {"sentences": sentences}
        self._whole = placeholders == CHARTS
        choice = results.choice
        self._options = [entry.option for entry in ranked_options(choice)] if choice else []
        drawn = {
            size: answers_chart(results, formatter, layout) for size, layout in LAYOUTS.items()
        }
        self._charts = {size: chart for size, chart in drawn.items() if chart is not None}
        self._placers = self._make_placers()
        self._patterns: dict[Hashable, str] = {}

    @property
    def size(self) -> int:
        """The size of the page, in bytes."""
        return self.page.size

    def _make_placers(self) -> dict[str, MarkPlacer]:
        histogram, marked = self._results.histogram, marked_values(self._results, self._formatter)
        if histogram is None:
            return {}
        return {size: MarkPlacer(histogram, marked, LAYOUTS[size]) for size in self._charts}

    def fragments(self, own: float) -> Fragments | None:
        """Render what fills the placeholders; None if this answer needs whole charts."""
        told = own_answer(self._results, own, self._formatter)
        if not self._charts:
            return self._fill(self._render_parts(own, told))
        own_mark = own_marked_value(own, self._formatter)
        if self._whole:
            return self._fill(self._render_parts(own, told, self._draw_charts(own_mark)))
        if not all(placer.fits_axis(own) for placer in self._placers.values()):
            return None
        marks = {size: placer.mark(own_mark) for size, placer in self._placers.items()}
        slots: dict[str, str | float] = {
            "<said>": escape(told.said),
            "<rank>": escape(told.rank),
            "<label>": escape(own_mark.label),
        }
        for size, mark in marks.items():
            slots |= {f"<{size} x>": mark.x, f"<{size} label x>": mark.label_x}
        return self._fill(self._find_pattern(own_mark, marks) % slots)

    def _fill(self, text: str) -> Fragments:
        return self.page.fill(text.encode().split(PLACEHOLDER))

    def _find_pattern(self, own_mark: MarkedValue, marks: dict[str, Mark]) -> str:
        key = tuple((mark.row, mark.anchor, mark.beyond) for mark in marks.values())
        pattern = self._patterns.get(key)
        if pattern is None:
            charts = [
                (structs.replace(chart, marks=self._marks_with_slots(size, own_mark)), size)
                for size, chart in self._charts.items()
            ]
            text = self._render_parts(None, SAID_SLOTS, charts).replace("%", "%%")
            pattern = self._patterns[key] = SLOT_PATTERN.sub(r"%(\g<0>)s", text)
        return pattern

    def _marks_with_slots(self, size: str, own_mark: MarkedValue) -> list[Mark]:
        """Return all marks, the own one with slots: templates escape "<" in what people typed."""
        slots: Any = {name: Markup(SLOTS[name].format(size)) for name in SLOTS}  # noqa: S704  nothing of people's
        return [
            structs.replace(mark, **slots) if mark.name == own_mark.name else mark
            for mark in self._placers[size].marks(own_mark)
        ]

    def _draw_charts(self, own_mark: MarkedValue) -> list[tuple[Chart, str]]:
        drawn = {
            size: answers_chart(self._results, self._formatter, layout, own_mark)
            for size, layout in LAYOUTS.items()
        }
        return [(chart, size) for size, chart in drawn.items() if chart is not None]

    def _render_parts(
        self, own: float | None, told: OwnAnswer, charts: Sequence[tuple[Chart, str]] = ()
    ) -> str:
        return self._renderer.page(
            "results/_own_parts.html",
            self._formatter.translator,
            options=[option == own for option in self._options],
            charts=charts,
            whole=self._whole,
            own=told,
            results=self._display,
        ).decode()


class OwnFragments(NamedTuple):
    """The fragments for one answer, and the placeholders of the page that they are for."""

    placeholders: str
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
    """Fill the page for one answer, from caches of their own: participants evict no public pages."""
    key = (*name, repr(own))
    found = service.own_fragments.get(key)
    placeholders, fragments = found or (MARKS, None)
    page: OwnResults = await service.own_pages.load_in_thread(
        (*name, placeholders), lambda: make(placeholders)
    )
    fragments = fragments or page.fragments(own)
    if fragments is None:
        placeholders = CHARTS
        page = await service.own_pages.load_in_thread(
            (*name, placeholders), lambda: make(placeholders)
        )
        fragments = page.fragments(own)
    assert fragments is not None, "whole charts take any answer"
    if found is None:
        service.own_fragments.put(key, OwnFragments(placeholders, fragments))
    return FilledPage(page.page, fragments)
