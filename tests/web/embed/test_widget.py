"""The widget and its loader: every state, every look, and who may show it."""

from __future__ import annotations

import gzip
import re
from typing import Any

import httpx
import pytest

from crowd.model.errors import AlreadyAnswered, KeyReused
from crowd.rules.frame_origins import check_frames, frame_origins
from crowd.web.embed.appearance import BACKGROUNDS, MIN_CONTRAST, contrast_ratio, legible_accent
from crowd.web.views.widget_size import COMPACT_WIDGET_HEIGHT, WIDGET_HEIGHT
from tests.conftest import OWN_PAGE
from tests.factories import (
    QUESTION,
    admin,
    close,
    give_answers,
    hidden_fields,
    in_hours,
    make_poll,
)
from tests.paths import ROOT

LOADER_BUDGET = 1536
WIDGET_BUDGET = 30 * 1024
BLOG = "https://blog.example"
KINDS: dict[str, tuple[dict[str, Any], list[Any], Any]] = {
    "number": ({"type": "number", "unit": "pieces", "minimum": 0}, [300, 402, 467, 500, 900], 467),
    "percentage": ({"type": "percentage"}, [10, 40, 60, 71, 72], 70),
    "probability": ({"type": "probability"}, [0.1, 0.5, 0.6, 0.7, 0.9], "yes"),
    "date": ({"type": "date"}, [f"2027-03-{day}" for day in range(10, 20)], "2027-03-15"),
    "choice": ({"type": "choice", "options": ["Red", "Blue"]}, ["Red", "Blue", "Red"], "Red"),
}


async def shown(client: httpx.AsyncClient, poll: dict[str, Any], query: str = "") -> httpx.Response:
    reply = await client.get(f"/embed/{poll['id']}{query}")
    assert len(gzip.compress(reply.content)) <= WIDGET_BUDGET
    assert "frame-ancestors *" in reply.headers["content-security-policy"]
    assert "x-frame-options" not in reply.headers
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in reply.headers
    assert not re.search(r"Storage|\.cookie|indexedDB|fetch|XMLHttp", reply.text)
    assert not re.search(r'\b(src|srcset|data)="|<link|@import|url\(', reply.text)
    return reply


async def test_one_address_is_question_then_closed_then_result(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client, reveal="manual")
    reply = await shown(client, poll)
    assert QUESTION in reply.text
    assert f'href="http://crowd.test/p/{poll["id"]}" target="_blank" rel="noopener">Answer<' in (
        reply.text
    )
    assert reply.headers["cache-control"] == "public, max-age=60"
    await give_answers(client, poll, [300, 402, 467])
    await close(client, poll)
    reply = await shown(client, poll)
    assert "Closed, and still sealed" in reply.text
    assert reply.headers["cache-control"] == "no-cache"
    await client.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))
    reply = await shown(client, poll)
    assert re.search(r'class="hero crowd"><span dir="auto">402<', reply.text)
    assert reply.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400"
    known = {"if-none-match": reply.headers["etag"]}
    again = await client.get(f"/embed/{poll['id']}", headers=known)
    assert again.status_code == 304
    assert "frame-ancestors *" in again.headers["content-security-policy"]


async def test_cache_ends_with_the_poll(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client, closes_at=in_hours(20 / 3600))
    found = re.fullmatch(
        r"public, max-age=(\d+)", (await shown(client, poll)).headers["cache-control"]
    )
    assert found is not None
    assert int(found[1]) <= 20


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_has_its_result(client: httpx.AsyncClient, kind: str) -> None:
    definition, values, truth = KINDS[kind]
    poll = await make_poll(client, kind=definition, truth=truth)
    await give_answers(client, poll, values)
    await close(client, poll)
    text = (await shown(client, poll)).text
    assert 'class="hero crowd"' in text
    assert 'class="hero truth"' in text
    assert ('class="options"' if kind == "choice" else 'class="chart') in text
    compact = (await shown(client, poll, "?compact=1")).text
    assert 'class="hero crowd"' in compact
    assert "<svg" not in compact


