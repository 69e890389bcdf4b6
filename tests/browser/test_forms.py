"""Forms and countdowns in a browser: what was chosen stays, and a wrong clock misleads nobody."""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site, next_week, photo

pytestmark = pytest.mark.browser

ZONE = "#time_zone"
CHANGE_ZONE = "Change zone"
WORDS = '[data-words="week"]'
LEFT = "[data-countdown]"
DIFFERS = "[data-wrong-clock]"
SWITCH = "Show how my entry is read while I type"
HOUR = 3_600_000

SHIFTED = """
  window.shift = %d;
  const now = Date.now;
  Date.now = () => now() + window.shift;
"""


def test_closing_time_is_said_in_the_chosen_zone(visit: Visit) -> None:
    page = visit(timezone_id="Europe/Berlin").new_page()
    page.goto("/new")
    expect(page.locator(WORDS)).to_have_text(re.compile(r"^Closes \w+day .* 20:00 (CET|CEST)\.$"))
    page.get_by_text(CHANGE_ZONE).click()
    expect(page.locator("#zones option", has_text="Asia/Tokyo")).to_have_count(1)
    page.locator(ZONE).fill("new york")
    page.locator(ZONE).press("Tab")
    expect(page.locator(WORDS)).to_have_text(re.compile(r"20:00 (EST|EDT)\.$"))
    page.get_by_label("when I close it").check()
    expect(page.locator(WORDS)).to_be_hidden()
    expect(page.get_by_text("Stays open until you close it")).to_be_visible()
    expect(page.locator("#closes_at")).to_be_hidden()
    page.get_by_label("pick a time").check()
    page.get_by_label("Closing time").fill("2001-01-01T20:00")
    page.get_by_label("Closing time").press("Tab")
    expect(page.get_by_text("The closing time has passed")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_preview_needs_no_draft_and_loses_nothing(visit: Visit, width: int, scripts: bool) -> None:
    page = visit(viewport={"width": width, "height": 844}, java_script_enabled=scripts).new_page()
    page.goto("/new")
    page.get_by_label("One of several").check()
    page.get_by_label("Your question").fill("Which colour?")
    page.get_by_label("Answers to choose from").fill("Red\n\nBlue")
    page.get_by_label("Photo (optional)").set_input_files(
        {"name": "vase.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    if width == 390 or not scripts:
        page.get_by_role("button", name="Preview").last.click()
    preview = page.locator("#preview")
    expect(preview.get_by_text("Which colour?")).to_be_visible()
    expect(preview.locator("img.photo")).to_be_visible()
    expect(preview.locator(".preview-option")).to_have_text(["Red", "Blue"])
    if width == 390 and scripts:
        page.get_by_role("button", name="Back to the form").click()
        expect(preview).to_be_hidden()
    expect(page.get_by_label("Your question")).to_have_value("Which colour?")
    page.get_by_label("What the photo shows").fill("A vase")
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("heading", name="Your poll is open")).to_be_visible()


@pytest.mark.parametrize("name", ["Your question", "Unit"])
def test_enter_never_asks_for_a_preview(visit: Visit, name: str) -> None:
    page = visit(viewport={"width": 390, "height": 844}).new_page()
    page.goto("/new")
    page.get_by_label("Your question").fill("How many?")
    page.get_by_label(name).press("Enter")
    if name == "Unit":
        expect(page.get_by_role("heading", name="Your poll is open")).to_be_visible()
    else:
        expect(page.get_by_label(name)).to_have_value("How many?\n")


def send_form_without_a_question(page: Page) -> None:
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("alert").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_chosen_time_zone_stays_after_an_error(visit: Visit, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts, timezone_id="Europe/Berlin").new_page()
    page.goto("/new")
    expect(page.locator(ZONE)).to_have_value("Europe/Berlin" if scripts else "UTC")
    page.get_by_text(CHANGE_ZONE).click()
    page.locator(ZONE).fill("Asia/Tokyo")
    for _ in range(2):
        send_form_without_a_question(page)
        expect(page.locator(ZONE)).to_have_value("Asia/Tokyo")


def test_chosen_time_zone_stays_after_going_back_and_reloading(visit: Visit) -> None:
    page = visit(timezone_id="Europe/Berlin").new_page()
    page.goto("/new")
    page.get_by_text(CHANGE_ZONE).click()
    page.locator(ZONE).fill("UTC")
    page.locator(ZONE).press("Tab")
    page.goto("/methods")
    page.go_back()
    expect(page.locator(ZONE)).to_have_value("UTC")
    page.reload()
    expect(page.locator(ZONE)).to_have_value("UTC")


@pytest.mark.parametrize("hours", [0, 4, -4, 24 * 3650, -24 * 3650])
def test_countdown_counts_from_the_clock_of_the_service(
    visit: Visit, site: Site, hours: int
) -> None:
    poll = site.make_poll(closes_at=next_week())
    page = visit(timezone_id="UTC").new_page()
    page.add_init_script(SHIFTED % (hours * HOUR))
    page.goto(f"/p/{poll.id}")
    expect(page.locator(LEFT)).to_contain_text(re.compile(r"in [67] days"))
    expect(page.locator(DIFFERS)).to_be_visible(visible=hours != 0)


def test_countdown_is_not_moved_by_a_clock_that_is_set_meanwhile(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.add_init_script(SHIFTED % 0)
    page.goto(f"/p/{poll.id}")
    expect(page.locator(DIFFERS)).to_be_hidden()
    with page.expect_request("**/robots.txt"):
        page.evaluate(
            f"window.shift = {9000 * HOUR}; document.dispatchEvent(new Event('visibilitychange'))"
        )
    expect(page.locator(DIFFERS)).to_be_visible()
    expect(page.locator(LEFT)).to_contain_text(re.compile(r"in [67] days"))


def stale(route: Route) -> None:
    """A page as it was made a year ago."""
    reply = route.fetch()
    body = re.sub(r'data-now="20\d\d', 'data-now="2020', reply.text())
    route.fulfill(response=reply, body=body)


def test_countdown_of_a_page_from_a_cache_asks_the_service(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.route(f"**/p/{poll.id}", stale)
    page.goto(f"/p/{poll.id}")
    with page.expect_request("**/robots.txt"):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(LEFT)).to_contain_text(re.compile(r"in [67] days"))


def test_playback_is_told_and_can_be_turned_off(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    context = visit()
    page = context.new_page()
    page.goto(f"/p/{poll.id}")
    switch = page.get_by_label(SWITCH)
    expect(switch).to_be_checked()
    expect(switch).to_have_accessible_description(re.compile("what you type is sent here at once"))
    field = page.get_by_label("Your estimate")
    field.press_sequentially("1.2k")
    expect(page.locator("#playback")).to_have_text("You entered 1,200 pieces")
    switch.uncheck()
    expect(page.locator("#playback")).to_have_text("")

    # The choice is kept in the browser: another page sends nothing either.
    sent: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"/p/{poll.id}")
    expect(page.get_by_label(SWITCH)).not_to_be_checked()
    page.get_by_label("Your estimate").press_sequentially("77")
    page.get_by_label("Your estimate").press("Enter")
    expect(page.locator(".own-value")).to_have_text("77 pieces")
    assert [address for address in sent if address.endswith("/playback")] == []


def test_nothing_is_told_of_a_playback_that_there_is_not(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit(java_script_enabled=False).new_page()
    page.goto(f"/p/{poll.id}")
    expect(page.get_by_label("Your estimate")).to_be_visible()
    expect(page.get_by_label(SWITCH)).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_sent_again_by_going_back_after_an_error(visit: Visit, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts).new_page()
    page.goto("/new")
    send_form_without_a_question(page)
    refused = page.url
    page.get_by_label("Your question").fill("How many?")
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("heading", name="Your poll is open")).to_be_visible()
    # Chromium shows a page of its own, ERR_CACHE_MISS, where it would have to send a form again.
    for step in (page.go_back, page.reload):
        reply = step()
        assert reply is not None
        assert (reply.status, page.url) == (422, refused)
        expect(page.get_by_role("alert").first).to_be_visible()


def noisy_photo(path: Path) -> Path:
    """A JPEG of more than 9 MB, on its side as cameras store it."""
    image = Image.effect_noise((4000, 3000), 120).convert("RGB")
    exif = Image.Exif()
    exif[274] = 6
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=97, exif=exif)
    assert 9_000_000 < len(buffer.getvalue()) < 20_000_000
    path.write_bytes(buffer.getvalue())
    return path


def test_large_photo_is_made_smaller_before_it_is_sent(visit: Visit, tmp_path: Path) -> None:
    # The policy of our pages lets no test wait for a function.
    page = visit(bypass_csp=True).new_page()
    page.goto("/new")
    page.get_by_label("Your question").fill("How many?")
    large = noisy_photo(tmp_path / "photo.jpg")
    page.locator("#image").set_input_files(large)
    page.wait_for_function(
        f"document.querySelector('#image').files[0].size < {large.stat().st_size}"
    )
    page.get_by_label("What the photo shows").fill("Noise")
    page.get_by_role("button", name="Create and open").click()
    page.get_by_role("link", name="I’ve saved it").click()
    page.goto(page.url.removesuffix("/manage"))
    size = "image => image.naturalWidth / image.naturalHeight"
    assert page.locator(".photo").evaluate(size) == 3 / 4


def test_too_large_a_file_is_told_before_it_is_sent(visit: Visit, tmp_path: Path) -> None:
    page = visit().new_page()
    page.goto("/new")
    file = tmp_path / "photo.jpg"
    file.write_bytes(os.urandom(21 * 1024 * 1024))
    page.locator("#image").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("The picture is larger than 20 MB.")
    assert page.locator("#image").evaluate("field => field.files.length") == 0


def test_heic_photo_is_told_what_to_do_before_it_is_sent(visit: Visit) -> None:
    page = visit().new_page()
    page.goto("/new")
    picture = {"name": "vase.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("#image").set_input_files(picture)
    expect(page.locator("#image-chosen")).to_be_visible()
    heic = {"name": "IMG_1.HEIC", "mimeType": "", "buffer": b"\0\0\0\x18ftypheic" + bytes(99)}
    page.locator("#image").set_input_files(heic)
    expect(page.get_by_role("alert")).to_contain_text("export it as a JPEG and choose that one")
    expect(page.locator("#image-chosen")).to_be_hidden()
    expect(page.locator("#preview-photo")).to_be_hidden()
    page.locator("#image").set_input_files(picture)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#preview-photo")).to_be_visible()


def test_transparent_drawing_lies_on_light_ground_on_a_dark_page(visit: Visit, site: Site) -> None:
    buffer = BytesIO()
    Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(buffer, "PNG")
    poll = site.make_poll(photo=buffer.getvalue())
    page = visit(color_scheme="dark").new_page()
    page.goto(f"/p/{poll.id}")
    shown = page.locator(".photo")
    assert shown.evaluate("image => getComputedStyle(image).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != (
        "rgb(255, 255, 255)"
    )
