"""A result on paper: two pages, where it is from, and of what is folded what the reader opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from crowd.web.views.poster import question_points
from tests.browser.conftest import Visit
from tests.browser.gallery import OTHER_KINDS, Gallery, open_folds
from tests.browser.site import Site, photo

pytestmark = pytest.mark.browser

# Letter and A4 in Chromium's words.
PAPERS = ("A4", "Letter")
PAGE = re.compile(rb"/Type\s*/Page[^s]")


def pages_of(page: Page, paper: str) -> int:
    """How many sheets Chromium prints."""
    return len(PAGE.findall(page.pdf(format=paper, print_background=True)))


@pytest.mark.parametrize("paper", PAPERS)
def test_result_with_everything_fits_two_pages(visit: Visit, site: Site, paper: str) -> None:
    poll = site.make_poll(photo=photo(), minimum="0")
    site.answer(poll, [100 + number * 37 % 613 for number in range(60)])
    site.close(poll)
    site.resolve(poll, 467)
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    assert 1 <= pages_of(page, paper) <= 2
    # What is opened is printed as well.
    open_folds(page)
    assert pages_of(page, paper) > 2


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_every_kind_fits_two_pages(visit: Visit, gallery: Gallery, kind: str) -> None:
    page = visit(locale="de").new_page()
    page.goto(gallery.address(f"{kind}, resolved"))
    assert pages_of(page, "A4") <= 2


FULL_TEXTS = {
    "ar": "كم عدد حبات الفول في هذا الوعاء الزجاجي الكبير الموضوع على الطاولة؟ ",
    "en": "HOW MANY BEANS WERE IN THIS VERY LARGE GLASS JAR? ",
    "ja": "この大きなガラスの瓶には豆がいくつ入っていますか",
}
FILL = """([text, points]) => {
  document.querySelector(".poster h1").textContent = text;
  document.querySelector(".poster").className = `poster poster-${points}`;
}"""


@pytest.mark.parametrize("paper", PAPERS)
def test_poster_is_one_sheet_with_all_of_its_question(
    visit: Visit, gallery: Gallery, paper: str
) -> None:
    page = visit().new_page()
    page.goto(gallery.address("open", "/poster"))
    assert pages_of(page, paper) == 1
    for text in FULL_TEXTS.values():
        for length in (1, 300, 2000):
            question = (text * 2000)[:length]
            page.evaluate(FILL, [question, question_points(question)])
            assert pages_of(page, paper) == 1, f"{length} letters of {text}"
    # Letters that are too large for a sheet run on to another one: nothing is cut.
    page.evaluate(FILL, [question, 44])
    assert pages_of(page, paper) > 1


def test_paper_says_where_it_is_from_and_has_no_buttons(visit: Visit, gallery: Gallery) -> None:
    page = visit(color_scheme="dark").new_page()
    page.goto(gallery.address("resolved"))
    origin = page.locator(".on-paper")
    expect(origin).to_be_hidden()
    page.emulate_media(media="print")
    expect(origin).to_contain_text(f"{gallery.site.url}{gallery.address('resolved')}")
    expect(origin.locator("svg")).to_be_visible()
    for hidden in (".generator", ".masthead", ".button >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
    ink = page.locator("h1").evaluate("heading => getComputedStyle(heading).color")
    assert ink == "rgb(27, 30, 35)"


def test_paper_has_of_what_is_folded_what_was_open(visit: Visit, gallery: Gallery) -> None:
    page = visit().new_page()
    page.goto(gallery.address("resolved"))
    table = page.get_by_role("table", name="Every figure")
    page.emulate_media(media="print")
    expect(table).to_be_hidden()
    expect(page.locator("details.everything")).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator("details.everything > summary").click()
    page.locator("summary", has_text="All numbers").click()
    page.emulate_media(media="print")
    expect(table).to_be_visible()