async def test_widget_without_a_poll_says_so(client: httpx.AsyncClient) -> None:
    draft = await make_poll(client, draft=True)
    deleted = await make_poll(client)
    await client.delete(f"/api/polls/{deleted['id']}", headers=admin(deleted))
    for poll in (draft, deleted, {"id": "nothing"}):
        reply = await shown(client, poll)
        assert (reply.status_code, "There is no poll here" in reply.text) == (404, True)


async def test_broken_looks_are_the_usual_ones(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    usual = (await shown(client, poll)).text
    for query in ("theme=purple", "accent=red", "accent=%22%3E", "lang=klingon", "compact=0"):
        assert (await shown(client, poll, f"?{query}&x=1")).text == usual, query
    dark = (await shown(client, poll, "?theme=dark")).text
    assert '<meta name="color-scheme" content="dark">' in dark
    assert "prefers-color-scheme" in usual
    assert "prefers-color-scheme" not in dark


async def test_language_writes_numbers_and_turns_the_page(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [1234] * 3)
    await close(client, poll)
    assert ">1.234<" in (await shown(client, poll, "?lang=de")).text
    assert '<html lang="ar" dir="rtl">' in (await shown(client, poll, "?lang=ar")).text


@pytest.mark.parametrize("colour", ["ffff00", "000000", "ffffff", "0b6b67", "ff0000", "808080"])
def test_accent_can_be_read_on_both_papers(colour: str) -> None:
    for ground, paper in BACKGROUNDS.items():
        assert contrast_ratio(legible_accent(colour, ground), paper) >= MIN_CONTRAST


def test_contrast_is_the_published_one() -> None:
    assert contrast_ratio("000000", "ffffff") == 21
    assert round(contrast_ratio("777777", "ffffff"), 2) == 4.48


async def test_loader_is_small_and_for_everyone(client: httpx.AsyncClient) -> None:
    reply = await client.get("/embed.js")
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert reply.headers["cache-control"].startswith("public, max-age=3600")
    assert len(gzip.compress(reply.content)) <= LOADER_BUDGET
    assert f"{COMPACT_WIDGET_HEIGHT} : {WIDGET_HEIGHT}" in reply.text
    again = await client.get("/embed.js", headers={"if-none-match": reply.headers["etag"]})
    assert again.status_code == 304


async def test_loader_hears_what_the_frame_says(client: httpx.AsyncClient) -> None:
    """What both do together, the tests in a browser try."""
    poll = await make_poll(client)
    loader, frame = (await client.get("/embed.js")).text, (await shown(client, poll)).text
    heard = re.findall(r'data\?\.message === "(\w+)"', loader)
    said = re.findall(r'say\("(\w+)"', frame)
    assert heard == ["height"]
    assert set(heard) <= set(said)
    address = re.search(r"new URL\(`([^`$]*)\$\{encodeURIComponent\(this\.id\)\}`", loader)
    assert address
    assert (await client.get(f"/{address[1]}{poll['id']}")).status_code == 200


async def test_no_other_page_may_be_framed(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    for path in ("/", f"/p/{poll['id']}", "/embed", "/nothing", "/embed.js", "/healthz"):
        reply = await client.get(path)
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"], path
        assert reply.headers["x-frame-options"] == "DENY"


# Answering inside


async def test_answering_inside_needs_listed_sites(visitor: httpx.AsyncClient) -> None:
    poll = await make_poll(visitor)
    path = f"/embed/{poll['id']}/answer"
    reply = await visitor.get(path)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}")
    assert (await visitor.post(path, data={"value": "5"})).status_code == 404
    assert "data-frames" not in (await visitor.get(f"/embed/{poll['id']}")).text


async def test_answer_given_inside_is_kept_and_shown(visitor: httpx.AsyncClient) -> None:
    poll = await make_poll(visitor, frames=[f"{BLOG}/"])
    path = f"/embed/{poll['id']}/answer"
    assert f'data-frames="{BLOG}"' in (await visitor.get(f"/embed/{poll['id']}")).text
    page = await visitor.get(path)
    policy = page.headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {BLOG}")
    assert "x-frame-options" not in page.headers
    fields = hidden_fields(page.text, path)
    wrong = await visitor.post(path, data={**fields, "value": "lots"})
    assert (wrong.status_code, 'value="lots"' in wrong.text) == (422, True)
    doubtful = await visitor.post(path, data={**fields, "value": "12 %"})
    assert "You typed “12 %”. Did you mean <bdi>12\N{NO-BREAK SPACE}pieces</bdi>?" in doubtful.text
    assert hidden_fields(doubtful.text, path)["value"] == "12"
    unclear = await visitor.post(path, data={**fields, "value": "1.200"})
    assert "Which did you mean?" in unclear.text
    data = {**hidden_fields(unclear.text, path), "value": "1200"}
    taken = await visitor.post(path, data=data)
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    # Marked as secure, so on http only browsers on this very machine send it.
    cookie = taken.headers["set-cookie"]
    for part in ("SameSite=None", "Secure", "Partitioned", "HttpOnly"):
        assert f"; {part}" in cookie
    visitor.headers["cookie"] = cookie.partition(";")[0]
    assert "1,200\N{NO-BREAK SPACE}pieces" in (await visitor.get(path)).text
    second = await visitor.post(path, data={**hidden_fields(page.text, path), "value": "7"})
    assert second.status_code == 409
    assert "was not taken" in second.text
    del visitor.headers["cookie"]
    await close(visitor, poll)
    assert (await visitor.get(path)).headers["location"] == f"/embed/{poll['id']}"
    late = await visitor.post(path, data={**fields, "value": "8"})
    assert (late.status_code, ">8<" in late.text) == (409, True)


async def test_form_inside_sent_twice_with_two_answers_keeps_the_first(
    visitor: httpx.AsyncClient,
) -> None:
    poll = await make_poll(visitor, frames=[BLOG])
    path = f"/embed/{poll['id']}/answer"
    fields = hidden_fields((await visitor.get(path)).text, path)
    taken = await visitor.post(path, data={**fields, "value": "1200"})
    cookie = {"cookie": taken.headers["set-cookie"].partition(";")[0]}
    own = await visitor.post(path, data={**fields, "value": "7"}, headers=cookie)
    stranger = await visitor.post(path, data={**fields, "value": "7"})
    assert (own.status_code, "1,200\N{NO-BREAK SPACE}pieces" in own.text) == (409, True)
    assert (stranger.status_code, AlreadyAnswered.title in stranger.text) == (409, True)
    assert KeyReused.title not in stranger.text


async def test_form_inside_sent_after_the_withdrawal_can_be_sent_again(
    visitor: httpx.AsyncClient,
) -> None:
    poll = await make_poll(visitor, frames=[BLOG])
    path = f"/embed/{poll['id']}/answer"
    fields = hidden_fields((await visitor.get(path)).text, path)
    taken = await visitor.post(path, data={**fields, "value": "1200"})
    visitor.headers["cookie"] = taken.headers["set-cookie"].partition(";")[0]
    link = re.search(r"/e/[\w.-]+", (await visitor.get(path)).text)
    assert link is not None
    token = link[0].partition(".")[2]
    withdrawal = await visitor.delete(
        f"/api/polls/{poll['id']}/answers/mine", headers={"authorization": f"Bearer {token}"}
    )
    assert withdrawal.status_code == 204
    again = await visitor.post(path, data={**fields, "value": "7"})
    assert (again.status_code, 'value="7"' in again.text) == (409, True)
    fields = hidden_fields(again.text, path)
    assert (await visitor.post(path, data={**fields, "value": "7"})).status_code == 303


async def test_answer_inside_from_another_site_is_refused(visitor: httpx.AsyncClient) -> None:
    poll = await make_poll(visitor, frames=[BLOG])
    path = f"/embed/{poll['id']}/answer"
    data = {**hidden_fields((await visitor.get(path)).text, path), "value": "5"}
    for headers in (
        {"sec-fetch-site": "cross-site", "origin": BLOG},
        {"sec-fetch-site": "cross-site", "origin": "null"},
    ):
        assert (await visitor.post(path, data=data, headers=headers)).status_code == 403
    assert (await visitor.post(path, data=data, headers=OWN_PAGE)).status_code == 303


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        ("https://Blog.example/", "https://blog.example"),
        ("https://blog.example:443", "https://blog.example"),
        ("https://blog.example:8443", "https://blog.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_sites_are_named_as_browsers_do(frame: str, found: str) -> None:
    assert check_frames([frame]) == ""
    assert frame_origins([frame, frame]) == [found]


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "*",
        "https://*.example",
        "http://blog.example",
        "blog.example",
        "https://blog.example/path",
        "https://blog.example?x",
        "https://me@blog.example",
        "https://blog.example;script-src *",
        "https://blog.example https://other.example",
        "https://blog.example:99999",
        "javascript:alert(1)",
        "https://[::1]",
        "https://bücher.example",
    ],
)
async def test_what_is_no_site_is_refused(client: httpx.AsyncClient, frame: str) -> None:
    assert check_frames([frame]) != ""
    body = {"question": "How many?", "kind": {"type": "number"}, "frames": [frame]}
    reply = await client.post("/api/polls", json={**body, "closes_at": "2027-01-01T00:00:00Z"})
    assert reply.status_code == 422
    assert [problem["field"] for problem in reply.json()["errors"]] == ["frames"]


