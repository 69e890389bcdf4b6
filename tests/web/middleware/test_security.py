"""What the middleware does to replies: they are whole, whatever the method."""

from __future__ import annotations

import httpx
import pytest

from tests.factories import make_poll

PATHS = ("/", "/nowhere", "/api/nowhere", "/static/nothing", "/p/unknown", "/p/{id}", "/embed/{id}")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("host", ["crowd.test", "two hosts"])
async def test_every_reply_is_as_long_as_it_says(
    client: httpx.AsyncClient, host: str, accept: str
) -> None:
    poll = await make_poll(client)
    wrong = {}
    for method in ("GET", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
        for path in PATHS:
            address = path.format(id=poll["id"])
            headers = {"accept": accept, "host": host, "accept-encoding": "identity"}
            reply = await client.request(method, address, headers=headers)
            if len(reply.content) != int(reply.headers.get("content-length", 0)):
                wrong[method, path] = reply.status_code, len(reply.content)
    assert wrong == {}


async def test_options_of_a_known_address_have_no_body(client: httpx.AsyncClient) -> None:
    reply = await client.options("/")
    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
