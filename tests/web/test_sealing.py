"""Twin polls that differ only in what must stay sealed: nobody may tell them apart, by any route.

The twins live in databases of their own under one id and one secret, so that replies are compared
as they are, byte for byte. Masked are only tickets and, where something is stored, moments and ids.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from crowd.model.capacity import CapacityLevel
from crowd.store import keys
from crowd.web.images.queue import ImageQueue
from tests.databases import empty
from tests.web.twin_cases import CASES, DERIVED_CASES
from tests.web.twin_requests import (
    FINDING,
    SAFE,
    Request,
    acts,
    ask,
    callers,
    differences,
    has_a_poll,
    is_about_a_poll,
    paths,
    routes_of,
)
from tests.web.twins import (
    LEAKS,
    TWINS,
    Twin,
    Twins,
    build,
    make_twins,
    open_twin,
    put,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


class SharedDrawings(ImageQueue):
    """Draws equal SVGs once: the twins' images can differ only where their SVGs do."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: dict[bytes, asyncio.Task[bytes]] = {}

    async def draw(self, svg: bytes) -> bytes:
        if svg not in self._drawn:
            self._drawn[svg] = asyncio.create_task(super().draw(svg))
        return await asyncio.shield(self._drawn[svg])


@pytest.fixture(scope="module")
def twins(database_url: str, request: pytest.FixtureRequest) -> Iterator[Twins]:
    # Test processes may share an outside server: each has four of its sixteen databases.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 4 * (1 + worker % 3)
    urls = {name: f"{database_url}?db={first + place}" for place, name in enumerate(TWINS)}
    for url in urls.values():
        empty(url)
    yield asyncio.run(make_twins(urls, CASES[request.param]))
    for url in urls.values():
        empty(url)


@pytest.fixture(scope="module")
def apps() -> Iterator[dict[str, Litestar]]:
    """An application for each twin, built once for all kinds of polls."""
    queue = SharedDrawings()
    apps = {name: build("unix:///nowhere") for name in TWINS}
    for app in apps.values():
        app.state.service = replace(app.state.service, image_queue=queue)
    with pytest.MonkeyPatch.context() as patch:
        # On a busy machine one twin's picture could be there in time, and another's not.
        patch.setattr("crowd.web.sharing.images.MAX_WAIT_SECONDS", 60.0)
        yield apps
    queue.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(twins: Twins, apps: dict[str, Litestar]) -> AsyncIterator[dict[str, Twin]]:
    """The twins with an application for each."""
    opened = {name: open_twin(apps[name], url, twins.poll_id) for name, url in twins.urls.items()}
    yield opened
    for twin in opened.values():
        for client in (twin.client, *twin.hints):
            client.close()
        await twin.app.state.service.store.close()


in_fast_and_exhaustive_tests = pytest.mark.parametrize(
    "exhaustive", [False, pytest.param(True, marks=pytest.mark.exhaustive)], ids=["fast", "all"]
)

STATES = ("open", "closed")

SHOWING = (
    "/p/{poll_id}",
    "/p/{poll_id}/results",
    "/embed/{poll_id}",
    "/p/{poll_id}/og.png",
    "/api/polls/{poll_id}/results",
    "/api/polls/{poll_id}/results.csv",
    *FINDING,
)
"""Where results are seen after the reveal."""


def kinds_with(column: Sequence[str], fast: str) -> list[Any]:
    """Each kind with each entry.

    The fast tests try numbers with each, and one entry with what differs from them: a choice, and
    the newest of the kinds whose cases are derived.
    """
    *_, newest = DERIVED_CASES
    differing = {"choice", newest}
    return [
        pytest.param(
            name,
            entry,
            id=f"{name}-{entry}",
            marks=()
            if CASES[name].everywhere or (name in differing and entry == fast)
            else pytest.mark.exhaustive,
        )
        for name in CASES
        for entry in column
    ]


@in_fast_and_exhaustive_tests
@pytest.mark.parametrize(("twins", "state"), kinds_with(STATES, fast="closed"), indirect=["twins"])
async def test_routes_of_a_poll_before_the_reveal_tell_nothing(
    pair: dict[str, Twin], twins: Twins, state: str, exhaustive: bool
) -> None:
    """One test for all routes: a test for each would take longer to count than to run."""
    told = [
        request
        for path_format in filter(is_about_a_poll, routes_of(pair["nobody"].app))
        async for request in differences(pair, twins, path_format, state, exhaustive=exhaustive)
    ]
    assert told == []


