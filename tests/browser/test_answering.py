"""Answering in a browser: without a connection, with a photo, across the close and the reveal."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site

pytestmark = pytest.mark.browser

FIELD = "Your estimate"


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my answer").click()


def test_answer_without_a_connection_stays_and_is_sent_once(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    context = visit()
    page = context.new_page()
    page.goto(f"/p/{poll.id}")
    page.get_by_label(FIELD).fill("380")
    ticket = page.locator("[name=ticket]").first.input_value()
    context.set_offline(True)
    send(page)
    told = page.get_by_role("alert")
    expect(told).to_have_text("No connection. Your answer is still here; try again.")
    expect(page.get_by_label(FIELD)).to_have_value("380")
    context.set_offline(False)
    with page.expect_request("**/answers") as sent:
        send(page)
    assert f"ticket={ticket}" in (sent.value.post_data or "")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answer is in.")
    expect(page).to_have_title(re.compile("^Saved: "))


def test_refused_answer_is_shown_again_and_going_back_asks_nothing(
    visit: Visit, site: Site
) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    page.get_by_label(FIELD).fill("lots")
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label(FIELD)).to_have_value("lots")
    page.get_by_label(FIELD).fill("380")
    send(page)
    expect(page).to_have_url(re.compile("/receipt$"))
    page.go_back()
    expect(page.get_by_role("alert")).to_be_visible()


def test_photo_is_shown_in_its_full_size(visit: Visit, site: Site) -> None:
    buffer = BytesIO()
    Image.effect_noise((1200, 900), 90).convert("RGB").save(buffer, "JPEG")
    poll = site.make_poll(photo=buffer.getvalue())
    page = visit(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"/p/{poll.id}")
    page.get_by_label(FIELD).fill("38")
    page.locator("[data-enlarge]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.locator("img").evaluate("image => image.clientWidth >= image.naturalWidth")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label(FIELD)).to_have_value("38")
    expect(page.locator("[data-enlarge]")).to_be_focused()
    # Without a script it is a link to the photo.
    plain = visit(java_script_enabled=False).new_page()
    plain.goto(f"/p/{poll.id}")
    plain.locator("[data-enlarge]").click()
    expect(plain).to_have_url(re.compile("/images/"))


def test_slider_and_field_move_together_and_nothing_is_sent_untouched(
    visit: Visit, site: Site
) -> None:
    poll = site.make_poll(kind="probability")
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    slider = page.get_by_label("How likely")
    assert slider.get_attribute("aria-valuetext") == "not chosen"
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Enter a number, such as 70.")
    page.get_by_label(FIELD).fill("70")
    expect(slider).to_have_value("70")
    expect(slider).not_to_have_attribute("aria-valuetext", "not chosen")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label(FIELD)).to_have_value("71")
    send(page)
    expect(page.locator(".own-value")).to_have_text("71%")


def test_day_chosen_in_the_calendar_stands_in_the_field(visit: Visit, site: Site) -> None:
    poll = site.make_poll(kind="date", earliest="2027-01-01", latest="2027-12-31")
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    expect(page.get_by_role("button", name="Choose in a calendar")).to_be_visible()
    calendar = page.locator("#value-day")
    assert (calendar.get_attribute("min"), calendar.get_attribute("max")) == (
        "2027-01-01",
        "2027-12-31",
    )
    calendar.evaluate(
        "field => { field.value = '2027-03-27'; field.dispatchEvent(new Event('change')); }"
    )
    expect(page.get_by_label(FIELD)).to_have_value("2027-03-27")
    expect(page.locator("#playback")).to_have_text("You entered March 27, 2027")
    plain = visit(java_script_enabled=False).new_page()
    plain.goto(f"/p/{poll.id}")
    expect(plain.get_by_role("button", name="Choose in a calendar")).to_be_hidden()


SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def test_pages_turn_over_at_the_close_and_at_the_reveal(visit: Visit, site: Site) -> None:
    poll = site.make_poll(reveal="manual")
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    page.get_by_label(FIELD).fill("380")
    send(page)
    expect(page).to_have_url(re.compile("/receipt$"))
    site.close(poll)
    page.evaluate(SEEN_AGAIN)
    expect(page.locator(".state-word")).to_have_text(
        "Closed. The organizer will publish the results."
    )
    expect(page.get_by_text("This page will turn over by itself.")).to_be_visible()
    expect(page.locator(".own-card")).to_contain_text("You said 380")
    site.reveal(poll)
    page.evaluate(SEEN_AGAIN)
    expect(page.locator("main.page-results")).to_be_visible()


def test_page_does_not_turn_over_what_is_being_typed(visit: Visit, site: Site) -> None:
    poll = site.make_poll(reveal="manual")
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    page.get_by_label(FIELD).fill("380")
    site.close(poll)
    page.evaluate(SEEN_AGAIN)
    expect(page.get_by_role("status").get_by_role("link")).to_have_text(
        "The poll is closed now. Look at its page."
    )
    expect(page.get_by_label(FIELD)).to_have_value("380")
