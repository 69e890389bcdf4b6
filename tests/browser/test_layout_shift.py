"""Nothing moves on a page while it loads: scripts show only what has its place already."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Visit
from tests.browser.gallery import PAGES, Gallery

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
STATIC = [
    "home", "new", "links", "manage, open", "answer", "sealed", "receipt", "results",
    "results with the truth", "results, choice", "results, date", "widget with the truth, compact",
]  # fmt: skip
# Words may give way within their paragraph, where a script writes the visitor's own time.
LAYOUT_SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries()
    .filter((entry) => !entry.hadRecentInput)
    .map((entry) => entry.sources.filter(({ node }) => node?.nodeType !== Node.TEXT_NODE)
      .map(({ node }) => node?.outerHTML.slice(0, 90)))
    .filter((moved) => moved.length)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 300);
})"""


@pytest.mark.parametrize("name", STATIC)
def test_nothing_moves_while_a_page_loads(visit: Visit, gallery: Gallery, name: str) -> None:
    # The policy of the pages would keep out what waits for the paint.
    context = visit(viewport=PHONE, bypass_csp=True)
    gallery.let_organize(context)
    page = context.new_page()
    PAGES[name](page, gallery)
    waiting: list[Route] = []
    page.route("**/*.js", partial(_hold, waiting))
    page.reload(wait_until="commit")
    # Scripts come late, as over a slow network: only what moves after the first paint is seen.
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    for route in waiting:
        route.continue_()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(LAYOUT_SHIFTS) == []


def _hold(waiting: list[Route], route: Route) -> None:
    waiting.append(route)
