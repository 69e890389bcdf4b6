"""Feeds, home page and sitemap: valid for programs of others, and only what may be known is in them."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar

from crowd.actions.lists.list_polls import MAX_FEED_ENTRIES, Feed
from crowd.model.tokens import PARTICIPANT_BYTES
from crowd.reporting.summary import PollSummary, ResultSummary
from crowd.settings import HomePolls, Settings
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.rendering.ttl_cache import MAX_ENTRIES, TtlCache
from crowd.web.sharing.feed_formats import FeedMetadata, write_atom, write_json
from tests.conftest import app_over, shared_renderer
from tests.factories import admin, close, give_answers, hidden_fields, in_hours, make_poll

Client = httpx.AsyncClient
BASE = "http://crowd.test"


@pytest.fixture
def app(store: Store) -> Litestar:
    """The service of an operator who shows the newest polls on the home page."""
    return app_over(store, Settings(home_polls=HomePolls.NEWEST))


FEEDS = ["/feed.atom", "/feed.json"]
FOUND = ["/", *FEEDS]
THEN = datetime(2027, 4, 18, 20, tzinfo=UTC)

TAGS = 33
"""In an entry's HTML: not one more, whatever people write."""

HOSTILE = "<script>alert(1)</script> & ]]> \"'\u0007 \x1b[31m \u202e \ufffe {{ 7*7 }}"


async def public_poll(client: Client, **changes: Any) -> dict[str, Any]:
    return await make_poll(client, public=True, **changes)


async def read(client: Client, path: str) -> Any:
    """A feed as an independent parser reads it; any complaint is a failure."""
    reply = await client.get(path)
    assert reply.status_code == 200
    parsed = feedparser.parse(reply.content, response_headers=dict(reply.headers))
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


async def read_json(client: Client, path: str) -> dict[str, Any]:
    """A JSON Feed with what version 1.1 requires."""
    reply = await client.get(path)
    assert reply.headers["content-type"] == "application/feed+json"
    feed: dict[str, Any] = reply.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == BASE + path
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        for moment in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[moment]).tzinfo is not None
    return feed


# Who is listed


async def test_public_poll_is_listed_and_says_so(client: Client) -> None:
    poll = await public_poll(client)
    assert poll["public"] is True
    for path in FOUND:
        assert poll["id"] in (await client.get(path)).text


async def test_polls_are_unlisted_by_default(client: Client) -> None:
    polls = [await make_poll(client), await public_poll(client, draft=True)]
    assert polls[0]["public"] is False
    await close(client, polls[0])
    for path in (*FOUND, "/sitemap.xml"):
        text = (await client.get(path)).text
        assert [poll for poll in polls if poll["id"] in text] == []


async def test_unlisted_polls_alone_ask_search_engines_to_leave_them_out(client: Client) -> None:
    mark = '<meta name="robots" content="noindex">'
    for public in (True, False):
        poll = await make_poll(client, public=public, reveal="manual")
        pages = [await client.get(f"/p/{poll['id']}")]
        await close(client, poll)
        pages.append(await client.get(f"/p/{poll['id']}"))
        await client.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))
        pages.append(await client.get(f"/p/{poll['id']}"))
        assert [mark in page.text for page in pages] == [not public] * 3


async def test_form_lists_a_poll_for_everyone(visitor: Client) -> None:
    for public in ("", "1"):
        location = await create(visitor, public=public)
        page = (await visitor.get(location.replace("/manage/links", ""))).text
        assert ("noindex" in page) == (not public)


async def test_draft_comes_back_into_the_form_as_public(visitor: Client) -> None:
    location = await create(visitor, public="1", action="draft")
    page = (await visitor.get(location.replace("links", "draft"))).text
    assert re.findall(r'name="public" type="radio" value="(\d?)" checked', page) == ["1"]


