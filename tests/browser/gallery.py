"""Every page of the service in every state, and the way to each."""

from __future__ import annotations

from collections.abc import Callable

from babel import Locale
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import GUESSES, TRUTH, Poll, Site, photo
from tests.kind_examples import EXAMPLES, ambiguous_text, typed_truth, typed_values

GROUPS = "<script>window.pwned=1</script>\nSales and marketing, the whole department\nNone of these"
ASKS = {"interval": "1", "others": "1", "reason": "1", "name": "1", "group": "1", "groups": GROUPS}

Way = Callable[[Page, "Gallery"], None]
PAGES: dict[str, Way] = {}
OTHER_KINDS = {name: kind for name, kind in EXAMPLES.items() if name != "number"}
"""The kinds beside the one of all other polls."""

OPTIONS = "Fewer than 500\nFrom 500 to 999\n1,000 or more, which would be a great many for one vase"


class Gallery:
    """One poll in each state and one of each kind that is answered in another way, made once."""

    def __init__(self, site: Site, **texts: str) -> None:
        self.site = site
        picture = photo()
        fields = {"options": OPTIONS, "public": "1", "feed": "1", **texts}
        self.polls = {
            "draft": site.make_poll(action="draft", photo=picture, **fields),
            "open": site.make_poll(photo=picture, **fields),
            "asking": site.make_poll(**ASKS, **fields, frames="https://blog.example"),
            "sealed": site.make_poll(photo=picture, **fields, reveal="manual"),
            "revealed": site.make_poll(photo=picture, **fields),
            "resolved": site.make_poll(photo=picture, **fields),
            **{kind: site.make_poll(photo=picture, **fields, kind=kind) for kind in OTHER_KINDS},
        }
        for state in ("sealed", "revealed", "resolved"):
            site.answer(self.polls[state], GUESSES)
            site.close(self.polls[state])
        site.resolve(self.polls["resolved"], TRUTH)
        for name, kind in OTHER_KINDS.items():
            self.polls[f"{name}, resolved"] = poll = site.make_poll(**fields, kind=name)
            chosen = fields["options"].splitlines()
            site.answer(poll, 2 * (chosen if kind.options else typed_values(kind)))
            site.close(poll)
            site.resolve(poll, chosen[1] if kind.options else typed_truth(kind))

    def address(self, state: str, rest: str = "") -> str:
        """An address of the poll in a state."""
        return f"/p/{self.polls[state].id}{rest}"

    def let_organize(self, context: BrowserContext) -> None:
        """Makes a browser the organizer's."""
        for poll in self.polls.values():
            become_organizer(context, self.site, poll)


def become_organizer(context: BrowserContext, site: Site, poll: Poll) -> None:
    """Gives a browser what following the admin link would give it."""
    name = f"crowd-admin-{poll.id}"
    context.add_cookies([{"name": name, "value": poll.token, "url": site.url}])


def page_called(name: str) -> Callable[[Way], Way]:
    """Enters a page into the gallery."""

    def enter(way: Way) -> Way:
        PAGES[name] = way
        return way

    return enter


def at(state: str, rest: str = "", status: int = 200) -> Way:
    """The way to a page that has an address of its own below the poll in a state."""
    return lambda page, gallery: _go(page, gallery.address(state, rest), status)


def embedded(state: str, query: str = "") -> Way:
    """The way to the widget of the poll in a state."""
    return lambda page, gallery: _go(page, f"/embed/{gallery.polls[state].id}{query}", 200)


def outside(path: str, status: int = 200) -> Way:
    """The way to a page that belongs to no poll."""
    return lambda page, _gallery: _go(page, path, status)


def _go(page: Page, path: str, status: int) -> None:
    reply = page.goto(path)
    assert reply is not None
    assert reply.status == status


