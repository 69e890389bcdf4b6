"""The results page with a participant's own answer, put into placeholders of everybody's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from crowd.charts.axis import axis_limits, make_scale
from crowd.charts.chart import Chart
from crowd.charts.marks import OwnMark, place_own_mark
from crowd.charts.rtl_labels import with_rtl_label
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
    own_marked_value,
)

LAYOUTS = {"wide": WIDE_LAYOUT, "narrow": NARROW_LAYOUT}
SLOTS = {name: f"<{{}} {name}>" for name in ("x", "label_x", "label", "value")}
SAID_SLOTS = OwnAnswer(Markup("<said>"), Markup("<rank>"))
SLOT_PATTERN = re.compile("<(said|rank|(wide|narrow) (x|label_x|label|value))>")
"""Slots of the pattern for the numbers and texts of one answer."""


class OwnResults:
    """The results page of one locale with placeholders, and what fills them for any answer.

    Rendering a template per answer is slow. Fragments with charts differ in a few numbers and texts
    only, so they are rendered once, as a pattern with slots.
    """

    def __init__(
        self,
        renderer: Renderer,
        results: Results,
        formatter: ValueFormatter,
        page: SegmentedPage,
    ) -> None:
        self.page = page
        self._renderer = renderer
        self._results = results
        self._formatter = formatter
        choice = results.choice
        self._options = [entry.option for entry in ranked_options(choice)] if choice else []
        drawn = {
            size: answers_chart(results, formatter, layout) for size, layout in LAYOUTS.items()
        }
        self._charts = {size: chart for size, chart in drawn.items() if chart is not None}
        self._pattern = self._make_pattern() if self._charts else ""

    @property
    def size(self) -> int:
        """The size of the page, in bytes."""
        return self.page.size

    def fragments(self, own: float) -> Fragments:
        """Render what fills the placeholders."""
        told = own_answer(self._results, own, self._formatter)
        if not self._charts:
            return self._fill(self._render_parts(own, told, {}))
        slots: dict[str, Any] = {"<said>": escape(told.said), "<rank>": escape(told.rank)}
        for size, mark in self._own_marks(own).items():
            for name, slot in SLOTS.items():
                slots[slot.format(size)] = escape(getattr(mark, name))
        return self._fill(self._pattern % slots)

    def _own_marks(self, own: float) -> dict[str, OwnMark]:
        assert self._results.histogram is not None, "there are charts"
        histogram, marked = self._results.histogram, own_marked_value(own, self._formatter)
        limits = axis_limits(histogram)
        marks = {
            size: place_own_mark(
                marked,
                make_scale(histogram.scale, limits, LAYOUTS[size].width, LAYOUTS[size].inset),
                LAYOUTS[size],
                limits,
            )
            for size in self._charts
        }
        if self._formatter.locale.text_direction == "rtl":
            return {size: with_rtl_label(mark) for size, mark in marks.items()}
        return marks

    def _fill(self, text: str) -> Fragments:
        return self.page.fill(text.encode().split(PLACEHOLDER))

    def _make_pattern(self) -> str:
        """Render the fragments with slots: templates escape "<" in what people typed."""
        marks: dict[str, Any] = {
            size: {name: Markup(slot.format(size)) for name, slot in SLOTS.items()}  # noqa: S704  nothing of people's
            for size in self._charts
        }
        text = self._render_parts(None, SAID_SLOTS, marks).replace("%", "%%")
        return SLOT_PATTERN.sub(r"%(\g<0>)s", text)

    def _render_parts(self, own: float | None, told: OwnAnswer, marks: dict[str, Any]) -> str:
        charts: list[tuple[Chart, Any]] = [
            (self._charts[size], mark) for size, mark in marks.items()
        ]
        return self._renderer.page(
            "results/_own_parts.html",
            self._formatter.translator,
            options=[option == own for option in self._options],
            charts=charts,
            own=told,
        ).decode()


async def own_page(
    service: Service,
    name: PageName,
    own: float,
    make: Callable[[], OwnResults],
) -> FilledPage:
    """Fill the page for one answer, from caches of their own: participants evict no public pages."""
    key = (*name, repr(own))
    page: OwnResults = await service.own_pages.load_in_thread(name, make)
    fragments = service.own_fragments.get(key)
    if fragments is None:
        fragments = page.fragments(own)
        service.own_fragments.put(key, fragments)
    return FilledPage(page.page, fragments)
