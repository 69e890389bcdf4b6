"""Every page of the service in every state, and the way to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import GUESSES, TRUTH, Poll, Site, photo

Way = Callable[[Page, "Gallery"], None]
PAGES: dict[str, Way] = {}


class Gallery:
    """The polls that the pages show, each made once."""

    def __init__(self, site: Site, **fields: str) -> None:
        self.site = site
        picture = photo()
        self.draft = site.make_poll(action="draft", photo=picture, **fields)
        self.open = site.make_poll(photo=picture, **fields)
        self.sealed = site.make_poll(photo=picture, reveal="manual", **fields)
        self.revealed = site.make_poll(photo=picture, **fields)
        self.resolved = site.make_poll(photo=picture, **fields)
        for poll in (self.sealed, self.revealed, self.resolved):
            site.answer(poll, GUESSES)
            site.close(poll)
        site.resolve(self.resolved, TRUTH)

    @property
    def polls(self) -> Iterator[Poll]:
        """All polls, for a browser that organizes each of them."""
        yield from (self.draft, self.open, self.sealed, self.revealed, self.resolved)

    def lead_in(self, context: BrowserContext) -> None:
        """Makes a browser the organizer's."""
        context.add_cookies(
            [
                {"name": f"crowd-admin-{poll.id}", "value": poll.token, "url": self.site.url}
                for poll in self.polls
            ]
        )


def page_called(name: str) -> Callable[[Way], Way]:
    """Enters a page into the gallery."""

    def enter(way: Way) -> Way:
        PAGES[name] = way
        return way

    return enter


def at(path: str) -> Way:
    """The way to a page that has an address of its own; `{open}` and so on name polls."""

    def way(page: Page, gallery: Gallery) -> None:
        page.goto(path.format(**{name: poll.id for name, poll in _named(gallery)}))

    return way


def _named(gallery: Gallery) -> Iterator[tuple[str, Poll]]:
    for name in ("draft", "open", "sealed", "revealed", "resolved"):
        yield name, getattr(gallery, name)


PAGES |= {
    "home": at("/"),
    "new": at("/new"),
    "links of a draft": at("/p/{draft}/manage/links"),
    "links": at("/p/{open}/manage/links"),
    "manage a draft": at("/p/{draft}/manage"),
    "manage, open": at("/p/{open}/manage"),
    "manage, closed": at("/p/{sealed}/manage"),
    "manage, revealed": at("/p/{revealed}/manage"),
    "manage, truth in": at("/p/{resolved}/manage"),
    "change a draft": at("/p/{draft}/manage/draft"),
    "preview": at("/p/{draft}/manage/preview"),
    "answer": at("/p/{open}"),
    "sealed": at("/p/{sealed}"),
    "not yet revealed": at("/p/{sealed}/results"),
    "results": at("/p/{revealed}"),
    "results with the truth": at("/p/{resolved}"),
    "no receipt": at("/p/{open}/receipt"),
    "unknown poll": at("/p/nothing-here"),
    "unknown address": at("/nothing/here"),
    "problem": at("/problems/sealed"),
}


@page_called("new with errors")
def _new_with_errors(page: Page, _gallery: Gallery) -> None:
    page.goto("/new")
    page.get_by_label("Unit").fill("kg 2")
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("manage with an error")
def _manage_with_an_error(page: Page, gallery: Gallery) -> None:
    page.goto(f"/p/{gallery.open.id}/manage")
    page.get_by_text("Delete the poll").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("preview, tried")
def _preview_tried(page: Page, gallery: Gallery) -> None:
    page.goto(f"/p/{gallery.draft.id}/manage/preview")
    page.get_by_label("Your estimate").fill("1.2k")
    page.get_by_role("button", name="Try this answer").click()
    expect(page.get_by_text("it would have been taken")).to_be_visible()


@page_called("answer with an error")
def _answer_with_an_error(page: Page, gallery: Gallery) -> None:
    page.goto(f"/p/{gallery.open.id}")
    send_answer(page, "a few")
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("confirm")
def _confirm(page: Page, gallery: Gallery) -> None:
    page.goto(f"/p/{gallery.open.id}")
    send_answer(page, "1.200")
    expect(page.get_by_role("radio")).to_have_count(2)


@page_called("receipt")
def _receipt(page: Page, gallery: Gallery) -> None:
    page.goto(f"/p/{gallery.open.id}")
    send_answer(page, "1,200")
    expect(page).to_have_url(f"{gallery.site.url}/p/{gallery.open.id}/receipt")


@page_called("receipt with an error")
def _receipt_with_an_error(page: Page, gallery: Gallery) -> None:
    _receipt(page, gallery)
    page.get_by_text("Change or withdraw my answer").click()
    page.get_by_label("New estimate").fill("many")
    page.get_by_role("button", name="Change my answer").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("answered twice")
def _answered_twice(page: Page, gallery: Gallery) -> None:
    page.goto(f"/p/{gallery.open.id}")
    other = page.context.new_page()
    other.goto(f"/p/{gallery.open.id}")
    send_answer(other, "300")
    expect(other).to_have_url(f"{gallery.site.url}/p/{gallery.open.id}/receipt")
    other.close()
    send_answer(page, "400")
    expect(page.get_by_role("button", name="Change my answer to this")).to_be_visible()


@page_called("deleted")
def _deleted(page: Page, gallery: Gallery) -> None:
    poll = gallery.site.make_poll()
    name = f"crowd-admin-{poll.id}"
    page.context.add_cookies([{"name": name, "value": poll.token, "url": gallery.site.url}])
    page.goto(f"/p/{poll.id}/manage")
    page.get_by_text("Delete the poll").click()
    page.get_by_label("Yes, delete everything").check()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Deleted")).to_be_visible()


def send_answer(page: Page, text: str) -> None:
    """Types an answer and sends it."""
    page.get_by_label("Your estimate").fill(text)
    page.get_by_role("button", name="Send my answer").click()


def open_folds(page: Page) -> None:
    """Opens everything that is folded, so that nothing hides from the eye."""
    page.locator("details").evaluate_all("folds => { for (const fold of folds) fold.open = true }")


@pytest.fixture(scope="session")
def gallery(site: Site) -> Gallery:
    """The polls of the gallery."""
    return Gallery(site)


def organizer_page(chromium: Browser, gallery: Gallery, **options: object) -> Page:
    """An empty page of a browser that organizes every poll of the gallery."""
    context = chromium.new_context(base_url=gallery.site.url, **options)
    gallery.lead_in(context)
    return context.new_page()
