"""Pages without the database keep what was typed, and say when to come back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from crowd.model.tokens import TokenDeriver
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.deps import now
from tests.conftest import OWN_PAGE, SECRET, app_over
from tests.factories import hidden_fields
from tests.web.pages.forms import Client, create, shown_value


@pytest.fixture
async def cut_off() -> AsyncIterator[Client]:
    """A browser on a service whose database is away."""
    app = app_over(Store(connect("unix:///nowhere/redis.sock")))
    async with Client(
        transport=httpx.ASGITransport(app=app),
        base_url="http://crowd.test",
        headers={**OWN_PAGE, "accept": "text/html"},
    ) as client:
        yield client


async def test_answer_without_the_database_keeps_what_was_typed(cut_off: Client) -> None:
    ticket = TokenDeriver(SECRET).ticket("answer AAAAAAAAAAAAAAAA", now(), 60)
    data = {"ticket": ticket, "value": "4321"}
    reply = await cut_off.post("/p/AAAAAAAAAAAAAAAA/answers", data=data)
    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) > 0
    assert shown_value(reply.text) == "4321"
    assert hidden_fields(reply.text, "/p/AAAAAAAAAAAAAAAA/answers") == {"ticket": ticket}


async def test_creation_without_the_database_keeps_what_was_typed(cut_off: Client) -> None:
    reply = await create(cut_off, question="Will it come back?")
    assert reply.status_code == 503
    assert "Will it come back?</textarea>" in reply.text


async def test_creation_without_the_database_says_when_to_retry(cut_off: Client) -> None:
    reply = await create(cut_off)
    assert int(reply.headers["retry-after"]) > 0


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503), ("/", 200)])
async def test_service_without_the_database_says_so(
    cut_off: Client, path: str, status: int
) -> None:
    assert (await cut_off.get(path)).status_code == status


async def test_service_with_the_database_is_ready(client: Client) -> None:
    assert (await client.get("/readyz")).status_code == 200
