"""How long somebody takes to a first poll with a photo, at the pace of a person."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import ALT, QUESTION, photo

pytestmark = pytest.mark.browser

MAX_SECONDS, MAX_CLICKS = 45, 6
KEY_MILLISECONDS = 200
"""Five keys a second."""

CLICK_SECONDS = 1.5
"""Finding the next thing to click, by eye."""


class Visitor:
    """Clicks and types, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.keys = 0

    def click(self, target: Locator) -> None:
        """One click, also where it only puts the focus into a field."""
        target.click()
        self.clicks += 1

    def type(self, text: str) -> None:
        """Types into whatever has the focus."""
        self.page.keyboard.type(text, delay=KEY_MILLISECONDS)
        self.keys += len(text)

    def tab_to(self, target: Locator) -> None:
        """Moves on by the Tab key."""
        for _ in range(4):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab", delay=KEY_MILLISECONDS)
            self.keys += 1
        raise AssertionError("not reached")


@pytest.mark.parametrize("viewport", [(1280, 900), (390, 844)])
def test_first_poll_with_a_photo_takes_less_than_a_minute(
    visit: Visit, viewport: tuple[int, int]
) -> None:
    page = visit(viewport={"width": viewport[0], "height": viewport[1]}).new_page()
    page.goto("/")
    visitor, begin = Visitor(page), time.monotonic()
    visitor.click(page.get_by_role("main").get_by_role("link", name="Ask a question").first)
    visitor.click(page.get_by_label("Your question"))
    visitor.type(QUESTION)
    visitor.tab_to(page.get_by_label("Unit"))
    visitor.type("pieces")
    with page.expect_file_chooser() as chooser:
        visitor.click(page.get_by_label("Photo (optional)"))
    # The system's own window: a click on the photo there.
    chooser.value.set_files({"name": "vase.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    visitor.clicks += 1
    visitor.click(page.get_by_label("What the photo shows"))
    visitor.type(ALT)
    visitor.click(page.get_by_role("button", name="Create and open"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your poll is open")
    seconds = time.monotonic() - begin + visitor.clicks * CLICK_SECONDS
    print(f"{viewport}: {visitor.clicks} clicks, {visitor.keys} keys, {seconds:.0f} s")
    assert visitor.clicks <= MAX_CLICKS
    assert seconds <= MAX_SECONDS
    page.goto(page.get_by_label("Link you share", exact=True).input_value())
    expect(page.get_by_role("img", name=ALT)).to_be_visible()
