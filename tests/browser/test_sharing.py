"""What readers do with a result: share it, keep a picture, embed it, find themselves in the chart."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.gallery import send_answer
from tests.browser.site import GUESSES, TRUTH, Poll, Site

pytestmark = pytest.mark.browser

SHEET = """
window.shared = [];
navigator.share = async (content) => {
  document.documentElement.dataset.shared = window.shared.push(content);
};
navigator.canShare = () => true;
"""
"""A share sheet as phones have one: Chromium without a screen has none."""

NO_SHEET = "delete Navigator.prototype.share; delete Navigator.prototype.canShare;"


@pytest.fixture(scope="module")
def poll(site: Site) -> Poll:
    """A poll with its results and the correct answer."""
    poll = site.make_poll()
    site.answer(poll, GUESSES)
    site.close(poll)
    site.resolve(poll, TRUTH)
    return poll


def results(visit: Visit, poll: Poll, script: str = "", **options: object) -> Page:
    """The results page in a browser that has run a script before."""
    context = visit(**options)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"/p/{poll.id}")
    return page


def test_share_opens_the_sheet_of_the_system(visit: Visit, poll: Poll, site: Site) -> None:
    page = results(visit, poll, SHEET)
    page.get_by_role("link", name="Share", exact=True).click()
    (shared,) = page.evaluate("window.shared")
    assert shared["url"] == f"{site.url}/p/{poll.id}"
    assert shared["text"] == page.get_by_role("heading", level=1).inner_text()


def test_share_copies_the_link_where_there_is_no_sheet(
    visit: Visit, poll: Poll, site: Site
) -> None:
    page = results(visit, poll, NO_SHEET, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Share", exact=True).click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/p/{poll.id}"


def test_links_lead_somewhere_without_scripts(visit: Visit, poll: Poll) -> None:
    page = results(visit, poll, java_script_enabled=False)
    bar = page.get_by_role("group", name="Share this result")
    share = bar.get_by_role("link", name="Share", exact=True).get_attribute("href") or ""
    assert share.startswith("mailto:?subject=How%20many")
    for menu, count in (("Save picture", 2), ("Download figures", 2)):
        bar.get_by_text(menu).click()
        assert bar.locator("details[open] a:visible").count() == count
    addresses = [link.get_attribute("href") or "" for link in bar.locator("a").all()[1:]]
    assert len(addresses) == 5
    for address in addresses:
        if address != "#embed":
            assert page.request.get(address).ok
    expect(page.locator("#embed")).to_have_count(1)


def test_embed_opens_the_codes(visit: Visit, poll: Poll) -> None:
    page = results(visit, poll)
    code = page.get_by_label("Frame", exact=True)
    expect(code).to_be_hidden()
    page.get_by_role("link", name="Embed").click()
    expect(code).to_be_visible()


@pytest.mark.parametrize("language", ["en-US", "de", "ar"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_bar_fits_and_its_targets_are_large(
    visit: Visit, poll: Poll, width: int, language: str
) -> None:
    page = results(visit, poll, locale=language, viewport={"width": width, "height": 800})
    for menu in page.locator(".share-bar summary").all():
        menu.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        targets = page.locator(".share-bar :is(a, summary):visible").all()
        # Four buttons, and what the open menu offers; the other one has closed.
        assert len(targets) == 6
        for target in targets:
            box = target.bounding_box()
            assert box is not None
            assert min(box["height"], box["width"]) >= 24
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("language", ["en-US", "de", "fr", "es", "ar"])
def test_buttons_under_the_chart_are_one_row_on_a_desktop(
    visit: Visit, poll: Poll, language: str
) -> None:
    page = results(visit, poll, locale=language, viewport={"width": 1280, "height": 800})
    boxes = [each.bounding_box() for each in page.locator(".chart-bar .button:visible").all()]
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes if box is not None}) == 1


def test_own_result_goes_to_the_sheet_as_a_picture_and_only_when_asked(
    visit: Visit, site: Site
) -> None:
    poll = site.make_poll()
    context = visit()
    context.add_init_script(SHEET)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/p/{poll.id}")
    send_answer(page, "380")
    site.answer(poll, GUESSES)
    site.close(poll)
    site.resolve(poll, TRUTH)
    page.goto(f"/p/{poll.id}")
    expect(page.get_by_text("You said 380")).to_be_visible()
    assert not [address for address in asked if "own=" in address or "my-result" in address]
    page.get_by_role("link", name="Share my result").click()
    expect(page.locator("html")).to_have_attribute("data-shared", "1", timeout=30_000)
    kind = page.evaluate("[window.shared[0].files[0].type, window.shared[0].files[0].size > 10000]")
    assert kind == ["image/png", True]
    assert asked[-1] == f"{site.url}/p/{poll.id}/square.png?own=380"
