"""A storm of pictures and widgets: whoever answers does not notice."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.factories import make_poll
from tests.faults.load import Caller, on_uvloop, post
from tests.paths import ROOT
from tools.running_service import RunningService, running_service

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

SECONDS = float(os.environ.get("STORM_SECONDS", "12"))
PEOPLE = 4
PAUSE = 0.1  # between two answers of one of them: not a load, but people who come by
P95 = 0.2
MAX_MEGABYTES = 300
"""Of a web process: pictures are decoded elsewhere."""


async def answers(
    service: RunningService, poll_id: str, until: asyncio.Event, offset: int
) -> tuple[list[float], Counter[int]]:
    """How many seconds each answer took, and what was said to them."""
    seconds: list[float] = []
    seen: Counter[int] = Counter()

    async def person(number: int) -> None:
        caller = Caller(service.port, 60)
        while not until.is_set():
            number += PEOPLE
            request = post(f"/api/polls/{poll_id}/answers", {"value": 1, "key": f"{number:030}"})
            begin = time.perf_counter()
            seen[(await caller.ask(request)).status] += 1
            seconds.append(time.perf_counter() - begin)
            await asyncio.sleep(PAUSE)
        caller.leave()

    await asyncio.gather(*(person(offset + number) for number in range(PEOPLE)))
    return seconds, seen


def peak_megabytes(pid: int) -> int:
    """The memory that a process took at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * len(seconds))]


@on_uvloop
async def test_answers_in_a_storm_of_pictures_and_widgets(folder: Path) -> None:
    with running_service(folder / "data", "--workers", "2") as service:
        async with httpx.AsyncClient(base_url=service.url, timeout=60) as client:
            poll_id = (await make_poll(client))["id"]
        quiet, stormy = asyncio.Event(), asyncio.Event()
        asyncio.get_running_loop().call_later(3, quiet.set)
        before, _ = await answers(service, poll_id, quiet, 1_000_000)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.storm"),
            *(str(service.port), poll_id, str(SECONDS)),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert process.stdout is not None
        length = int(await process.stdout.readline())
        answering = asyncio.create_task(answers(service, poll_id, stormy, 2_000_000))
        storm = json.loads(await process.stdout.read())
        stormy.set()
        during, seen = await answering
        memory = max(peak_megabytes(pid) for pid in service.worker_pids())
    print(
        f"\n{SECONDS:.0f} s of storm, pictures of {length / 1e6:.1f} MB: answers {dict(seen)}, "
        f"p95 {1000 * p95(before):.0f} ms before and {1000 * p95(during):.0f} ms in it, "
        f"longest {1000 * max(during):.0f} ms; a web process took {memory} MB at most; {storm}"
    )
    assert storm["widgets"].get("200", 0) > 100
    assert storm["pictures"].get("303", 0) > 2
    assert set(seen) == {201}
    assert memory < MAX_MEGABYTES
    # On a machine that is busy with something else, all of it is slower.
    assert p95(during) < max(P95, 1.5 * p95(before))
