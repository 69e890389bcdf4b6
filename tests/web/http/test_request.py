"""Bodies are read in one step, with the limits and refusals of the framework's own requests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, Request, post

from crowd.web.http.headers import AppRequest
from crowd.web.http.request import WholeBodyRequest

MAX_BYTES = 10


@post("/")
async def count(request: AppRequest) -> str:
    """Says which body there was, asked twice."""
    first = await request.body()
    return f"{await request.body() == first} {first.decode()}"


async def parts(*texts: str) -> AsyncIterator[bytes]:
    for text in texts:
        yield text.encode()


async def replies(request_class: type[Request], **sent: object) -> tuple[int, str]:
    app = Litestar(
        [count],
        request_class=request_class,
        request_max_body_size=MAX_BYTES,
        openapi_config=None,
        logging_config=None,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        reply = await client.post("/", **sent)  # type: ignore[arg-type]
        return reply.status_code, reply.text


@pytest.mark.parametrize(
    "texts", [[""], ["body"], ["bo", "", "dy"], ["a" * MAX_BYTES], ["a" * 6, "b" * 6], ["a" * 99]]
)
@pytest.mark.parametrize("announced", [True, False])
async def test_body_is_read_or_refused_as_by_the_framework(
    texts: list[str], announced: bool
) -> None:
    found = []
    for request_class in (Request, WholeBodyRequest):
        content = "".join(texts).encode() if announced else parts(*texts)
        found.append(await replies(request_class, content=content))
    assert found[0] == found[1]
    is_within = sum(map(len, texts)) <= MAX_BYTES
    assert found[1] == (201, f"True {''.join(texts)}") if is_within else found[1][0] == 413


async def test_length_that_is_no_number_is_refused() -> None:
    headers = {"content-length": "many"}
    found = [
        await replies(request_class, content=b"a", headers=headers)
        for request_class in (Request, WholeBodyRequest)
    ]
    assert found[0] == found[1]
    assert found[1][0] == 400