async def test_generator_shows_every_code(visitor: httpx.AsyncClient) -> None:
    poll = await make_poll(visitor, question='Is 1 < 2 & "so"?')
    await close(visitor, poll)
    page = (await visitor.get(f"/p/{poll['id']}")).text
    codes = re.findall(r'data-code="(\w+)">', page)
    assert codes == ["script", "element", "iframe", "image", "link"]
    assert "Is 1 &amp;lt; 2 &amp;amp; &amp;#34;so&amp;#34;?" in page
    assert f"min-height:{WIDGET_HEIGHT}px" in page


@pytest.mark.parametrize("styles", ["templates/embed/widget.css", "static/css/crowd.css"])
def test_every_part_of_the_picture_has_its_colour(styles: str) -> None:
    """What a style sheet forgets is black, also on a dark ground."""
    drawing = ROOT.joinpath("templates/charts/histogram.svg").read_text()
    parts = set(re.findall(r'<(?:rect|circle|line|text) class="([a-z-]+)', drawing))
    assert "dot" in parts
    sheet = ROOT.joinpath(styles).read_text()
    assert [part for part in sorted(parts) if not re.search(rf"\.{part}(?![\w-])", sheet)] == []


BROWSER_FUNCTIONS = {"addEventListener", "removeEventListener", "getComputedStyle"}
BROWSER_CLASSES = {"ResizeObserver", "URL", "URLSearchParams"}