async def test_deleted_polls_vanish(client: Client) -> None:
    polls = [await public_poll(client) for _ in range(2)]
    await close(client, polls[0])
    for path in FOUND:
        text = (await client.get(path)).text
        assert all(poll["id"] in text for poll in polls)
    for poll in polls:
        await client.delete(f"/api/polls/{poll['id']}", headers=admin(poll))
    for path in (*FOUND, "/sitemap.xml"):
        text = (await client.get(path)).text
        assert not any(poll["id"] in text for poll in polls)


# Feeds


@pytest.mark.parametrize("hostile", [False, True])
async def test_feed_parses_elsewhere(client: Client, hostile: bool) -> None:
    question = HOSTILE if hostile else "How many?"
    poll = await public_poll(client, question=question)
    feed = await read(client, "/feed.atom")
    assert (feed.version, feed.feed.id) == ("atom10", f"{BASE}/feed.atom")
    (entry,) = feed.entries
    assert entry.id == entry.link == f"{BASE}/p/{poll['id']}"
    assert entry.published == entry.updated
    told = (await read_json(client, "/feed.json"))["items"][0]
    assert (told["id"], told["title"]) == (entry.id, poll["question"])
    ET.fromstring((await client.get("/feed.atom")).content)
    for content in (entry.content[0].value, told["content_html"]):
        assert "<script" not in content


async def test_entry_becomes_the_result_under_the_same_id(client: Client) -> None:
    poll = await public_poll(client, truth=467)
    (before,) = (await read(client, "/feed.atom")).entries
    assert "Open until" in before.summary
    await give_answers(client, poll, [300, 402, 1000])
    (sealed,) = (await read(client, "/feed.atom")).entries
    assert sealed == before
    await close(client, poll)
    (after,) = (await read(client, "/feed.atom")).entries
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", after.content[0].value)))
    assert "The crowd’s median 402 pieces Correct answer 467 pieces Answers 3 " in text
    assert "402" in after.summary
    # What the parser leaves of it, and what was sent.
    assert f'<img alt="{after.summary}" src="{after.id}.png" />' in after.content[0].value
    items = (await read_json(client, "/feed.json"))["items"]
    assert f'<a href="{after.id}"><img src="{after.id}.png" alt="' in items[0]["content_html"]


async def test_truth_that_comes_later_updates_the_entry(client: Client) -> None:
    poll = await public_poll(client)
    await give_answers(client, poll, [300, 402, 1000])
    await close(client, poll)
    (before,) = (await read(client, "/feed.atom")).entries
    assert "not known yet" in before.summary
    body = {"truth": 467}
    await client.post(f"/api/polls/{poll['id']}/resolution", json=body, headers=admin(poll))
    (after,) = (await read(client, "/feed.atom")).entries
    assert after.updated > before.updated
    assert "The crowd guessed 14% too low. " in after.summary


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ({"type": "choice", "options": ["Red", "<Blue>"]}, ["<Blue>"], "<Blue>"),
        ({"type": "choice", "options": ["Red", "Blue"]}, ["Red", "Blue"], "a tie"),
        ({"type": "probability"}, [0.7], "70%"),
        ({"type": "date"}, ["2027-03-27"], "27 March 2027"),
        ({"type": "number", "unit": "$"}, [5], "$5"),
        ({"type": "number"}, [], "no answers"),
    ],
)
async def test_entry_of_any_kind(
    client: Client, kind: dict[str, Any], values: list[Any], told: str
) -> None:
    poll = await public_poll(client, kind=kind)
    await give_answers(client, poll, values)
    await close(client, poll)
    (item,) = (await read_json(client, "/feed.json"))["items"]
    assert f": {told}." in item["summary"].replace("\N{NO-BREAK SPACE}", " ")
    await read(client, "/feed.atom")
    assert html.escape(told) in (await client.get("/")).text.replace("\N{NO-BREAK SPACE}", " ")


