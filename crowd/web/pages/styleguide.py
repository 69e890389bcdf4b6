"""Every component in every state on one page; in development only."""

from __future__ import annotations

from litestar import get
from msgspec.structs import replace

from crowd.charts.axis import ChartLayout
from crowd.charts.histogram import draw_histogram
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.marks import MarkedValue
from crowd.kinds import Number
from crowd.model.errors import NotFound, Problem
from crowd.model.results import Bin, Histogram
from crowd.web.deps import OurService
from crowd.web.http.responses import BytesResponse, uncached_page

COUNTS = (1, 3, 8, 14, 19, 15, 9, 6, 3, 2, 1)
FEW = [120.0, 150.0, 155.0, 160.0, 210.0, 215.0, 220.0, 340.0]
POINTS = [
    MarkedValue(name="crowd", value=402, label="the crowd: 402"),
    MarkedValue(name="truth", value=467, label="correct: 467"),
    MarkedValue(name="you", value=380, label="you: 380"),
]
PROBLEMS = [Problem(field="wrong", message="Enter a number, such as 1,234.5.")]
RAW = (
    "paper",
    "card",
    "ink",
    "soft",
    "line",
    "edge",
    "teal",
    "teal-pale",
    "orange",
    "violet",
    "red",
)


@get("/styleguide", include_in_schema=False)
async def styleguide(service: OurService) -> BytesResponse:
    """Show the components; raise NotFound outside of development."""
    if not service.settings.development:
        raise NotFound("There is nothing at this address.")
    bins = [Bin(low=100 * at, high=100 * at + 100, count=count) for at, count in enumerate(COUNTS)]
    spec = HistogramSpec(
        histogram=Histogram(scale="linear", bins=bins, above=12),
        marked=POINTS[:2],
        own=POINTS[2],
        format_value=_whole,
        choose_ticks=Number().ticks,
        middle_half=(250, 650),
        half_words=["half of all answers:", "250 to 650"],
        above="12 answers beyond 1,100 →",
        unit="pieces",
    )
    layout = ChartLayout(own_row=True)
    few = replace(spec, dot_values=FEW, middle_half=(150, 215), half_words=[], above="")
    body = service.renderer.page(
        "pages/styleguide.html",
        raw=RAW,
        problems=PROBLEMS,
        by_field={problem.field: problem.message for problem in PROBLEMS},
        bars=draw_histogram(spec, layout),
        dots=draw_histogram(few, layout),
    )
    return uncached_page(body)


def _whole(value: float) -> str:
    return f"{value:,.0f}"
