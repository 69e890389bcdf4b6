"""The whole story as three people live it: organizer, participant, reader of the results."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.gallery import send_answer
from tests.browser.site import ALT, QUESTION, TRUTH, Site, next_week, photo

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parent / "shots"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

TYPED = {
    "402": 402,
    "1,200": 1200,
    "1.2k": 1200,
    "250 pieces": 250,
    "about 350": 350,
    "~410": 410,
    "0.5k": 500,
    "1 050": 1050,
    "2e2": 200,
    "467 bananas": None,
    "467": 467,
}
"""What people type, and how it is meant; None for what cannot be read."""


SAVED = re.compile("Thank you. Your answer is in.|Your answer is changed.")


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()

    def answer(self, share_link: str, text: str) -> None:
        """Opens the link and sends an answer."""
        self.page.goto(share_link)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(QUESTION)
        send_answer(self.page, text)

    def sees_entered(self, words: str) -> None:
        """The receipt plays back what was entered."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(SAVED)
        expect(self.page.locator(".said .own-value")).to_have_text(words)


@pytest.fixture(params=["phone", "desktop"])
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    """How large the screens are."""
    return PHONE if request.param == "phone" else DESKTOP


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browsers run scripts."""
    return bool(request.param == "with JavaScript")


@pytest.fixture
def people(visit: Visit, viewport: dict[str, int], scripts: bool) -> Iterator[Person]:
    """People who come one after the other."""
    return (Person(visit(viewport=viewport, java_script_enabled=scripts)) for _ in iter(int, 1))


@pytest.fixture
def snap(request: pytest.FixtureRequest) -> Snap:
    """Keeps pictures of pages under the name of the test."""
    SHOTS.mkdir(exist_ok=True)
    return Snap(re.sub(r"\W+", "-", request.node.name).strip("-"))


class Snap:
    """Takes pictures of pages."""

    def __init__(self, test: str) -> None:
        self._test = test

    def __call__(self, page: Page, name: str) -> None:
        page.screenshot(path=SHOTS / f"{self._test}-{name}.png", full_page=True)


def test_the_story_of_the_vase(
    people: Iterator[Person], scripts: bool, site: Site, snap: Snap
) -> None:
    organizer = next(people).page
    share_link, admin_link = create(organizer, site, snap)

    # From here on the organizer comes by the admin link, on another device.
    organizer = next(people).page
    organizer.goto(admin_link)
    expect(organizer).to_have_url(f"{share_link}/manage")
    assert admin_link not in organizer.content()
    before = organizer.get_by_role("main").inner_text()

    answers = []
    for typed, meant in TYPED.items():
        person = next(people)
        person.answer(share_link, typed)
        if meant is None:
            refused(person.page, typed)
            snap(person.page, "refused")
            send_answer(person.page, "300")
            meant = 300  # noqa: PLW2901
        person.sees_entered(f"{meant:,} pieces")
        answers.append(meant)
    snap(person.page, "receipt")

    change(person, "467", "320")
    answers[-1] = 320

    confirmer = next(people)
    confirmer.answer(share_link, "1.200")
    snap(confirmer.page, "confirm")
    confirm(confirmer, "1,200 pieces")
    answers.append(1200)
    assert len(answers) == 12

    organizer.reload()
    assert organizer.get_by_role("main").inner_text() == before
    snap(organizer, "manage")
    unfold(organizer, "Close now").get_by_role("button").click()
    expect(organizer.get_by_role("heading", name="Results are ready")).to_be_visible()
    organizer.get_by_label("Correct answer").fill(str(TRUTH))
    organizer.get_by_role("button", name="Save the correct answer").click()
    expect(organizer.get_by_text(f"Entered: {TRUTH} pieces")).to_be_visible()

    reader = next(people).page
    reader.goto(share_link)
    snap(reader, "results")
    shows_results(reader, answers, scripts)
    confirmer.page.goto(share_link)
    shows_results(confirmer.page, answers, scripts)


def test_a_poll_about_a_date(people: Iterator[Person], snap: Snap) -> None:
    organizer = next(people).page
    organizer.goto("/new")
    organizer.get_by_label("Your question").fill(QUESTION)
    organizer.get_by_label("A date").check()
    share_link, _ = open_poll(organizer)
    for typed in ("27 March 2027", "2027-04-01", "March 30, 2027"):
        person = next(people)
        person.answer(share_link, typed)
        expect(person.page.get_by_role("heading", level=1)).to_have_text(SAVED)
    person.sees_entered("March 30, 2027")
    unclear = next(people)
    unclear.answer(share_link, "3/4/2027")
    confirm(unclear, "March 4, 2027")
    close_with_truth(organizer, "29 March 2027")
    reader = next(people).page
    reader.goto(share_link)
    snap(reader, "results")
    expect(reader.locator(".hero.crowd")).to_have_text(re.compile("March 28, 2027|March 29, 2027"))
    expect(reader.locator(".hero.truth")).to_have_text("March 29, 2027")


def test_a_poll_about_a_percentage(people: Iterator[Person], snap: Snap) -> None:
    organizer = next(people).page
    organizer.goto("/new")
    organizer.get_by_label("Your question").fill(QUESTION)
    organizer.get_by_label("A percentage").check()
    share_link, _ = open_poll(organizer)
    for typed in ("65", "70 %", "72.5%", "80 percent", "71"):
        person = next(people)
        person.answer(share_link, typed)
        expect(person.page.get_by_role("heading", level=1)).to_have_text(SAVED)
    too_much = next(people)
    too_much.answer(share_link, "120 %")
    expect(too_much.page.get_by_role("alert")).to_contain_text("between 0 and 100")
    close_with_truth(organizer, "71 %")
    reader = next(people).page
    reader.goto(share_link)
    snap(reader, "results")
    expect(reader.locator(".hero.crowd")).to_have_text(re.compile(r"71\s?%"))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("The crowd was exactly right")


def test_a_poll_about_a_chance(people: Iterator[Person], snap: Snap) -> None:
    organizer = next(people).page
    organizer.goto("/new")
    organizer.get_by_label("Your question").fill(QUESTION)
    organizer.get_by_label("A probability").check()
    share_link, _ = open_poll(organizer)
    for typed in ("65", "70 %", "72.5%"):
        person = next(people)
        person.answer(share_link, typed)
        person.sees_entered(f"{typed.rstrip(' %')}%")
    unclear = next(people)
    unclear.answer(share_link, "0.7")
    snap(unclear.page, "confirm")
    confirm(unclear, "70%")
    too_much = next(people)
    too_much.answer(share_link, "120")
    expect(too_much.page.get_by_role("alert")).to_contain_text("between 0 and 100")
    close_with_chosen_truth(organizer, "Yes, it happened")
    reader = next(people).page
    reader.goto(share_link)
    expect(reader.locator(".subtitle")).to_contain_text("4 people")


def test_a_poll_about_a_choice(people: Iterator[Person], snap: Snap) -> None:
    organizer = next(people).page
    organizer.goto("/new")
    organizer.get_by_label("Your question").fill(QUESTION)
    organizer.get_by_label("One of several").check()
    organizer.get_by_label("Answers to choose from").fill("A few\nA lot\n")
    share_link, _ = open_poll(organizer)
    person = next(people)
    for page in (person.page, next(people).page):
        page.goto(share_link)
        expect(page.get_by_role("radio")).to_have_count(2)
        page.get_by_label("A few").check()
        snap(page, "answer")
        page.get_by_role("button", name="Send my answer").click()
        expect(page.locator(".said .own-value")).to_have_text("A few")
    person.page.get_by_role("link", name="Change it").click()
    person.page.get_by_label("A lot").check()
    person.page.get_by_role("button", name="Change my answer").click()
    expect(person.page.locator(".said .own-value")).to_have_text("A lot")
    close_with_chosen_truth(organizer, "A lot")
    reader = next(people).page
    reader.goto(share_link)
    expect(reader.locator(".subtitle")).to_contain_text("2 people")
    expect(reader.locator(".hero.truth")).to_have_text("A lot")


def test_an_incomplete_form_keeps_what_was_filled_in(people: Iterator[Person]) -> None:
    page = next(people).page
    page.goto("/new")
    page.get_by_label("Unit").fill("pieces")
    page.get_by_label("Photo (optional)").set_input_files(
        {"name": "vase.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("button", name="Create and open").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(page.get_by_label("Unit")).to_have_value("pieces")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("What the photo shows").fill(ALT)
    share_link, _ = open_poll(page)
    page.goto(share_link)
    expect(page.get_by_role("img", name=ALT)).to_be_visible()


def test_a_draft_is_tried_and_changed_before_it_opens(people: Iterator[Person]) -> None:
    page = next(people).page
    page.goto("/new")
    page.get_by_label("Your question").fill("How many?")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("link", name="I’ve saved it").click()
    page.get_by_role("link", name="Preview and try an answer").click()
    page.get_by_label("Your estimate").fill("1.2k")
    page.get_by_role("button", name="Try this answer").click()
    expect(page.get_by_text("You entered 1,200. That answer would be accepted.")).to_be_visible()
    page.get_by_role("link", name="Back to the draft").click()
    page.get_by_role("link", name="Change the draft").click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Open the poll").click()
    person = next(people)
    person.answer(page.get_by_label("Link you share", exact=True).input_value(), "402")
    person.sees_entered("402")


def test_typing_is_played_back(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.goto(f"/p/{poll.id}")
    line = page.locator("#playback")
    page.get_by_label("Your estimate").press_sequentially("1.2k")
    expect(line).to_have_text("You entered 1,200 pieces")
    page.get_by_label("Your estimate").fill("1.200")
    expect(line).to_have_text("You entered 1.2 pieces or 1,200 pieces?")
    page.get_by_label("Your estimate").fill("")
    expect(line).to_have_text("")


def test_playing_back_moves_nothing(visit: Visit, site: Site) -> None:
    poll = site.make_poll()
    page = visit(viewport=PHONE).new_page()
    page.goto(f"/p/{poll.id}")
    button = page.get_by_role("button", name="Send my answer")
    before = button.bounding_box()
    page.get_by_label("Your estimate").fill("123456.75")
    expect(page.locator("#playback")).to_have_text("You entered 123,456.75 pieces")
    assert button.bounding_box() == before


@pytest.mark.parametrize("java_script", [True, False])
def test_copy_buttons_are_there_where_they_work(
    visit: Visit, site: Site, java_script: bool
) -> None:
    poll = site.make_poll()
    context = visit(
        java_script_enabled=java_script, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(f"/a/{poll.token}")
    share = page.get_by_label("Link you share", exact=True)
    expect(share).to_have_value(f"{site.url}/p/{poll.id}")
    if not java_script:
        expect(page.get_by_role("button", name="Copy", exact=True)).to_have_count(0)
        return
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == share.input_value()


@pytest.mark.parametrize(("java_script", "zone"), [(True, "Asia/Tokyo"), (False, "UTC")])
def test_the_time_zone_is_the_browsers_own(visit: Visit, java_script: bool, zone: str) -> None:
    context = visit(java_script_enabled=java_script, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto("/new")
    page.get_by_text("Change zone").click()
    expect(page.get_by_label("Time zone")).to_have_value(zone)


@pytest.mark.parametrize("java_script", [True, False])
def test_the_close_is_told_on_the_visitors_clock_too(
    visit: Visit, site: Site, java_script: bool
) -> None:
    poll = site.make_poll()
    page = visit(java_script_enabled=java_script, timezone_id="Asia/Tokyo").new_page()
    page.goto(f"/p/{poll.id}")
    line = page.get_by_text(re.compile(r"^Closes in \d+ days? "))
    expect(line).to_contain_text("UTC")
    own = page.get_by_text(re.compile(r"UTC, \w{3} \d\d:\d\d on your clock"))
    expect(own).to_have_count(1 if java_script else 0)


def create(page: Page, site: Site, snap: Snap) -> tuple[str, str]:
    """Makes the poll about the vase; its share link and its admin link."""
    page.goto("/")
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Unit").fill("pieces")
    page.get_by_label("pick a time").check()
    page.get_by_label("Closing time").fill(next_week())
    page.get_by_label("Photo (optional)").set_input_files(
        {"name": "vase.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_label("What the photo shows").fill(ALT)
    snap(page, "new")
    links = open_poll(page)
    snap(page, "links")
    assert links[0].startswith(f"{site.url}/p/")
    page.get_by_role("link", name="I’ve saved it").click()
    expect(page.get_by_role("listitem").filter(has_text="Open")).to_have_attribute(
        "aria-current", "step"
    )
    return links


def open_poll(page: Page) -> tuple[str, str]:
    """Sends the create form; the share link and the admin link of the page that follows."""
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your poll is open")
    return (
        page.get_by_label("Link you share", exact=True).input_value(),
        page.get_by_label("Admin link (keep private)").input_value(),
    )


def refused(page: Page, typed: str) -> None:
    """What cannot be read is kept, and the message leads back to it."""
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title() == f"Error: {QUESTION}"
    field = page.get_by_label("Your estimate")
    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link").click()
    expect(field).to_be_focused()


def change(person: Person, old: str, new: str) -> None:
    """Comes back to the same page and changes the answer."""
    page = person.page
    page.goto(page.url.removesuffix("/receipt"))
    person.sees_entered(f"{old} pieces")
    expect(page.get_by_label("New estimate")).to_be_hidden()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("New estimate").fill(new)
    page.get_by_role("button", name="Change my answer").click()
    person.sees_entered(f"{new} pieces")


def confirm(person: Person, words: str) -> None:
    """Says which of two readings was meant."""
    page = person.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Which did you mean?")
    expect(page.get_by_role("radio")).to_have_count(2)
    page.get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Send my answer").click()
    person.sees_entered(words)


def close_with_truth(page: Page, truth: str) -> None:
    """The organizer's last steps, from the page with the links on."""
    page.get_by_role("link", name="I’ve saved it").click()
    unfold(page, "Close now").get_by_role("button").click()
    page.get_by_label("Correct answer").fill(truth)
    page.get_by_role("button", name="Save the correct answer").click()
    expect(page.get_by_text("Entered:")).to_be_visible()