async def test_latest_news_lead_and_the_oldest_go(client: Client) -> None:
    polls = [await public_poll(client) for _ in range(MAX_FEED_ENTRIES + 2)]
    await close(client, polls[3])
    found = [item["id"].rpartition("/")[2] for item in (await read_json(client, FEEDS[1]))["items"]]
    newest = [poll["id"] for poll in reversed(polls) if poll is not polls[3]]
    assert found == [polls[3]["id"], *newest[: MAX_FEED_ENTRIES - 1]]


@pytest.mark.parametrize("path", FEEDS)
async def test_empty_feed_is_valid(client: Client, path: str) -> None:
    if path.endswith("json"):
        assert (await read_json(client, path))["items"] == []
    else:
        feed = await read(client, path)
        assert (feed.version, feed.entries) == ("atom10", [])
        assert feed.feed.updated


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, texts, texts)
def test_feeds_are_well_formed_whatever_people_write(
    question: str, headline: str, truth: str
) -> None:
    outcome = ResultSummary(
        finding="The crowd was exactly right",
        headline_name="median",
        headline=headline,
        truth=truth,
        truth_known=True,
        people="One person answered",
        n="1",
    )
    summary = PollSummary(
        poll_id="abc",
        question=question,
        is_open=False,
        opened_at=THEN,
        changed_at=THEN,
        day="18 April 2027",
        status="Closed.",
        outcome=outcome,
    )
    feed = Feed(summaries=[summary], seconds=60)
    place = FeedMetadata.public(BASE)
    tree = ET.fromstring(write_atom(shared_renderer(), place, BASE, feed))
    name = {"atom": "http://www.w3.org/2005/Atom"}
    (content,) = tree.iterfind("atom:entry/atom:content", name)
    assert (content.text or "").count("<") == TAGS
    told = json.loads(write_json(shared_renderer(), place, BASE, feed))["items"][0]
    assert told["title"] == question
    assert told["content_html"].count("<") == TAGS


# What is kept


@pytest.mark.parametrize("path", [*FOUND, "/sitemap.xml"])
async def test_what_is_known_is_not_sent_again(client: Client, path: str) -> None:
    poll = await public_poll(client)
    await close(client, poll)
    first = await client.get(path)
    assert first.headers["cache-control"] in {"public, max-age=55", "public, max-age=60"}
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await public_poll(client)
    await close(client, await public_poll(client))
    assert (await client.get(path, headers=known)).status_code == 200


@pytest.mark.parametrize("path", FOUND)
async def test_nothing_is_kept_past_the_next_close(client: Client, path: str) -> None:
    await public_poll(client, closes_at=in_hours(20 / 3600))
    kept = (await client.get(path)).headers["cache-control"]
    assert 0 <= int(kept.removeprefix("public, max-age=")) <= 15


@pytest.mark.parametrize("path", FEEDS)
async def test_pages_of_other_sites_may_read_feeds(client: Client, path: str) -> None:
    assert (await client.get(path)).headers["access-control-allow-origin"] == "*"


async def test_feeds_of_organizers_push_out_no_public_page(app: Litestar, client: Client) -> None:
    caches = {"short_lived_pages": TtlCache(), "own_feeds": TtlCache()}
    service = app.state.service = msgspec.structs.replace(app.state.service, **caches)
    for path in (*FOUND, "/sitemap.xml"):
        await client.get(path)
    cached = dict(service.short_lived_pages._entries)
    assert len(cached) == len(FOUND) + 1
    for number in range(MAX_ENTRIES + 1):
        token = service.token_deriver.feed_tokens(number.to_bytes(PARTICIPANT_BYTES)).address
        assert (await client.get(f"/feeds/{token}/feed.json")).status_code == 200
    assert service.short_lived_pages._entries == cached
    assert len(service.own_feeds._entries) == MAX_ENTRIES


# Home page and sitemap


