"""Everyone can use every page: measured by axe, by the narrowest screen, and by keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.gallery import OTHER_KINDS, PAGES, Gallery, open_folds
from tests.browser.site import QUESTION, Site

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": WCAG}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
NARROW, BROAD = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
# Markup is the same in both schemes: only colours are looked at a second time.
LOOKS = (
    (NARROW, "light", ALL),
    (NARROW, "dark", COLOURS),
    (BROAD, "dark", ALL),
    (BROAD, "light", COLOURS),
)
# Hundreds of time zones are all the same to axe, and take it seconds.
LEFT_OUT = {"exclude": [["option:nth-child(n+5)"]]}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_for_everyone(visit: Visit, gallery: Gallery, name: str) -> None:
    # The policy of the pages would keep axe itself out.
    context = visit(bypass_csp=True, viewport=NARROW)
    gallery.let_organize(context)
    page = context.new_page()
    PAGES[name](page, gallery)
    open_folds(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    found = []
    for viewport, scheme, rules in LOOKS:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        found += [f"{viewport['width']} {scheme} {text}" for text in violations(page, rules)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs_from_right_to_left_too(visit: Visit, gallery: Gallery, name: str) -> None:
    context = visit(bypass_csp=True, viewport=NARROW, locale="ar")
    gallery.let_organize(context)
    page = context.new_page()
    PAGES[name](page, gallery)
    open_folds(page)
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    found = []
    for viewport, scheme, rules in (LOOKS[0], LOOKS[2]):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        found += [f"{viewport['width']} {scheme} {text}" for text in violations(page, rules)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["de", "fr"])
def test_long_words_fit_a_narrow_screen(
    visit: Visit, gallery: Gallery, name: str, language: str
) -> None:
    context = visit(viewport=NARROW, locale=language)
    gallery.let_organize(context)
    page = context.new_page()
    PAGES[name](page, gallery)
    open_folds(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


STACKED = "Z" + "\u0301\u0302\u0303\u0304\u0306\u0308\u030a" * 9
ENCLOSED = "a\u0488\u0489\u20dd\u20de" * 6
OUTSIZED = {
    "question": f"{STACKED} {ENCLOSED} \ufdfd{'W' * 60} \u202eright to left " + "\U0001f469" * 40,
    "details": f"{STACKED} {'m' * 90}\n{ENCLOSED * 3} " + "\U0001242b" * 20,
    "unit": f"Z{STACKED[1:22]}{'W' * 15}",
    "options": "\n".join((STACKED, "W" * 90, f"{ENCLOSED} \ufdfd\ufdfd")),
}
"""Texts that reach beyond their lines: marks above and around letters, long words, wide signs."""


@pytest.fixture(scope="module")
def outsized_gallery(site: Site) -> Gallery:
    """Polls whose texts are as wide and high as texts can be."""
    return Gallery(site, **OUTSIZED)


@pytest.mark.parametrize("name", PAGES)
def test_outsized_texts_fit_a_narrow_screen(
    visit: Visit, outsized_gallery: Gallery, name: str
) -> None:
    context = visit(viewport=NARROW)
    outsized_gallery.let_organize(context)
    page = context.new_page()
    PAGES[name](page, outsized_gallery)
    open_folds(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.evaluate(UNCLIPPED) == []


UNBREAKABLE = "a" + "\N{COMBINING CYRILLIC THOUSAND MILLIONS SIGN}" * 39
"""A unit as wide as a unit can be: one letter, between whose marks no line can break."""


def test_unit_that_cannot_break_fits_a_narrow_screen(visit: Visit, site: Site) -> None:
    gallery = Gallery(site, unit=UNBREAKABLE)
    page = visit(viewport=NARROW).new_page()
    for address in (
        gallery.address("open"),
        gallery.address("open", "/results"),
        gallery.address("resolved", "/results"),
        f"/embed/{gallery.polls['resolved'].id}",
    ):
        page.goto(address)
        open_folds(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address


UNCLIPPED = """() => [...document.querySelectorAll("main :is(h1, h2, p, label, dd, li)[dir=auto]")]
  .filter((element) => getComputedStyle(element).overflow !== "clip")
  .map((element) => element.outerHTML)"""
"""Texts of people whose marks would lie over what stands above and below."""


@pytest.mark.parametrize("kind", [name for name in OTHER_KINDS if OTHER_KINDS[name].is_numeric])
def test_tables_of_results_fit_a_narrow_screen(visit: Visit, gallery: Gallery, kind: str) -> None:
    page = visit(viewport=NARROW, locale="de").new_page()
    PAGES[f"results, {kind}"](page, gallery)
    open_folds(page)
    too_wide = "tables => tables.filter(each => each.scrollWidth > each.clientWidth).length"
    assert page.locator(".scroll").count() > 0
    assert page.locator(".scroll").evaluate_all(too_wide) == 0


@pytest.mark.parametrize("name", [name for name in PAGES if "error" in name])
def test_errors_are_named_focused_and_linked(visit: Visit, gallery: Gallery, name: str) -> None:
    context = visit()
    gallery.let_organize(context)
    page = context.new_page()
    PAGES[name](page, gallery)
    assert page.title().startswith("Error: ")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    for link in summary.get_by_role("link").all():
        target = page.locator(link.get_attribute("href") or "")
        link.click()
        expect(target).to_be_focused()
        expect(target).to_have_attribute("aria-invalid", "true")


def test_answering_by_keyboard_alone(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    reached = tab_until(page, page.get_by_label("Your estimate"))
    assert reached[0] == "Skip to the content"
    page.keyboard.type("1.200")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Which did you mean?")).to_be_visible()
    tab_until(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1,200 pieces", exact=True)).to_be_visible()
    tab_until(page, page.get_by_role("link", name="Change it"))
    page.keyboard.press("Enter")
    tab_until(page, page.get_by_label("New estimate"))
    page.keyboard.type("402")
    tab_until(page, page.get_by_role("button", name="Change my answer"))
    page.keyboard.press("Space")
    expect(page.get_by_text("402 pieces", exact=True)).to_be_visible()


def test_making_a_poll_by_keyboard_alone(visit: Visit) -> None:
    page = visit().new_page()
    page.goto("/")
    tab_until(page, page.get_by_role("link", name="Ask a question"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ask a question")).to_be_visible()
    tab_until(page, page.get_by_label("A number"))
    tab_until(page, page.get_by_label("Your question"))
    page.keyboard.type("How heavy is the ox?")
    tab_until(page, page.get_by_label("Unit"))
    page.keyboard.type("kg")
    tab_until(page, page.get_by_label("in a week"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("when I close it")).to_be_checked()
    tab_until(page, page.locator("summary", has_text="More options"))
    page.keyboard.press("Enter")
    tab_until(page, page.get_by_label("Largest answer"))
    page.keyboard.type("2,000")
    tab_until(page, page.get_by_role("button", name="Create and open"), most=60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your poll is open")).to_be_visible()
    tab_until(page, page.get_by_role("link", name="I’ve saved it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How heavy is the ox?")).to_be_visible()
    manage_by_keyboard(page)


def manage_by_keyboard(page: Page) -> None:
    """Closes a poll, enters the truth and goes to the results, with nothing but keys."""
    tab_until(page, page.locator("summary", has_text="Close now"))
    page.keyboard.press("Enter")
    tab_until(page, page.get_by_role("button", name="Close the poll for good"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Results are ready")).to_be_visible()
    tab_until(page, page.get_by_label("Correct answer"))
    page.keyboard.type("543")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entered: 543")).to_be_visible()
    tab_until(page, page.get_by_role("link", name="See the results"))
    page.keyboard.press("Enter")
    expect(page.locator(".hero.truth")).to_contain_text("543")


def test_choosing_by_keyboard_alone(visit: Visit, gallery: Gallery) -> None:
    page = visit().new_page()
    PAGES["nothing chosen"](page, gallery)
    assert page.title().startswith("Error: ")
    page.get_by_role("alert").get_by_role("link").press("Enter")
    options = page.get_by_role("group", name="Your answer").get_by_role("radio")
    expect(options.first).to_be_focused()
    expect(page.get_by_role("group", name="Your answer")).to_have_accessible_description(
        "Error: Choose one of the answers."
    )
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("From 500 to 999", exact=True).first).to_be_visible()
    expect(page).to_have_url(gallery.site.url + gallery.address("choice", "/receipt"))


def test_the_link_to_the_content_leads_there(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your estimate")).to_be_focused()


def test_every_stop_of_the_keyboard_is_seen(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit(viewport=NARROW).new_page()
    page.goto(f"/p/{poll.id}")
    for _ in range(page.locator("a, button, input:not([type=hidden])").count()):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")


def test_a_question_is_the_heading_and_the_title(visit: Visit, gallery: Gallery) -> None:
    page = visit().new_page()
    for state in ("open", "sealed"):
        page.goto(gallery.address(state))
        expect(page).to_have_title(QUESTION)
        expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)


def test_what_was_found_is_the_heading_and_the_title_of_results(
    visit: Visit, gallery: Gallery
) -> None:
    page = visit().new_page()
    for state, found in (
        ("revealed", "17 people say 415 pieces"),
        ("resolved", "The crowd guessed 11% too low, and still beat 76% of its members"),
    ):
        page.goto(gallery.address(state))
        expect(page).to_have_title(f"{found} · {QUESTION}")
        expect(page.get_by_role("heading", level=1)).to_have_text(found)
        expect(page.get_by_text(QUESTION, exact=True).first).to_be_visible()


FOCUS_IS_SEEN = """() => {
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const focused = document.activeElement;
  return drawn(focused) || drawn(focused.parentElement);
}"""


def violations(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe complains about, one line for each element."""
    response = Axe().run(page, LEFT_OUT, {"resultTypes": ["violations"], "runOnly": rules}).response
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def tab_until(page: Page, target: Locator, most: int = 25) -> list[str]:
    """Presses Tab until something has the focus; the words of everything on the way."""
    words = []
    for _ in range(most):
        page.keyboard.press("Tab")
        words.append(page.evaluate("document.activeElement.innerText || ''"))
        if target.evaluate("element => element === document.activeElement"):
            return words
    raise AssertionError(f"Not reached by Tab: {words}")