def close_with_chosen_truth(page: Page, truth: str) -> None:
    """The organizer's last steps, where the truth is one of a few."""
    page.get_by_role("link", name="I’ve saved it").click()
    unfold(page, "Close now").get_by_role("button").click()
    page.get_by_label(truth).check()
    page.get_by_role("button", name="Save the correct answer").click()
    expect(page.get_by_text("Entered:")).to_be_visible()


def unfold(page: Page, words: str) -> Locator:
    """Opens what is folded under some words."""
    fold = page.locator("details", has=page.get_by_text(words, exact=True)).last
    fold.get_by_text(words, exact=True).click()
    return fold


def shows_results(page: Page, answers: list[int], scripts: bool) -> None:
    """The page shows the crowd, the truth, how wise it was, and the picture."""
    middle = statistics.median(answers)
    side = "high" if middle > TRUTH else "low"
    closer = statistics.fmean(abs(answer - TRUTH) > abs(middle - TRUTH) for answer in answers)
    expect(page.get_by_text(QUESTION, exact=True).first).to_be_visible()
    finding = page.get_by_role("heading", level=1)
    expect(finding).to_contain_text(f"{abs(middle - TRUTH) / TRUTH:.0%} too {side}")
    expect(finding).to_contain_text(f"{closer:.0%} of its members")
    expect(page.locator(".hero.crowd")).to_have_text(f"{middle:g}")
    expect(page.locator(".hero.truth")).to_have_text(f"{TRUTH}")
    expect(page.locator(".hero-unit").first).to_have_text("pieces")
    picture = page.locator("svg.histogram:visible")
    expect(picture).to_have_count(1)
    if scripts:
        expect(picture).to_have_role("application")
        expect(picture).to_have_attribute("aria-roledescription", "chart")
    else:
        expect(picture).to_have_role("img")
        expect(picture).not_to_have_attribute("aria-roledescription", re.compile(""))
    assert picture.locator("rect.bar, circle.dot").count() > 3
    unfold(page, "Details")
    table = unfold(page, "The picture as a table").get_by_role("table")
    counts = table.locator("tbody td:last-child").all_inner_texts()
    assert sum(map(int, counts)) == len(answers)