async def test_home_leads_to_feeds(client: Client) -> None:
    page = (await client.get("/")).text
    links = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', page)
    assert [address for _, address in links] == FEEDS
    for media_type, address in links:
        assert (await client.get(address)).headers["content-type"].startswith(media_type)


async def test_home_is_the_same_for_all_of_a_language(client: Client, visitor: Client) -> None:
    poll = await public_poll(client)
    await give_answers(client, poll, [1234.5])
    await close(client, poll)
    location = await create(visitor, feed="1")
    assert location
    german = {"accept-language": "de"}
    page = await visitor.get("/", headers=german)
    assert page.content == (await client.get("/", headers=german)).content
    assert page.content != (await client.get("/")).content
    assert "Cookie" in page.headers["vary"]
    assert "Accept-Language" in page.headers["vary"]
    assert "set-cookie" not in page.headers


async def test_home_is_there_without_the_database(app: Litestar, client: Client) -> None:
    nowhere = Store(connect("unix:///nowhere"))
    app.state.service = msgspec.structs.replace(app.state.service, store=nowhere)
    page = await client.get("/")
    assert (page.status_code, "How heavy is this ox?" in page.text) == (200, True)
    assert page.headers["cache-control"] == "public, max-age=0"
    assert (await client.get("/feed.atom")).status_code == 503


async def test_sitemap_has_public_results_alone(client: Client) -> None:
    name = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    empty = ET.fromstring((await client.get("/sitemap.xml")).content)
    assert list(empty) == []
    shown, _open = [await public_poll(client) for _ in range(2)]
    await close(client, shown)
    await close(client, await make_poll(client))
    reply = await client.get("/sitemap.xml")
    assert reply.headers["content-type"] == "application/xml; charset=utf-8"
    tree = ET.fromstring(reply.content)
    assert [loc.text for loc in tree.iterfind("map:url/map:loc", name)] == [
        f"{BASE}/p/{shown['id']}"
    ]
    (moment,) = (entry.text for entry in tree.iterfind("map:url/map:lastmod", name))
    assert datetime.fromisoformat(moment or "").tzinfo is not None
    robots = (await client.get("/robots.txt")).text
    assert robots.splitlines()[-1] == f"Sitemap: {BASE}/sitemap.xml"


# One organizer's feed


async def create(visitor: Client, **fields: str) -> str:
    """A poll by the form: the page that follows."""
    page = (await visitor.get("/new")).text
    data = {"question": "How many?", "closes_at": in_hours(9)[:16], "unit": "kg", **fields}
    reply = await visitor.post("/polls", data={**hidden_fields(page, "/polls"), **data})
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


def poll_of(location: str) -> str:
    return location.split("/")[2]


async def feed_link(visitor: Client, poll_id: str) -> str:
    """The address of the feed that a poll's page offers; empty if there is none."""
    page = (await visitor.get(f"/p/{poll_id}/manage")).text
    found = re.findall(rf'value="{BASE}(/feeds/[\w-]+/feed\.atom)"', page)
    return str(found[0]) if found else ""


async def act(visitor: Client, poll_id: str, verb: str) -> httpx.Response:
    page = (await visitor.get(f"/p/{poll_id}/manage")).text
    fields = hidden_fields(page, f"/p/{poll_id}/manage/{verb}")
    return await visitor.post(f"/p/{poll_id}/manage/{verb}", data=fields)


async def in_feed(client: Client, link: str) -> list[str]:
    entries = (await read(client, link)).entries
    told = (await read_json(client, link.replace(".atom", ".json")))["items"]
    assert [item["id"] for item in told] == [entry.id for entry in entries]
    return [entry.id.rpartition("/")[2] for entry in entries]


