"""How long a reply takes tells nothing of the answers behind it."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from litestar import get
from litestar.params import FromPath

from crowd.web.deps import OurService
from tests.web.twin_cases import CASES
from tests.web.twin_requests import (
    Request,
    acts,
    ask,
    callers,
    is_about_a_poll,
    paths,
    routes_of,
)
from tests.web.twins import Twin, Twins, build, make_twins, open_twin, put

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="module")]

ROUNDS = 1000
"""Requests of each kind to each twin; medians of so many differ by some microseconds by chance."""

MAX_DIFFERENCE = 0.001
COMPARED = ("nobody", "high")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def timed(database_url: str) -> AsyncIterator[tuple[Twins, dict[str, Twin]]]:
    """A poll that one participant has answered, and the same with a thousand answers before."""
    urls = {
        name: f"{database_url}?db={place}" for place, name in enumerate([*COMPARED, "truth"], 1)
    }
    twins = await asyncio.to_thread(lambda: asyncio.run(make_twins(urls, CASES["number"])))
    pair = {
        name: open_twin(build("unix:///nowhere"), urls[name], twins.poll_id) for name in COMPARED
    }
    for twin in pair.values():
        put(twin, twins.poll_id, "open")
    yield twins, pair
    for twin in pair.values():
        for client in (twin.client, *twin.hints):
            client.close()
        await twin.app.state.service.store.close()


async def difference(pair: dict[str, Twin], request: Request, rounds: int = ROUNDS) -> float:
    """Seconds between the medians of the twins, asked in turns."""
    taken: dict[str, list[float]] = {name: [] for name in COMPARED}
    for number in range(rounds):
        # Whoever is asked second finds warmer caches.
        for name in COMPARED if number % 2 else reversed(COMPARED):
            begun = time.perf_counter()
            await ask(pair[name].app, request)
            taken[name].append(time.perf_counter() - begun)
    nobody, many = (statistics.median(taken[name]) for name in COMPARED)
    return abs(many - nobody)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("caller", ["anyone", "participant", "cookie"])
async def test_reading_takes_as_long_whoever_answered(
    timed: tuple[Twins, dict[str, Twin]], caller: str
) -> None:
    twins, pair = timed
    asked = [
        paths(route, twins)[0] for route in routes_of(pair["high"].app) if is_about_a_poll(route)
    ]
    assert asked
    found = {
        path: await difference(
            pair, Request("GET", path, {**callers(twins)[caller], "accept": "text/html"})
        )
        for path in asked
    }
    assert {path: slower for path, slower in found.items() if slower >= MAX_DIFFERENCE} == {}


@pytest.mark.timeout(600)
async def test_answering_again_takes_as_long_whoever_answered(
    timed: tuple[Twins, dict[str, Twin]],
) -> None:
    twins, pair = timed
    path = f"/api/polls/{twins.poll_id}/answers"
    call = Request("POST", path, callers(twins)["participant"])
    request = next(acts(call, twins))
    assert (await ask(pair["nobody"].app, request)).status == 409
    assert await difference(pair, request) < MAX_DIFFERENCE


@get("/planted/{poll_id:str}/slow")
async def slower_with_each_answer(service: OurService, poll_id: FromPath[str]) -> bytes:
    until = time.perf_counter() + 2e-6 * await service.store.answers.count(poll_id)
    while time.perf_counter() < until:
        pass
    return b""


async def test_planted_delay_is_found(timed: tuple[Twins, dict[str, Twin]]) -> None:
    twins, pair = timed
    for twin in pair.values():
        twin.app.register(slower_with_each_answer)
    request = Request("GET", f"/planted/{twins.poll_id}/slow", {})
    assert await difference(pair, request, 100) > MAX_DIFFERENCE
