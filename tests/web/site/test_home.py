"""The home page: a finished example that always stays, and the polls that the operator chose."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from crowd.actions.examples.published_example import ox_results
from crowd.actions.lists.feature_poll import feature_poll, list_featured, unfeature_poll
from crowd.model.errors import Conflict
from crowd.settings import HomePolls, Settings
from crowd.store.store import Store
from tests.conftest import app_over
from tests.factories import admin, close, give_answers, make_poll

Client = httpx.AsyncClient
NOW = datetime(2027, 3, 1, tzinfo=UTC)


def polls_of(page: str) -> list[str]:
    return re.findall(r'<h3[^>]*><a href="/p/([^"]+)"', page)


async def resolved(client: Client, **changes: Any) -> dict[str, Any]:
    poll = await make_poll(client, public=True, truth=5, **changes)
    await give_answers(client, poll, [4])
    await close(client, poll)
    return poll


@pytest.fixture
async def newest(store: Store) -> AsyncIterator[Client]:
    """The service of an operator who shows the newest polls."""
    app = app_over(store, Settings(home_polls=HomePolls.NEWEST))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        yield client


def test_example_has_the_published_figures() -> None:
    results = ox_results()
    assert (results.n, results.headline.value, results.scoring["truth"]) == (787, 1207.0, 1198.0)
    # Galton, Nature 75 (1907) 450: the middle half of the estimates, and its error in per cent.
    assert (results.spread["quartile_1"], results.spread["quartile_3"]) == (1162.0, 1236.0)
    assert round(results.scoring["percent_error"], 1) == 0.8


async def test_home_shows_the_example_as_its_results_page_does(client: Client) -> None:
    home, whole = [(await client.get(path)).text for path in ("/", "/examples/ox")]
    assert 'href="/examples/ox"' in home
    (finding,) = re.findall(r'<h1 class="finding">([^<]+)</h1>', whole)
    assert f'<h2 class="finding" id="sample">{finding}</h2>' in home
    drawn = re.compile(r'<g class="bars">.*?</g>', re.DOTALL)
    narrow = drawn.findall(whole)[1]
    assert drawn.findall(home) == [narrow]
    assert narrow.count("<rect") > 20


async def test_example_needs_no_database(app: Litestar, client: Client) -> None:
    app.state.service = msgspec.structs.replace(app.state.service, store=None)
    assert (await client.get("/examples/ox")).status_code == 200


async def test_home_shows_no_poll_that_nobody_chose(client: Client) -> None:
    opened = await make_poll(client, public=True)
    shown = await resolved(client)
    page = (await client.get("/")).text
    assert (polls_of(page), opened["id"] in page, shown["id"] in page) == ([], False, False)


async def test_home_shows_what_the_operator_chose(client: Client, store: Store) -> None:
    polls = [await make_poll(client, public=True, question=f"Number {n}?") for n in range(2)]
    polls.append(await resolved(client, question="The third?"))
    for number, poll in enumerate(polls):
        await feature_poll(store, poll["id"], NOW + timedelta(minutes=number))
    page = (await client.get("/")).text
    ids = [poll["id"] for poll in polls]
    assert polls_of(page) == [ids[1], ids[0], ids[2]]
    assert 'href="/examples/ox"' in page
    assert [poll.id for poll in await list_featured(store)] == ids[::-1]
    assert await unfeature_poll(store, ids[1])
    assert not await unfeature_poll(store, ids[1])
    assert polls_of((await client.get("/")).text) == [ids[0], ids[2]]


async def test_deleted_poll_leaves_the_home_page(client: Client, store: Store) -> None:
    poll = await make_poll(client, public=True)
    await feature_poll(store, poll["id"], NOW)
    await client.delete(f"/api/polls/{poll['id']}", headers=admin(poll))
    assert polls_of((await client.get("/")).text) == []
    assert not await unfeature_poll(store, poll["id"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({}, "did not make it public"), ({"public": True, "draft": True}, "is a draft")],
)
async def test_only_public_polls_are_chosen(
    client: Client, store: Store, changes: dict[str, Any], reason: str
) -> None:
    poll = await make_poll(client, **changes)
    with pytest.raises(Conflict, match=reason):
        await feature_poll(store, poll["id"], NOW)
    assert await list_featured(store) == []


async def test_home_of_the_newest_polls(newest: Client) -> None:
    opened = [await make_poll(newest, public=True) for _ in range(5)]
    found = [await resolved(newest) for _ in range(7)]
    page = (await newest.get("/")).text
    expected = [*reversed(opened[1:]), *reversed(found[1:])]
    assert polls_of(page) == [poll["id"] for poll in expected]
    assert 'href="/examples/ox"' in page
    assert page.count('<dd class="crowd" dir="auto">4\N{NO-BREAK SPACE}pieces</dd>') == 6
    assert page.count('<dd class="truth" dir="auto">5\N{NO-BREAK SPACE}pieces</dd>') == 6


async def test_home_without_polls(client: Client, store: Store) -> None:
    poll = await make_poll(client, public=True)
    await feature_poll(store, poll["id"], NOW)
    assert polls_of((await client.get("/")).text) == [poll["id"]]
    app = app_over(store, Settings(home_polls=HomePolls.NONE))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as other:
        page = (await other.get("/")).text
    assert polls_of(page) == []
    assert 'href="/examples/ox"' in page
