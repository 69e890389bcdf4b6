"""Search engines keep nothing that has a key or a token in it, or is for one person alone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.robotparser import RobotFileParser

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.factories import admin, close, hidden_fields, make_poll
from tests.web.pages.forms import NAVIGATION, create
from tests.web.pages.test_private_links import answer, receipt

Client = httpx.AsyncClient

PRIVATE = {
    "/a/{token}",
    "/e/{token}",
    "/feeds/{feed}/feed.atom",
    "/feeds/{feed}/feed.json",
    "/mine",
    "/p/{poll_id}/manage",
    "/p/{poll_id}/manage/draft",
    "/p/{poll_id}/manage/links",
    "/p/{poll_id}/manage/preview",
    "/p/{poll_id}/my-result.png",
    "/p/{poll_id}/receipt",
    "/reply/{reply_id}",
    "/p/{poll_id}/answers/mine/withdrawal",
}
"""Pages of organizers and participants."""

AFTER_THE_REVEAL = {"/p/{poll_id}/my-result.png"}
"""Those of them that are refused until the results are shown."""

BY_THE_POLL = {
    "/p/{poll_id}",
    "/p/{poll_id}/results",
    "/p/{poll_id}/poster",
    "/embed/{poll_id}/answer",
}
"""Left out by search engines unless the poll is public."""

PUBLIC = {
    "/",
    "/about",
    "/api",
    "/apple-touch-icon.png",
    "/embed.js",
    "/examples",
    "/favicon.ico",
    "/imprint",
    "/manifest.webmanifest",
    "/privacy",
    "/examples/ox",
    "/embed/{poll_id}",
    "/feed.atom",
    "/feed.json",
    "/healthz",
    "/methods",
    "/new",
    "/new/closing-times",
    "/oembed",
    "/p/{poll_id}/images/{image_hash}",
    "/p/{poll_id}/images/{image_hash}/thumbnail",
    "/p/{poll_id}/og.png",
    "/p/{poll_id}/qr.png",
    "/p/{poll_id}/qr.svg",
    "/p/{poll_id}/state",
    "/p/{poll_id}/square.png",
    "/polls",
    "/problems/{name}",
    "/readyz",
    "/robots.txt",
    "/sitemap.xml",
    "/static/{path:path}",
    "/styleguide",
}
"""Nothing in them is for one person alone."""


def is_kept_out(reply: httpx.Response) -> bool:
    return "noindex" in reply.headers.get("x-robots-tag", "")


def pages(app: Litestar) -> set[str]:
    found = {route for route in app.routes if isinstance(route, HTTPRoute)}
    return {route.path_format for route in found if "GET" in route.methods} - {
        path.path_format for path in found if path.path_format.startswith(("/api/", "/schema"))
    }


async def test_every_page_is_known_to_be_private_or_public(app: Litestar) -> None:
    """A new page is entered above: without that, nobody would have thought of search engines."""
    named = {re.sub(r"\{path:path\}|\{path\}", "{path:path}", path) for path in pages(app)}
    assert named == PRIVATE | BY_THE_POLL | PUBLIC


async def private_addresses(visitor: Client, **changes: Any) -> tuple[dict[str, Any], list[str]]:
    """A poll of this visitor, answered by them, and the addresses of all private pages."""
    poll = await make_poll(visitor, **changes)
    await visitor.get(f"/a/{poll['admin_token']}")
    manage = f"/p/{poll['id']}/manage"
    fields = hidden_fields((await visitor.get(manage)).text, f"{manage}/feed")
    await visitor.post(f"{manage}/feed", data=fields)
    (feed,) = re.findall(r"/feeds/([\w-]+)/", (await visitor.get(manage)).text)
    asked = await create(visitor, headers=NAVIGATION, question="")
    if not changes.get("draft"):
        asked = await answer(visitor, poll, "1.200", headers=NAVIGATION)
        await answer(visitor, poll, "77")
    page = (await receipt(visitor, poll)).text
    token = (re.findall(rf"/e/({poll['id']}\.[\w-]+)", page) or [poll["id"]])[0]
    examples = {
        "poll_id": poll["id"],
        "feed": feed,
        "reply_id": asked.headers["location"].rpartition("/")[2],
    }
    found = [path.format(**examples, token=poll["admin_token"]) for path in sorted(PRIVATE)]
    return poll, [*found, f"/e/{token}"]


async def test_private_pages_are_kept_out_in_every_state(visitor: Client, client: Client) -> None:
    for changes in ({"draft": True}, {"public": True, "reveal": "manual"}):
        poll, addresses = await private_addresses(visitor, **changes)
        states: list[Callable[[], Awaitable[Any]]] = (
            []
            if "draft" in changes
            else [
                lambda poll=poll: close(client, poll),
                lambda poll=poll: client.post(
                    f"/api/polls/{poll['id']}/reveal", headers=admin(poll)
                ),
            ]
        )
        for proceed in [None, *states]:
            if proceed is not None:
                await proceed()
            for address in addresses:
                for site in ("same-origin", "cross-site"):
                    reply = await visitor.get(address, headers={"sec-fetch-site": site})
                    assert reply.status_code < 500
                    assert is_kept_out(reply), address


async def test_no_private_page_is_a_refusal_only(visitor: Client) -> None:
    """Else the test above would look at error pages alone."""
    shown = set()
    for changes in ({"draft": True}, {"public": True}):
        _, addresses = await private_addresses(visitor, **changes)
        for address in addresses:
            reply = await visitor.get(address, headers={"sec-fetch-site": "cross-site"})
            if reply.status_code == 200:
                shown.add(re.sub(r"/[\w-]{18}(\.[\w-]+)?(?=/|$)", "/*", address))
    assert len({re.sub(r"/feeds/[\w-]+/", "/feeds/*/", path) for path in shown}) == len(
        PRIVATE - AFTER_THE_REVEAL
    )


async def test_what_has_a_ticket_is_kept_out_of_everywhere(visitor: Client) -> None:
    """Confirming, refusing and trying again carry the ticket of the form that they came from."""
    poll = await make_poll(visitor, public=True)
    address = f"/p/{poll['id']}"
    fields = hidden_fields((await visitor.get(address)).text, f"{address}/answers")
    for value, status in (("1.200", 200), ("many", 422)):
        reply = await visitor.post(f"{address}/answers", data={**fields, "value": value})
        assert reply.status_code == status
        assert 'name="ticket"' in reply.text
        assert (is_kept_out(reply), reply.headers["cache-control"]) == (True, "no-store")
    nothing = await receipt(visitor, poll)
    assert (nothing.status_code, is_kept_out(nothing)) == (200, True)


@pytest.mark.parametrize("public", [True, False])
async def test_pages_of_a_poll_are_kept_out_unless_it_is_public(
    client: Client, public: bool
) -> None:
    poll = await make_poll(client, public=public, reveal="manual")
    address = f"/p/{poll['id']}"

    async def kept_out() -> bool:
        page = await client.get(address)
        return is_kept_out(page) or '<meta name="robots" content="noindex">' in page.text

    found = [await kept_out()]
    await close(client, poll)
    found.append(await kept_out())
    await client.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))
    found.append(await kept_out())
    assert found == [not public] * 3
    for path in ("/", "/new", "/methods"):
        assert not is_kept_out(await client.get(path)), path


async def test_robots_are_not_sent_to_private_pages(visitor: Client, client: Client) -> None:
    poll, addresses = await private_addresses(visitor, public=True)
    rules = (await client.get("/robots.txt")).text
    asked = [line.removeprefix("Disallow: ") for line in rules.splitlines() if "Disallow" in line]
    patterns = [re.compile(rule.replace("*", "[^ ]*")) for rule in asked]
    assert [path for path in addresses if not any(rule.match(path) for rule in patterns)] == []
    robots = RobotFileParser()
    robots.parse(rules.splitlines())
    for path in ("/", "/new", f"/p/{poll['id']}", f"/p/{poll['id']}/results"):
        assert robots.can_fetch("*", path)
        assert not any(rule.match(path) for rule in patterns)
