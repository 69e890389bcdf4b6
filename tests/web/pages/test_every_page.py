"""What holds for every page: fetching changes nothing, headers, no token on the disk."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.databases import servers
from tests.factories import give_answers
from tests.web.pages.forms import NAVIGATION, Client, answer, create, created, dump


async def get_addresses(app: Litestar, visitor: Client) -> list[str]:
    """Every page that can be fetched, filled in for an open poll of this visitor."""
    poll = await created(visitor, truth="98765", public="1", feed="1")
    links = (await visitor.get(f"/p/{poll['id']}/manage/links")).text
    (feed,) = re.findall(r"/feeds/([\w-]+)/", links)
    await answer(visitor, poll, "77")
    page = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    (edit_token,) = re.findall(rf"/e/({poll['id']}\.[\w-]+)", page)
    examples = {"poll_id": poll["id"], "token": poll["admin_token"], "verb": "x", "name": "sealed"}
    sent = await create(visitor, headers=NAVIGATION, question="")
    examples |= {"reply_id": sent.headers["location"].removeprefix("/reply/")}
    examples |= {"image_hash": "0" * 64, "path": "openapi.json", "feed": feed}
    formats = [
        route.path_format
        for route in app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
    ]
    return [*(path.format(**examples) for path in formats), f"/e/{edit_token}"]


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.exhaustive)])
async def test_pages_fetched_many_times_change_nothing(
    app: Litestar, visitor: Client, database_url: str, times: int
) -> None:
    addresses = await get_addresses(app, visitor)
    before = dump(database_url)
    for address in addresses:
        for _ in range(times if address.startswith(("/a/", "/e/")) else times // 5):
            await visitor.get(address)
    after = dump(database_url)
    ended = before.keys() - after.keys()
    # On a busy machine this takes longer than the window in which attempts are counted.
    assert all(key.startswith(b"crowd:attempts:") for key in ended)
    assert after == {key: kept for key, kept in before.items() if key not in ended}


async def test_pages_before_the_reveal_do_not_tell_the_truth(
    app: Litestar, visitor: Client
) -> None:
    addresses = await get_addresses(app, visitor)
    (manage_page,) = [address for address in addresses if address.endswith("/manage")]
    assert "98,765" in (await visitor.get(manage_page)).text
    for name in list(visitor.cookies):
        if name.startswith("crowd-admin"):
            visitor.cookies.delete(name)
    # The admin link would make this browser the organizer's again.
    for address in (address for address in addresses if not address.startswith("/a/")):
        assert not re.search(r"98,?765", (await visitor.get(address)).text), address


def missing_headers(reply: httpx.Response) -> list[str]:
    wanted = ["content-security-policy", "x-content-type-options", "referrer-policy"]
    return [name for name in [*wanted, "cache-control"] if name not in reply.headers]


async def test_responses_all_carry_the_security_headers(app: Litestar, visitor: Client) -> None:
    for address in await get_addresses(app, visitor):
        assert missing_headers(await visitor.get(address)) == [], address


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere", "/language"])
async def test_refusals_of_the_router_carry_the_security_headers(
    visitor: Client, path: str
) -> None:
    assert missing_headers(await visitor.get(path)) == []


async def test_head_of_a_page_is_its_headers_alone(visitor: Client) -> None:
    reply, head = await visitor.get("/"), await visitor.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == reply.headers


def read_all(folder: Path) -> bytes:
    assert list(folder.rglob("*.aof"))
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_tokens_are_found_nowhere_on_the_disk(
    visitor: Client, client: Client, database_url: str
) -> None:
    poll = await created(visitor)
    answers = await give_answers(client, poll, [5, 6])
    issued = [poll["admin_token"], poll["admin_token"].partition(".")[2]]
    issued += [given["edit_token"] for given in answers]
    issued += [given["share_url"].partition("s=")[2] for given in answers]
    folders = [Path(server.config_get("dir")["dir"]) for server in servers(database_url)]
    log = b"".join(read_all(folder) for folder in folders)
    assert poll["id"].encode() in log
    assert [token for token in issued if token.encode() in log] == []


async def test_page_with_the_time_of_the_service_is_kept_by_no_shared_cache(
    app: Litestar, visitor: Client
) -> None:
    kept = {}
    addresses = await get_addresses(app, visitor)
    for address in addresses:
        reply = await visitor.get(address)
        # Its countdown would lag behind by as long as it was kept, and nothing in it could tell.
        if "data-now=" in reply.text:
            kept[address.rpartition("/")[2]] = reply.headers["cache-control"]
    # The browser that made the poll gets pages of its own.
    assert set(kept.values()) == {"no-store"}
    for name in list(visitor.cookies):
        if name.startswith(("crowd-admin", "crowd-browser")):
            visitor.cookies.delete(name)
    (results,) = [
        address for address in addresses if address.endswith("/results") and "/p/" in address
    ]
    assert (await visitor.get(results)).headers["cache-control"] == "private, max-age=60"
