"""Measure a poll with a million answers: memory, results, restart, pages."""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import redis
import uvloop
from rich.console import Console
from rich.table import Table

from bench.compare import Subject, Target, compare, running_reference_subject
from bench.load import Request
from bench.service import create_revealed_poll
from crowd.actions.create_poll import PollCreation, create_poll
from crowd.actions.show_results import Computations, show_results
from crowd.analysis.summarise import preload_statistics
from crowd.kinds import Number
from crowd.model.answer import NewAnswer
from crowd.poll import Resolution
from crowd.rules.proposal import Proposal
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import EmbeddedServer
from crowd.store.store import Store, opened
from tests.factories import QUESTION
from tools.running_service import RunningService

TRUTH = 467
BATCH_SIZE = 2048
TICK_SECONDS = 0.001
"""Interval at which the event loop is probed."""


class Figure(NamedTuple):
    """A row of the table."""

    name: str
    reached: str
    goal: str = ""


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="of one turn")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder:
        data = Path(folder) / "data"
        with EmbeddedServer(data) as server:
            created, figures = uvloop.run(_measure_storage(server.url, given.answers))
        service = RunningService(data)
        try:
            figures.append(Figure("start of the service", f"{service.start():.2f} s", "<= 5 s"))
            _print(figures, given.answers)
            _compare_pages(service, created.poll.id, given)
        finally:
            service.stop()


async def _measure_storage(url: str, answers: int) -> tuple[PollCreation, list[Figure]]:
    async with opened(connect(url)) as store:
        created = await _new_poll(store)
        poll_id = created.poll.id
        empty = _memory(url)
        begin = time.perf_counter()
        await _store_answers(store, poll_id, answers)
        rate = answers / (time.perf_counter() - begin)
        each = (_memory(url) - empty) / answers
        resolution = Resolution(at=datetime.now(UTC), truth=TRUTH)
        await store.polls.close(poll_id, early=True)
        await store.polls.resolve(poll_id, resolution)
        # Each web process does so when it starts.
        await asyncio.to_thread(preload_statistics)
        async with _event_loop_delays() as lags:
            seconds = await _time_results(store, poll_id)
    return created, [
        Figure("answers stored, one process", f"{rate:,.0f} /s"),
        Figure("memory of an answer", f"{each:.1f} B", "<= 64 B"),
        Figure("result computed, with loading", f"{seconds:.2f} s", "<= 2 s"),
        Figure("event loop held up meanwhile, at most", f"{max(lags) * 1e3:.0f} ms", "<= 20 ms"),
    ]


async def _new_poll(store: Store) -> PollCreation:
    now = datetime.now(UTC)
    proposal = Proposal(question=QUESTION, kind=Number(), closes_at=now + timedelta(hours=1))
    return await create_poll(store, proposal, now)


async def _store_answers(store: Store, poll_id: str, answers: int) -> None:
    chance = random.Random(1906)

    async def answer(number: int) -> None:
        await store.answers.accept(
            poll_id,
            NewAnswer(
                participant=chance.randbytes(12),
                key=number.to_bytes(6, "big"),
                value=float(round(chance.lognormvariate(6, 0.7))),
            ),
            chance.randbytes(6),
        )

    for start in range(0, answers, BATCH_SIZE):
        await asyncio.gather(*map(answer, range(start, min(answers, start + BATCH_SIZE))))


async def _time_results(store: Store, poll_id: str) -> float:
    begin = time.perf_counter()
    snapshot = await show_results(store, Computations(), await store.polls.load(poll_id))
    assert snapshot.results.n > 0
    return time.perf_counter() - begin


@asynccontextmanager
async def _event_loop_delays() -> AsyncIterator[list[float]]:
    """Provide a list of the delays of the event loop, in seconds, as it is probed meanwhile."""
    lags: list[float] = [0.0]

    async def watch() -> None:
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            lags.append(time.perf_counter() - begin - TICK_SECONDS)

    task = asyncio.create_task(watch())
    try:
        yield lags
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _memory(url: str) -> int:
    with redis.Redis.from_url(url) as client:
        return int(client.info("memory")["used_memory_dataset"])


def _print(figures: list[Figure], answers: int) -> None:
    table = Table(title=f"{answers:,} answers to one poll")
    for heading in ("what", "reached", "goal"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for figure in figures:
        table.add_row(*figure)
    Console(width=110).print(table)


def _compare_pages(service: RunningService, big: str, given: argparse.Namespace) -> None:
    small = create_revealed_poll(service, [300 + 3 * step for step in range(100)], TRUTH)[0]["id"]
    requests = {
        f"{kind}, N = {size}": path.format(poll_id)
        for kind, path in {"page": "/p/{}/results", "JSON": "/api/polls/{}/results"}.items()
        for size, poll_id in {"100": small, f"{given.answers:,}": big}.items()
    }
    for path in requests.values():
        httpx.get(f"{service.url}{path}", timeout=60).raise_for_status()
    with running_reference_subject() as reference:
        subjects = [
            Subject(name, service.port, service.pid, Request(path), Target(rate=0.4))
            for name, path in requests.items()
        ]
        compare(reference, subjects, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