@pytest.mark.parametrize("path", ["templates/embed/widget.js", "static/embed.js"])
def test_scripts_call_only_functions_that_exist(path: str) -> None:
    """A function renamed at its definition alone would break frames in browsers only."""
    script = re.sub(r"//.*|`[^`]*`", "", (ROOT / path).read_text())
    called = set(re.findall(r"(?<![.\w$])([A-Za-z]\w*)\((?![^()]*\) \{)", script))
    defined = set(re.findall(r"(?:const|let) (\w+) =", script))
    keywords = {"if", "for", "while"}
    assert called - defined - keywords - BROWSER_FUNCTIONS - BROWSER_CLASSES == set()
    assert called & defined != set()


async def test_people_stand_beside_shares_in_the_widget(client: httpx.AsyncClient) -> None:
    """2, 2 and 3 of 7 would round to 29, 29 and 43 %, 101 % in all: one of the equal ones gives way."""
    poll = await make_poll(client, kind={"type": "choice", "options": ["Red", "Blue", "Green"]})
    await give_answers(client, poll, ["Red"] * 2 + ["Blue"] * 2 + ["Green"] * 3)
    await close(client, poll)
    text = (await shown(client, poll)).text
    found = re.findall(r"<bdi>(\d+)%</bdi> <span class=\"soft\">(\d people)</span>", text)
    assert found == [("43", "3 people"), ("29", "2 people"), ("28", "2 people")]
