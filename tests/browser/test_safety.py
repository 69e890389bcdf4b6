"""No page runs what people wrote, breaks its own content policy, or calls another site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.conftest import Visit
from tests.browser.gallery import PAGES, Gallery, open_folds, send_answer
from tests.browser.site import Site

pytestmark = pytest.mark.browser

SCRIPT = '<script>window.pwned=1</script>"><img src=x onerror=window.pwned=1>'
ESCAPES = [
    SCRIPT,
    "javascript:window.pwned=1",
    "'-window.pwned=1-'",
    "</textarea></title></svg><svg onload=window.pwned=1>",
    "{{ 7 * 7 }}${window.pwned=1}",
]
HOSTILE = {
    "question": " ".join(ESCAPES),
    "details": "\n".join(ESCAPES),
    "unit": '"><svg onload=window.pwned=!"">',
    "alt": " ".join(ESCAPES),
    "options": "\n".join(ESCAPES),
}


@dataclass
class Log:
    """What a browser asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Writes down everything from now on."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.add_init_script(REPORT_VIOLATIONS)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium reports the status of a page that is meant to be an error page.
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)


REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Policy violated: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="module")
def hostile_gallery(site: Site) -> Gallery:
    """Polls that are made of attempts to run a script."""
    return Gallery(site, **HOSTILE)


@pytest.fixture
def log() -> Log:
    """An empty log."""
    return Log()


# Not named page: a plugin of that name multiplies the tests by browsers.
@pytest.fixture
def watched(visit: Visit, log: Log) -> Iterator[Page]:
    """A page whose browser is watched."""
    context = visit()
    log.watch(context)
    yield context.new_page()
    assert not log.complaints


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_poll_runs_nothing(
    watched: Page, log: Log, hostile_gallery: Gallery, name: str
) -> None:
    hostile_gallery.let_organize(watched.context)
    PAGES[name](watched, hostile_gallery)
    open_folds(watched)
    watched.wait_for_load_state("networkidle")
    assert_harmless(watched)
    own = hostile_gallery.site.url
    assert [url for url in log.requests if not url.startswith((f"{own}/", "data:"))] == []


def test_a_hostile_answer_runs_nothing(watched: Page, site: Site) -> None:
    poll = site.make_poll()
    watched.goto(f"/p/{poll.id}?s={SCRIPT}")
    for typed in ESCAPES:
        watched.get_by_label("Your estimate").fill(typed)
        with watched.expect_response(lambda reply: reply.url.endswith("/playback")):
            watched.get_by_label("Your estimate").press("End")
            watched.get_by_label("Your estimate").press_sequentially("1")
        # The field has the text before and after it was sent.
        with watched.expect_event("domcontentloaded"):
            send_answer(watched, typed)
        expect(watched.get_by_label("Your estimate")).to_have_value(typed)
        assert_harmless(watched)


def test_a_hostile_truth_and_form_run_nothing(watched: Page, site: Site) -> None:
    poll = site.make_poll()
    watched.goto(f"/a/{poll.token}")
    watched.get_by_text("Enter the correct answer").click()
    watched.get_by_label("Correct answer").fill(SCRIPT)
    watched.get_by_role("button", name="Save the correct answer").click()
    expect(watched.get_by_role("alert")).to_be_visible()
    assert_harmless(watched)
    watched.goto("/new")
    for name, text in HOSTILE.items():
        watched.locator(f"[name={name}]").evaluate("(field, text) => { field.value = text }", text)
    watched.get_by_label("pick a time").check()
    watched.locator("[name=closes_at]").fill("")
    watched.get_by_role("button", name="Create and open").click()
    expect(watched.get_by_role("alert")).to_be_visible()
    expect(watched.get_by_label("Your question")).to_have_value(HOSTILE["question"])
    assert_harmless(watched)


def test_a_deleted_hostile_poll_runs_nothing(watched: Page, site: Site) -> None:
    poll = site.make_poll(**HOSTILE)
    watched.goto(f"/a/{poll.token}")
    watched.get_by_text("Delete the poll").click()
    watched.get_by_label("Yes, delete everything").check()
    watched.get_by_role("button", name="Delete for good").click()
    expect(watched.get_by_role("heading", name="Deleted")).to_be_visible()
    assert_harmless(watched)


def test_an_answer_sends_nothing_but_the_answer(watched: Page, log: Log, gallery: Gallery) -> None:
    PAGES["receipt"](watched, gallery)
    assert watched.evaluate("document.cookie") == ""
    assert watched.evaluate("localStorage.length + sessionStorage.length") == 0
    assert {url.removeprefix(gallery.site.url).split("/")[1] for url in log.requests} <= {
        "p",
        "static",
    }


def assert_harmless(page: Page) -> None:
    """Nothing has run, and no attribute or address has been smuggled in."""
    assert page.evaluate("window.pwned") is None
    smuggled = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) =>
          [...element.attributes].some(({ name, value }) =>
            name.startsWith("on") ||
            (["href", "src", "action"].includes(name) && /^\\s*javascript:/i.test(value)))
        ).map((element) => element.outerHTML)"""
    )
    assert smuggled == []
    assert "49" not in page.title()
