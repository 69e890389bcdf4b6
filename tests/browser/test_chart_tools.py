"""Charts with a pointer, a finger and keys; the other scale; the place of a number, which stays here."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.gallery import send_answer
from tests.browser.site import GUESSES, TRUTH, Poll, Site

pytestmark = pytest.mark.browser

PEOPLE = 230
"""More than are drawn as dots."""


def made(site: Site, values: list[float], truth: float | None) -> Poll:
    """A poll with its results."""
    poll = site.make_poll()
    site.answer(poll, values)
    site.close(poll)
    if truth is not None:
        site.resolve(poll, truth)
    return poll


@pytest.fixture(scope="module")
def bars(site: Site) -> Poll:
    """Results drawn as bars."""
    return made(site, [round(400 + 150 * math.sin(place)) for place in range(PEOPLE)], TRUTH)


@pytest.fixture(scope="module")
def dots(site: Site) -> Poll:
    """Results drawn as dots."""
    return made(site, list(map(float, GUESSES)), TRUTH)


def shown_chart(page: Page) -> Locator:
    """The chart for this width."""
    return page.locator("svg[data-chart]:visible")


def open_field(page: Page) -> Locator:
    """The field to find oneself with."""
    page.locator("[data-find] summary").click()
    return page.locator("#find-1")


def test_keys_go_from_bar_to_bar(visit: Visit, bars: Poll) -> None:
    page = visit().new_page()
    page.goto(f"/p/{bars.id}")
    chart, tip = shown_chart(page), page.locator(".chart-tip")
    texts = [
        f"{part.get_attribute('data-range')}: {part.get_attribute('data-count')}"
        for part in chart.locator("rect[data-range]").all()
    ]
    assert len(texts) > 3
    expect(tip).to_be_hidden()
    chart.focus()
    for key, text in {"ArrowRight": 0, "End": -1, "ArrowLeft": -2, "Home": 0}.items():
        page.keyboard.press(key)
        expect(tip).to_have_text(texts[text])
        expect(chart.locator(".chosen")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(chart).not_to_be_focused()
    assert tip.get_attribute("role") == "status"


@pytest.mark.parametrize("touch", [False, True], ids=["pointer", "finger"])
def test_pointing_at_a_dot_tells_it(visit: Visit, dots: Poll, touch: bool) -> None:
    page = visit(has_touch=touch).new_page()
    page.goto(f"/p/{dots.id}")
    dot = shown_chart(page).locator("circle[data-range]").nth(4)
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    assert box is not None
    point = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if touch:
        page.touchscreen.tap(*point)
    else:
        page.mouse.move(*point)
    tip = page.locator(".chart-tip")
    expect(tip).to_have_text(dot.get_attribute("data-range") or "")
    place = tip.bounding_box()
    assert place is not None
    assert place["x"] >= 0
    if not touch:
        page.mouse.move(1, 1)
        expect(tip).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_typed_number_is_marked_and_sent_nowhere(visit: Visit, bars: Poll, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"/p/{bars.id}")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field, told = open_field(page), page.locator(".found")
    mark = shown_chart(page).locator(".found-mark")
    for typed, written, words in (
        ("468", "468", "closer than"),
        ("1,000", "1,000", "nobody was farther off"),
        ("1200.50", "1,200.5", "nobody was farther off"),
        ("-5", "-5", "nobody was farther off"),
        ("467", "467", "exactly right"),
    ):
        field.fill(typed)
        expect(mark).to_contain_text(f"you: {written}")
        expect(told).to_contain_text(f"{written}: {words}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper, text = shown_chart(page).bounding_box(), mark.locator("text").bounding_box()
        assert paper is not None
        assert text is not None
        assert text["x"] >= paper["x"] - 1
        assert text["x"] + text["width"] <= paper["x"] + paper["width"] + 1
    field.fill("many")
    expect(told).to_have_text("Type a number, such as 120.")
    expect(mark).to_have_count(0)
    field.fill("")
    expect(told).to_have_text("")
    field.press("Enter")
    # The browser may ask for the icon of the page at any time.
    assert [address for address in asked if "/static/icon" not in address] == []
    assert "468" not in page.url


def test_typed_number_is_told_as_the_own_answer_is(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    send_answer(page, "480")
    site.answer(poll, [round(300 + 3 * place) for place in range(PEOPLE)])
    site.close(poll)
    site.resolve(poll, TRUTH)
    page.goto(f"/p/{poll.id}")
    own = page.locator(".own-answer").inner_text().partition("closer than ")[2].split()[0]
    open_field(page).fill("480")
    expect(page.locator(".found")).to_have_text(f"480: closer than {own} of the people.")
    expect(shown_chart(page).locator(".own-mark")).to_be_hidden()
    page.locator("#find-1").fill("")
    expect(shown_chart(page).locator(".own-mark")).to_be_visible()


def test_other_scale_takes_marks_along(visit: Visit, site: Site) -> None:
    values = [round(math.exp(3 + 9 * place / PEOPLE)) for place in range(PEOPLE)]
    poll = made(site, values, 467)
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    toggle = page.get_by_role("button", name="Logarithmic scale")
    first = shown_chart(page).get_attribute("data-scale")
    open_field(page).fill("380")
    for scale in ({"linear", "log"} - {first}).pop(), first:
        toggle.click()
        expect(shown_chart(page)).to_have_count(1)
        expect(shown_chart(page)).to_have_attribute("data-scale", scale or "")
        expect(toggle).to_have_attribute("aria-pressed", str(scale == "log").lower())
        expect(shown_chart(page).locator(".found-mark")).to_contain_text("380")
        shown_chart(page).focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".chart-tip")).to_be_visible()
        page.keyboard.press("Escape")


def test_page_is_complete_without_scripts(visit: Visit, dots: Poll) -> None:
    page = visit(java_script_enabled=False).new_page()
    page.goto(f"/p/{dots.id}")
    expect(shown_chart(page)).to_be_visible()
    expect(page.locator(".chart-tools")).to_be_hidden()
