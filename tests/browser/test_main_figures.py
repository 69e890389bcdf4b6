"""The main result and the correct answer: whole numbers on one line, at every width."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.site import Poll, Site

pytestmark = pytest.mark.browser

LINES_OF_FIGURES = """() => [...document.querySelectorAll(".hero bdi, .hero span[dir]")].map((figure) => {
  const column = figure.parentElement.parentElement.getBoundingClientRect();
  const box = figure.getBoundingClientRect();
  return [figure.getClientRects().length, Math.max(0, column.left - box.left, box.right - column.right)];
})"""


@pytest.fixture(scope="module", params=[(73.6, "%"), (3_500_000, "inhabitants"), (175e13, "beans")])
def resolved(request: pytest.FixtureRequest, site: Site) -> Poll:
    """Results whose figures have few digits, many, and more than fit into half of a phone."""
    value, unit = request.param
    poll = site.make_poll(unit=unit)
    site.answer(poll, [value] * 3)
    site.close(poll)
    site.resolve(poll, value)
    return poll


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("address", ["/p/{}?lang=de", "/embed/{}?lang=en"])
def test_main_figures_stay_whole(visit: Visit, resolved: Poll, address: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).new_page()
    page.goto(address.format(resolved.id))
    assert page.evaluate(LINES_OF_FIGURES) == [[1, 0], [1, 0]]
