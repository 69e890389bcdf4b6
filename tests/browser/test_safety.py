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
    "unit": '"><svg onload=window.pwned=1>',
    "alt": " ".join(ESCAPES),
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


@pytest.fixture
def page(visit: Visit, log: Log) -> Iterator[Page]:
    """A page whose browser is watched."""
    context = visit()
    log.watch(context)
    yield context.new_page()
    assert not log.complaints


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_poll_runs_nothing(
    page: Page, log: Log, hostile_gallery: Gallery, name: str
) -> None:
    hostile_gallery.let_organize(page.context)
    PAGES[name](page, hostile_gallery)
    open_folds(page)
    page.wait_for_load_state("networkidle")
    assert_harmless(page)
    own = hostile_gallery.site.url
    assert [url for url in log.requests if not url.startswith((f"{own}/", "data:"))] == []


def test_a_hostile_answer_runs_nothing(page: Page, site: Site) -> None:
    poll = site.make_poll()
    page.goto(f"/p/{poll.id}?s={SCRIPT}")
    for typed in ESCAPES:
        page.get_by_label("Your estimate").fill(typed)
        with page.expect_response(lambda reply: reply.url.endswith("/playback")):
            page.get_by_label("Your estimate").press("End")
            page.get_by_label("Your estimate").press_sequentially("1")
        send_answer(page, typed)
        expect(page.get_by_label("Your estimate")).to_have_value(typed)
        assert_harmless(page)


def test_a_hostile_truth_and_form_run_nothing(page: Page, site: Site) -> None:
    poll = site.make_poll()
    page.goto(f"/a/{poll.token}")
    page.get_by_text("Enter the truth").click()
    page.get_by_label("The true answer").fill(SCRIPT)
    page.get_by_role("button", name="Save the truth").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_harmless(page)
    page.goto("/new")
    for name, text in HOSTILE.items():
        page.locator(f"[name={name}]").evaluate("(field, text) => { field.value = text }", text)
    page.locator("[name=closes_at]").fill("")
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value(HOSTILE["question"])
    assert_harmless(page)


def test_a_deleted_hostile_poll_runs_nothing(page: Page, site: Site) -> None:
    poll = site.make_poll(**HOSTILE)
    page.goto(f"/a/{poll.token}")
    page.get_by_text("Delete the poll").click()
    page.get_by_label("Yes, delete everything").check()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Deleted")).to_be_visible()
    assert_harmless(page)


def test_an_answer_sends_nothing_but_the_answer(page: Page, log: Log, gallery: Gallery) -> None:
    PAGES["receipt"](page, gallery)
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
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