PAGES |= {
    "home": outside("/"),
    "public polls": outside("/polls"),
    "public results": outside("/polls?show=results"),
    "search without a find": outside("/polls?q=nothing+like+it"),
    "examples": outside("/examples"),
    "about": outside("/about"),
    "privacy": outside("/privacy"),
    "finished example": outside("/examples/ox"),
    "own polls": outside("/mine"),
    "new": outside("/new"),
    "links of a draft": at("draft", "/manage/links"),
    "links": at("open", "/manage/links"),
    "manage a draft": at("draft", "/manage"),
    "manage, open": at("open", "/manage"),
    "manage, closed": at("sealed", "/manage"),
    "manage, revealed": at("revealed", "/manage"),
    "manage, truth in": at("resolved", "/manage"),
    "change a draft": at("draft", "/manage/draft"),
    "preview": at("draft", "/manage/preview"),
    "poster": at("open", "/poster"),
    "poster with results": at("resolved", "/poster"),
    "new admin link": at("open", "/manage/links?new=1"),
    "answer": at("open"),
    "sealed": at("sealed"),
    "not yet revealed": at("sealed", "/results", 403),
    "results": at("revealed"),
    "results with the truth": at("resolved"),
    "no receipt": at("open", "/receipt"),
    "unknown poll": outside("/p/nothing-here", 404),
    "unknown address": outside("/nothing/here", 404),
    "problem": outside("/problems/sealed"),
    "widget, open": embedded("open"),
    "widget, sealed": embedded("sealed"),
    "widget, revealed": embedded("revealed"),
    "widget with the truth, compact": embedded("resolved", "?compact=1&accent=ffdd00"),
    "widget without a poll": outside("/embed/nothing", 404),
    "answer inside a frame": embedded("asking", "/answer"),
    **{f"answer, {kind}": at(kind) for kind in OTHER_KINDS},
    **{f"manage, {kind}": at(kind, "/manage") for kind in OTHER_KINDS},
    **{f"results, {kind}": at(f"{kind}, resolved") for kind in OTHER_KINDS},
}