@in_fast_and_exhaustive_tests
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_other_routes_before_the_reveal_tell_nothing(
    pair: dict[str, Twin], twins: Twins, state: str, exhaustive: bool
) -> None:
    told = [
        request
        for path_format in routes_of(pair["nobody"].app)
        if not is_about_a_poll(path_format)
        if exhaustive or state == "open" or has_a_poll(path_format)
        async for request in differences(pair, twins, path_format, state, exhaustive=exhaustive)
    ]
    assert told == []


@in_fast_and_exhaustive_tests
@pytest.mark.parametrize("level", [CapacityLevel.ANSWERS, CapacityLevel.DELETIONS])
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_routes_of_a_poll_tell_nothing_where_there_is_no_room(
    pair: dict[str, Twin], twins: Twins, level: CapacityLevel, exhaustive: bool
) -> None:
    stores = [twin.app.state.service.store for twin in pair.values()]
    for store in stores:
        store.capacity.level = level
    try:
        told = [
            request
            for path_format, methods in routes_of(pair["nobody"].app).items()
            if is_about_a_poll(path_format) and methods - {*SAFE}
            async for request in differences(
                pair, twins, path_format, "open", exhaustive=exhaustive, safe=exhaustive
            )
        ]
    finally:
        for store in stores:
            store.capacity.level = CapacityLevel.AMPLE
    assert told == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_twins_are_found_before_the_reveal(
    pair: dict[str, Twin], twins: Twins, state: str
) -> None:
    """Else the tests above would compare empty lists."""
    for twin in pair.values():
        put(twin, twins.poll_id, state)
        for path_format in FINDING[1:] if state == "closed" else FINDING:
            reply = await ask(twin.app, Request("GET", paths(path_format, twins)[0], {}))
            assert twins.poll_id.encode() in reply.body
        reply = await ask(twin.app, Request("GET", "/mine", callers(twins)["cookie"]))
        assert twins.poll_id.encode() in reply.body


@pytest.mark.parametrize(
    ("twins", "path_format"), kinds_with(SHOWING, fast="/p/{poll_id}/results"), indirect=["twins"]
)
async def test_results_after_the_reveal_differ(
    pair: dict[str, Twin], twins: Twins, path_format: str
) -> None:
    assert await anext(differences(pair, twins, path_format, "revealed"), None)


@pytest.mark.parametrize("path", ["/p/{}.svg", "/p/{}.png"])
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_pictures_after_the_reveal_differ(
    pair: dict[str, Twin], twins: Twins, path: str
) -> None:
    """Else the test above would compare pictures that never show anything."""
    for twin in pair.values():
        put(twin, twins.poll_id, "revealed")
    request = Request("GET", path.format(twins.poll_id), {})
    replies = [await ask(twin.app, request) for twin in pair.values()]
    assert [reply.status for reply in replies] == [200] * len(TWINS)
    assert len({reply.body for reply in replies}) == len(TWINS)


@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_oembed_of_twins_is_answered(pair: dict[str, Twin], twins: Twins) -> None:
    put(pair["high"], twins.poll_id, "open")
    asked = [Request("GET", path, {}) for path in paths("/oembed", twins)]
    replies = [await ask(pair["high"].app, request) for request in asked]
    assert [reply.status for reply in replies] == [400, 200, 200]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_planted_leak_is_found(
    pair: dict[str, Twin], twins: Twins, leak: HTTPRouteHandler
) -> None:
    path_format = next(iter(leak.paths)).replace(":str", "")
    assert await anext(differences(pair, twins, path_format, "open"), None)


@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_twins_differ_in_what_was_added_too(pair: dict[str, Twin]) -> None:
    texts = {name: len(twin.texts) for name, twin in pair.items()}
    assert texts == {"nobody": 1, "low": 1, "high": 61, "truth": 1}
    assert len(pair["high"].details) > 1000 * 30 >= len(pair["nobody"].details)


@pytest.mark.parametrize(("twins", "state"), kinds_with(["open"], fast="open"), indirect=["twins"])
async def test_form_for_details_is_taken_from_twins(
    pair: dict[str, Twin], twins: Twins, state: str
) -> None:
    """Else the test above would compare refusals."""
    path = f"/p/{twins.poll_id}/answers/mine/details"
    headers = callers(twins)["participant"]
    for twin in pair.values():
        put(twin, twins.poll_id, state)
        form = list(acts(Request("POST", path, headers), twins))[1]
        reply = await ask(twin.app, form)
        assert reply.status == 303
        assert twin.client.get(keys.follow_ups(twins.poll_id)) != twin.details
        put(twin, twins.poll_id, state)


async def test_route_with_an_unknown_parameter_is_refused() -> None:
    twins = Twins("poll", "poll.token", {})
    with pytest.raises(AssertionError, match="add an example"):
        paths("/p/{poll_id}/{colour}", twins)
