"""Host headers: one host, or a refusal that is the same everywhere; never anything else in a link."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from crowd.settings import Settings
from tests.factories import admin, make_poll

ADDRESSES = (
    "/",
    "/new",
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/feed.atom",
    "/p/{id}",
    "/p/{id}.ics",
    "/p/{id}.svg",
    "/embed/{id}",
    "/oembed?url=http://crowd.test/p/{id}",
    "/api/polls/{id}",
    "/nowhere",
)
NO_HOSTS: tuple[tuple[bytes, ...], ...] = (
    (b"[",),
    (b"a:b",),
    (b"a:99999",),
    (b"a:0",),
    (b"",),
    (b"a b",),
    (b"a\tb",),
    (b"a\x00",),
    (b"user:password@a",),
    (b"a/b",),
    (b"a?b",),
    (b"a#b",),
    (b"a..b",),
    ("köln".encode(),),
    ("köln".encode("latin-1"),),
    ("٣".encode(),),
    (b"[::1",),
    (b"[::1]x",),
    (b"[1::2::3]",),
    (b"::1",),
    (b"a" * 256,),
    (b"a", b"b"),
    (b"a", b"a"),
    (b"a, b",),
)


async def ask(
    app: Litestar, address: str, *hosts: bytes, version: str = "1.1", accept: bytes = b"*/*"
) -> tuple[int, bytes]:
    """The status and the body of what the application says to a request with these Host headers."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "http_version": version,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [*((b"host", host) for host in hosts), (b"accept", accept)],
        "client": ("192.0.2.1", 1),
        "server": ("2001:db8::1", 8000),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("hosts", NO_HOSTS, ids=ascii)
async def test_what_is_no_host_is_refused_alike_everywhere(
    app: Litestar, client: httpx.AsyncClient, hosts: tuple[bytes, ...]
) -> None:
    poll = await make_poll(client)
    addresses = [address.format(id=poll["id"]) for address in ADDRESSES]
    programs = [
        await ask(app, address, *hosts, accept=b"application/json") for address in addresses
    ]
    assert len(set(programs)) == 1
    status, body = programs[0]
    assert (status, b'"/problems/malformed"' in body) == (400, True)
    status, page = await ask(app, "/", *hosts, accept=b"text/html")
    assert (status, b"must name one host" in page) == (400, True)


@pytest.mark.parametrize(
    ("host", "link"),
    [
        (b"polls.example.org", "polls.example.org"),
        (b"Polls.Example.ORG", "polls.example.org"),
        (b"polls.example.org:80", "polls.example.org"),
        (b"polls.example.org:443", "polls.example.org:443"),
        (b"polls.example.org.", "polls.example.org."),
        (b"web_1:8000", "web_1:8000"),
        (b"192.0.2.1:8000", "192.0.2.1:8000"),
        (b"[2001:DB8::1]", "[2001:db8::1]"),
        (b"[::1]:8000", "[::1]:8000"),
    ],
)
async def test_host_stands_in_links(
    app: Litestar, client: httpx.AsyncClient, host: bytes, link: str
) -> None:
    poll = await make_poll(client)
    status, body = await ask(app, f"/api/polls/{poll['id']}", host)
    assert (status, f'"http://{link}/p/{poll["id"]}"'.encode() in body) == (200, True)


async def test_program_of_http_1_0_needs_no_host(app: Litestar) -> None:
    status, body = await ask(app, "/robots.txt", version="1.0")
    assert (status, b"Sitemap: http://[2001:db8::1]:8000/sitemap.xml" in body) == (200, True)
    assert (await ask(app, "/robots.txt", version="1.1"))[0] == 400


async def test_public_url_stands_in_links_whatever_host_is_named(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(public_url="https://polls.example.org")
    monkeypatch.setattr(app.state, "service", replace(app.state.service, settings=settings))
    status, body = await ask(app, "/robots.txt", b"other.example")
    assert (status, b"https://polls.example.org/sitemap.xml" in body) == (200, True)
    assert b"other.example" not in body
    assert (await ask(app, "/robots.txt", b"other.example:x"))[0] == 400


async def test_second_authorization_grants_nothing(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    right, wrong = admin(poll)["authorization"], "Bearer " + "x" * 43
    for both in ([right, wrong], [wrong, right]):
        headers = [("authorization", value) for value in both]
        reply = await client.post(f"/api/polls/{poll['id']}/closure", headers=headers)
        assert reply.status_code == 404
    assert (await client.get(f"/api/polls/{poll['id']}")).json()["state"] == "open"
    closed = await client.post(f"/api/polls/{poll['id']}/closure", headers=admin(poll))
    assert closed.status_code == 200


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/", "GET, HEAD, OPTIONS"),
        ("/api/polls", "OPTIONS, POST"),
        ("/api/polls/{id}", "DELETE, GET, HEAD, OPTIONS"),
        ("/api/polls/{id}/answers/mine", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/embed/{id}/answer", "GET, HEAD, OPTIONS, POST"),
    ],
)
async def test_allow_names_all_methods_in_order(
    client: httpx.AsyncClient, path: str, methods: str
) -> None:
    path = path.format(id=(await make_poll(client))["id"])
    asked = await client.options(path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, methods, b"")
    assert "content-type" not in asked.headers
    refused = await client.patch(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)
    assert (await client.options("/nowhere")).status_code == 404