@page_called("new with errors")
def _new_with_errors(page: Page, _gallery: Gallery) -> None:
    page.goto("/new")
    page.locator("#unit").fill("kg 2")
    create(page)
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("manage with an error")
def _manage_with_an_error(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("open", "/manage"))
    unfold(page, "#sure")
    page.locator("form[action$='/deletion'] [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("preview, tried")
def _preview_tried(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("draft", "/manage/preview"))
    page.locator("#value").fill("1.2k")
    page.locator("form[action$='/preview'] [type=submit]").click()
    expect(page.locator(".played-back")).to_be_visible()


@page_called("answer with an error")
def _answer_with_an_error(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("open"))
    send_answer(page, "a few")
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("confirm")
def _confirm(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("open"))
    language = page.locator("html").get_attribute("lang") or ""
    # Where the point groups digits, the comma can mean two things.
    send_answer(page, "1,200" if language in {"de", "es"} else "1.200")
    expect(page.get_by_role("radio")).to_have_count(2)


@page_called("confirm, doubtful")
def _confirm_a_doubtful_answer(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("open"))
    send_answer(page, "12 %")
    expect(page.locator("#value")).to_have_count(0)
    expect(page.get_by_role("radio")).to_have_count(0)


@page_called("receipt")
def _receipt(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("open"))
    send_answer(page, "1200")
    expect(page).to_have_url(gallery.site.url + gallery.address("open", "/receipt"))


@page_called("admin link from elsewhere")
def _admin_link(page: Page, gallery: Gallery) -> None:
    poll = gallery.polls["draft"]
    follow(page, gallery, f"/a/{poll.token}")
    expect(page.locator(f"form[action='/a/{poll.token}']")).to_be_visible()


@page_called("edit link")
def _edit_link(page: Page, gallery: Gallery) -> None:
    follow(page, gallery, _foreign_edit_link(gallery))
    expect(page.locator("form[action^='/e/']")).to_be_visible()


@page_called("receipt of an edit link")
def _receipt_of_an_edit_link(page: Page, gallery: Gallery) -> None:
    _edit_link(page, gallery)
    page.locator("form[action^='/e/'] [type=submit]").click()
    expect(page).to_have_url(gallery.site.url + gallery.address("open", "/receipt"))


@page_called("edit link beside an own answer")
def _edit_link_beside_an_own_answer(page: Page, gallery: Gallery) -> None:
    _receipt(page, gallery)
    follow(page, gallery, _foreign_edit_link(gallery))
    expect(page.locator("main a[href$='/receipt']")).to_be_visible()


def _foreign_edit_link(gallery: Gallery) -> str:
    (given,) = gallery.site.answer(gallery.polls["open"], ["640"])
    return f"/e/{gallery.polls['open'].id}.{given['edit_token']}"


def follow(page: Page, gallery: Gallery, path: str) -> None:
    """Opens an address by a link on another site's page."""
    page.set_content(f'<a href="{gallery.site.url}{path}">here</a>')
    page.get_by_role("link").click()
    page.wait_for_url(gallery.site.url + path)


@page_called("receipt with an error")
def _receipt_with_an_error(page: Page, gallery: Gallery) -> None:
    _receipt(page, gallery)
    page.locator("a[href='#change']").click()
    page.locator("#value").fill("many")
    page.locator("form[action$='/mine'] [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("nothing chosen")
def _nothing_chosen(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("choice"))
    page.locator("form[action$='/answers'] [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("receipt of a choice")
def _receipt_of_a_choice(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("choice"))
    page.get_by_role("radio").last.check()
    page.locator("form[action$='/answers'] [type=submit]").click()
    expect(page).to_have_url(gallery.site.url + gallery.address("choice", "/receipt"))


def confirm(name: str) -> Way:
    """The way to the question which reading of an answer was meant."""

    def way(page: Page, gallery: Gallery) -> None:
        page.goto(gallery.address(name))
        language = page.locator("html").get_attribute("lang") or ""
        text = ambiguous_text(OTHER_KINDS[name], Locale(language))
        assert text
        send_answer(page, text)
        expect(page.get_by_role("radio").first).to_be_visible()
        expect(page.locator("#value")).to_have_count(0)

    return way


def new_with_an_error(name: str) -> Way:
    """The way to the form of a poll with the fields of a kind, and a mistake in each."""

    def way(page: Page, _gallery: Gallery) -> None:
        page.goto("/new")
        page.locator("#question").fill("Which?")
        page.locator(f"#kind-{name}").check()
        if not OTHER_KINDS[name].needs_fields:
            unfold(page, "#details")
        for field in OTHER_KINDS[name].field_names:
            page.locator(f"#{field}").fill("?")
        create(page)
        expect(page.get_by_role("alert")).to_be_visible()

    return way


PAGES |= {
    f"confirm, {name}": confirm(name)
    for name, kind in OTHER_KINDS.items()
    if ambiguous_text(kind, Locale("en"))
}
PAGES |= {
    f"new, {name} with an error": new_with_an_error(name)
    for name, kind in OTHER_KINDS.items()
    if kind.field_names
}


@page_called("receipt that asks")
def _receipt_that_asks(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("asking"))
    send_answer(page, "1200")
    expect(page.locator("#more")).to_be_visible()


@page_called("receipt that asks, with errors")
def _receipt_that_asks_with_errors(page: Page, gallery: Gallery) -> None:
    _receipt_that_asks(page, gallery)
    page.locator("#low").fill("2000")
    page.locator("#high").fill('"><img src=x onerror=window.pwned=1>')
    page.locator("form[action$='/details'] [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("receipt with what was added")
def _receipt_with_what_was_added(page: Page, gallery: Gallery) -> None:
    _receipt_that_asks(page, gallery)
    for field, text in (
        ("low", ""),
        ("others", "900"),
        ("group", ""),
        ("reason", "<script>window.pwned=1</script>"),
        ("name", '"><img src=x onerror=window.pwned=1>'),
    ):
        if text:
            page.locator(f"#{field}").fill(text)
        if field == "group":
            page.get_by_label("None of these").check()
        page.locator("form[action$='/details'] [type=submit]").click()
        expect(page.locator(".saved")).to_be_visible()
        expect(page.locator(f"#{field}")).to_have_count(0)
    expect(page.locator(".added dd").nth(2)).to_contain_text("None of these")


@page_called("new with wrong groups, an error")
def _new_with_wrong_groups(page: Page, _gallery: Gallery) -> None:
    page.goto("/new")
    unfold(page, "#group")
    page.locator("#group").check()
    page.locator("#groups").fill("one")
    create(page)
    expect(page.get_by_role("alert")).to_be_visible()


@page_called("answered twice")
def _answered_twice(page: Page, gallery: Gallery) -> None:
    page.goto(gallery.address("open"))
    other = page.context.new_page()
    other.goto(gallery.address("open"))
    send_answer(other, "300")
    expect(other).to_have_url(gallery.site.url + gallery.address("open", "/receipt"))
    other.close()
    send_answer(page, "400")
    expect(page.locator("form[action$='/mine'] [type=submit]")).to_be_visible()


@page_called("deleted")
def _deleted(page: Page, gallery: Gallery) -> None:
    poll = gallery.site.make_poll()
    become_organizer(page.context, gallery.site, poll)
    page.goto(f"/p/{poll.id}/manage")
    unfold(page, "#sure")
    page.locator("#sure").check()
    page.locator("form[action$='/deletion'] [type=submit]").click()
    expect(page.locator("#sure")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


# Things are found by what they are, not by their words: the page may be in any language.


def send_answer(page: Page, text: str) -> None:
    """Types an answer and sends it."""
    page.locator("#value").fill(text)
    page.locator("form[action$='/answers'] [type=submit]").click()


def create(page: Page) -> None:
    """Sends the form that makes a poll."""
    page.locator("#form [name=action][value=open]").click()


def unfold(page: Page, inside: str) -> None:
    """Opens the fold that has something in it."""
    page.locator("details").filter(has=page.locator(inside)).locator("summary").click()


def open_folds(page: Page) -> None:
    """Opens everything that is folded, so that nothing hides from the eye."""
    page.locator("details").evaluate_all("folds => { for (const fold of folds) fold.open = true }")