async def test_polls_of_one_browser_make_a_feed(visitor: Client, client: Client) -> None:
    first = poll_of(await create(visitor, feed="1"))
    assert (
        'id="feed" name="feed" type="checkbox" value="1" checked'
        in (await visitor.get("/new")).text
    )
    second = poll_of(await create(visitor, feed="1", public="1"))
    beside = poll_of(await create(visitor))
    link = await feed_link(visitor, first)
    assert link == await feed_link(visitor, second)
    assert await feed_link(visitor, beside) == ""
    assert await in_feed(client, link) == [second, first]
    reply = await client.get(link)
    assert reply.headers["x-robots-tag"] == "noindex"
    assert first not in (await client.get("/feed.atom")).text
    assert BASE + link in (await visitor.get(f"/p/{first}/manage/links")).text


async def test_pages_alone_begin_no_feed(visitor: Client) -> None:
    location = await create(visitor)
    for address in ("/", "/new", location, location.replace("/links", "")):
        await visitor.get(address)
    assert "crowd-feed" not in visitor.cookies
    assert (
        "checked" not in re.findall(r'<input id="feed"[^>]*>', (await visitor.get("/new")).text)[0]
    )


async def test_form_sent_twice_begins_one_feed(visitor: Client) -> None:
    page = (await visitor.get("/new")).text
    data = {"question": "How?", "closes_at": in_hours(9)[:16], "feed": "1"}
    data |= hidden_fields(page, "/polls")
    cookies = []
    for _ in range(2):
        visitor.cookies.clear()
        reply = await visitor.post("/polls", data=data)
        cookies.append(reply.cookies["crowd-feed"])
    assert cookies[0] == cookies[1]


async def test_poll_joins_a_feed_later_and_leaves_it(visitor: Client, client: Client) -> None:
    poll_id = poll_of(await create(visitor))
    assert (await act(visitor, poll_id, "feed")).status_code == 303
    link = await feed_link(visitor, poll_id)
    assert await in_feed(client, link) == [poll_id]
    assert (await act(visitor, poll_id, "feed-exit")).status_code == 303
    assert await feed_link(visitor, poll_id) == ""
    # Who follows it has a feed without polls, not an error.
    assert await in_feed(client, link) == []


async def test_feed_goes_on_in_another_browser(visitor: Client, client: Client) -> None:
    poll_id = poll_of(await create(visitor, feed="1"))
    link = await feed_link(visitor, poll_id)
    visitor.cookies.delete("crowd-feed")
    assert (await act(visitor, poll_id, "feed-here")).status_code == 303
    other = poll_of(await create(visitor, feed="1"))
    assert await in_feed(client, link) == [other, poll_id]


async def test_link_of_a_feed_does_not_let_anyone_add_to_it(
    visitor: Client, client: Client
) -> None:
    poll_id = poll_of(await create(visitor, feed="1"))
    link = await feed_link(visitor, poll_id)
    owner = visitor.cookies["crowd-feed"]
    stranger = visitor
    stranger.cookies.clear()
    stranger.cookies.set("crowd-feed", link.split("/")[2])
    await create(stranger, feed="1")
    assert await in_feed(client, link) == [poll_id]
    assert (await client.get(f"/feeds/{owner}/feed.atom")).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "A" * 38, "%C3%A9", "%00"])
async def test_feed_with_a_made_up_address_is_not_found(client: Client, token: str) -> None:
    for name in ("feed.atom", "feed.json"):
        assert (await client.get(f"/feeds/{token}/{name}")).status_code == 404


async def test_drafts_are_in_no_feed_until_they_are_open(visitor: Client, client: Client) -> None:
    poll_id = poll_of(await create(visitor, feed="1", action="draft"))
    link = await feed_link(visitor, poll_id)
    assert await in_feed(client, link) == []
    await act(visitor, poll_id, "opening")
    assert await in_feed(client, link) == [poll_id]


async def test_copy_of_a_poll_is_in_the_same_feed(visitor: Client) -> None:
    poll_id = poll_of(await create(visitor, feed="1"))
    copy = (await act(visitor, poll_id, "duplicate")).headers["location"]
    assert await feed_link(visitor, poll_of(copy)) == await feed_link(visitor, poll_id)
