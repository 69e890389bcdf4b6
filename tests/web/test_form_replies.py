"""A page that answers a form has an address: to reload it or to come back sends nothing again."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from crowd.actions.replies import keep_reply
from crowd.store import keys
from crowd.store.store import Store
from crowd.web.middleware.rate_limits import LIMITS, Limit
from tests.databases import server_of, servers
from tests.factories import make_poll
from tests.web.pages.forms import NAVIGATION, answer, create, dump
from tests.web.pages.test_create import picture

Client = httpx.AsyncClient


@pytest.fixture
def browser(visitor: Client) -> Client:
    """A visitor whose forms are sent as browsers send them."""
    visitor.headers.update(NAVIGATION)
    return visitor


async def test_refused_form_is_shown_at_an_address_with_all_that_was_typed(browser: Client) -> None:
    files = {"image": ("vase.png", picture(), "image/png")}
    sent = await create(browser, files, question="", alt="A vase", details="Some words")
    assert (sent.status_code, sent.headers["cache-control"]) == (303, "no-store")
    shown = [await browser.get(sent.headers["location"]) for _ in range(2)]
    assert [page.status_code for page in shown] == [422, 422]
    assert shown[0].text == shown[1].text
    page = shown[0].text
    assert "<title>Error:" in page
    assert "Some words</textarea>" in page
    assert 'name="kept_image"' in page
    headers = shown[0].headers
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_each_refused_form_has_its_own_page(browser: Client) -> None:
    first, second = [await create(browser, question="", details=text) for text in ("one", "two")]
    pages = [(await browser.get(sent.headers["location"])).text for sent in (first, second)]
    assert ["one</textarea>" in page for page in pages] == [True, False]
    assert ["two</textarea>" in page for page in pages] == [False, True]


async def test_question_about_an_answer_is_shown_at_an_address(browser: Client) -> None:
    poll = await make_poll(browser)
    sent = await answer(browser, poll, "1.200")
    page = await browser.get(sent.headers["location"])
    assert (sent.status_code, page.status_code) == (303, 200)
    assert "Which did you mean?" in page.text


async def test_browser_that_tells_little_is_known_by_what_it_upgrades(visitor: Client) -> None:
    visitor.headers["upgrade-insecure-requests"] = "1"
    assert (await create(visitor, question="")).status_code == 303


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-mode": "cors"}, {**NAVIGATION, "sec-fetch-dest": "iframe"}]
)
async def test_programs_and_frames_are_answered_directly(
    visitor: Client, headers: dict[str, str]
) -> None:
    visitor.headers.update(headers)
    reply = await create(visitor, question="")
    assert (reply.status_code, "<title>Error:" in reply.text) == (422, True)


async def test_others_do_not_see_the_page(
    browser: Client, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = (await create(browser, question="")).headers["location"]
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as other:
        # A browser without cookies sees it, too, at once.
        assert (await other.get(address)).status_code == 422
        monkeypatch.setattr(keep_reply, "FIRST_VIEW", timedelta(0))
        refused = await other.get(address, headers={"accept": "text/html"})
    assert refused.status_code == 404
    assert "This page was kept for an hour only." in refused.text
    assert (await browser.get(address)).status_code == 422


async def test_page_that_has_no_room_is_sent_as_it_is(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_reply, "MAX_BYTES", 20_000)
    statuses = [(await create(browser, question="")).status_code for _ in range(6)]
    assert (statuses[0], statuses[-1]) == (303, 422)
    monkeypatch.setattr(keep_reply, "MAX_BYTES", 10**9)
    monkeypatch.setitem(LIMITS, "reply", Limit(1, 10**9))
    assert (await create(browser, question="")).status_code == 422


async def test_replies_that_are_gone_make_room(store: Store, database_url: str) -> None:
    async def keep(name: str) -> bool:
        return await store.form_replies.keep(name, b"x" * 60, 60, 100)

    assert [await keep(name) for name in "ab"] == [True, False]
    with server_of(database_url, keys.FORM_REPLIES) as server:
        server.zadd(keys.FORM_REPLIES, {"a:60": 1})
    assert [await keep(name) for name in "cd"] == [True, False]


async def test_nothing_of_the_page_is_readable_in_the_database(
    browser: Client, database_url: str
) -> None:
    sent = await create(browser, question="", details="Rather secret words", unit="x" * 400)
    kept = {name: raw for name, raw in dump(database_url).items() if b"{replies}" in name}
    assert len(kept) == 3
    values = [
        server.get(name)
        for server in servers(database_url)
        for name in server.scan_iter()
        if re.fullmatch(rb"crowd:\{replies\}:[0-9a-f]{32}", name)
    ]
    assert len(values) == 1
    reply_id = sent.headers["location"].removeprefix("/reply/").encode()
    assert reply_id not in b"".join([*kept, *kept.values()])
    assert b"secret" not in values[0]
    assert b"Rather secret" in (await browser.get(sent.headers["location"])).content
