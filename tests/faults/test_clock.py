"""A clock that steps by an hour around the close: nothing is seen early, nothing opens again.

Two clocks are in play: the service's says when to look, the database's decides.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import admin, in_hours, make_poll
from tests.faults.database import RunningDatabase
from tests.faults.load import LOOK, Caller, get, insist, on_uvloop, post
from tests.faults.powercut import Shim
from tools.running_service import RunningService

pytestmark = [pytest.mark.faults, pytest.mark.timeout(90)]

HOUR = 3600
PEOPLE = 8
TIMEOUT = 20.0
CLOSED = {"closed", "revealed"}
SOME = 200
"""Replies that a part of a story is long."""


class Story:
    """What people do and see at one poll; what must not be seen goes into `wrong`."""

    def __init__(self, port: int, poll: dict[str, Any]) -> None:
        self.accepted: list[int] = []
        self.refused = 0
        self.looks = 0
        self.seen_closed = False
        self.wrong: list[str] = []
        self._port = port
        self._path = f"/api/polls/{poll['id']}"
        self._values = itertools.count()

    async def run(self) -> None:
        """People answer and look, until cancelled."""
        async with asyncio.TaskGroup() as people:
            people.create_task(self._look())
            for _ in range(PEOPLE):
                people.create_task(self._answer())

    async def _answer(self) -> None:
        caller = Caller(self._port)
        for value in self._values:
            too_late = self.seen_closed
            reply = await caller.ask(post(f"{self._path}/answers", {"value": value}))
            if reply.status == 201:
                self.accepted.append(value)
                if too_late:
                    self.wrong.append(f"answer {value} was taken after the close was seen")
            else:
                assert json.loads(reply.body)["type"] == "/problems/closed"
                self.refused += 1

    async def _look(self) -> None:
        caller = Caller(self._port)
        while True:
            was_closed = self.seen_closed
            results = (await caller.ask(get(f"{self._path}/results"))).status
            state = json.loads((await caller.ask(get(self._path))).body)["state"]
            self.seen_closed = self.seen_closed or state in CLOSED
            self.looks += 1
            if results == 200 and state != "revealed":
                self.wrong.append("results were there before the reveal")
            if was_closed and state not in CLOSED:
                self.wrong.append("a closed poll opened again")
            await asyncio.sleep(LOOK)

    async def until(self, condition: Callable[[], bool]) -> None:
        """So far the story has gone."""
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            assert time.monotonic() < deadline, vars(self)
            await asyncio.sleep(LOOK)

    async def goes_on(self) -> None:
        """Many more answers were sent, and somebody has looked."""
        replies, looks = len(self.accepted) + self.refused + SOME, self.looks + 3
        await self.until(
            lambda: len(self.accepted) + self.refused >= replies and self.looks >= looks
        )


class Clocks:
    """The service with a clock of its own, and its database with another."""

    def __init__(self, folder: Path) -> None:
        self.shims = {"database": Shim(folder, "database"), "service": Shim(folder, "service")}
        self.database = RunningDatabase(folder / "database", self.shims["database"].environment)
        settings = {"REDIS_URL": self.database.url, **self.shims["service"].settings}
        self.service = RunningService(folder / "data", settings=settings)

    def step(self, seconds: int, whose: tuple[str, ...]) -> None:
        """These clocks are off by so much from now on."""
        for name in whose:
            self.shims[name].step_clock(seconds)


@asynccontextmanager
async def clocks(folder: Path) -> AsyncIterator[Clocks]:
    clocks = Clocks(folder)
    try:
        await asyncio.to_thread(clocks.database.start)
        await asyncio.to_thread(clocks.service.start)
        yield clocks
    finally:
        clocks.service.stop()
        clocks.database.stop()


@asynccontextmanager
async def story(clocks: Clocks, hours: float) -> AsyncIterator[tuple[Story, httpx.AsyncClient]]:
    """People at a poll that closes in so many hours; all they were told is true in the end."""
    async with httpx.AsyncClient(base_url=clocks.service.url) as organizer:
        poll = await make_poll(organizer, closes_at=in_hours(hours))
        organizer.headers.update(admin(poll))
        organizer.base_url = organizer.base_url.join(f"/api/polls/{poll['id']}/")
        story = Story(clocks.service.port, poll)
        people = asyncio.create_task(story.run())
        yield story, organizer
        people.cancel()
        await asyncio.gather(people, return_exceptions=True)
        assert story.wrong == []
        await insist(organizer, "POST", "closure")
        rows = (await insist(organizer, "GET", "answers.json")).json()
        # Those who were cut off may have been heard as well.
        stored = [row["value"] for row in rows]
        assert set(story.accepted) <= set(stored)
        assert len(stored) == len(set(stored)) <= len(story.accepted) + PEOPLE
        print(f"; {len(stored)} answers, {story.refused} refused, {story.looks} looks; 0 wrong")


@on_uvloop
async def test_clocks_an_hour_ahead_close_the_poll_for_good(folder: Path) -> None:
    both = ("database", "service")
    async with clocks(folder) as its, story(its, 0.5) as (people, _):
        await people.goes_on()
        its.step(HOUR, both)
        await people.until(lambda: people.seen_closed)
        taken = len(people.accepted)
        for seconds in (0, -HOUR, HOUR, 0):
            its.step(seconds, both)
            await people.goes_on()
        assert len(people.accepted) <= taken + PEOPLE
        print("\nclocks step to +1 h, 0, -1 h, +1 h, 0, closing in 30 min", end="")


@pytest.mark.parametrize("whose", ["database", "service"])
@on_uvloop
async def test_one_clock_alone_reveals_nothing(folder: Path, whose: str) -> None:
    async with clocks(folder) as its, story(its, 0.5) as (people, _):
        for seconds in (0, HOUR, 0, -HOUR, 0):
            its.step(seconds, (whose,))
            await people.goes_on()
            assert not people.seen_closed
        assert (people.refused > 0) == (whose == "database")
        print(f"\nclock of the {whose} alone steps to +1 h, 0, -1 h, 0, closing in 30 min", end="")


@on_uvloop
async def test_clocks_that_go_back_after_the_close_open_nothing(folder: Path) -> None:
    async with clocks(folder) as its, story(its, 1 / HOUR) as (people, organizer):
        await people.until(lambda: people.seen_closed)
        its.step(-HOUR, ("database", "service"))
        taken = len(people.accepted)
        await people.goes_on()
        later = await organizer.post("extension", json={"closes_at": in_hours(2)})
        opened = await organizer.post("opening")
        await people.goes_on()
        assert 0 < taken == len(people.accepted)
        assert (later.status_code, opened.status_code) == (409, 409)
        print("\nclocks step to -1 h just after the close", end="")
