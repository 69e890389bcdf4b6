"""What was acknowledged is on the disk, so a power cut leaves it there.

A killed process leaves its files in the memory of the machine; a power cut leaves what was synced.
FAULT_ANSWERS and FAULT_KILLS make the runs longer.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import admin, make_poll
from tests.faults.database import RunningDatabase
from tests.faults.load import LOOK, SEED, Crowd, insist, on_uvloop, report, tally
from tests.faults.powercut import Shim
from tools.running_service import RunningService

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(0 if "FAULT_ANSWERS" in os.environ else 120),
]

ANSWERS = int(os.environ.get("FAULT_ANSWERS", "6000"))
CUTS = int(os.environ.get("FAULT_KILLS", "3"))


class Machine:
    """A service and its database, whose power can be cut."""

    def __init__(self, folder: Path) -> None:
        self.shim = Shim(folder, "database")
        self.database = RunningDatabase(folder / "database", self.shim.environment)
        settings = {"REDIS_URL": self.database.url, "CROWD_ALLOW_WEAK_DURABILITY": "yes"}
        self.service = RunningService(folder / "data", settings=settings)
        self.notes = folder / "acknowledged.txt"
        self.log_folder = self.database.folder / "appendonlydir"

    def start(self) -> None:
        self.database.start()
        self.service.start()

    def stop(self) -> None:
        self.service.stop()
        self.database.stop()

    def cut_power(self, chance: random.Random | None = None) -> int:
        """The database is back after a power cut; how many bytes it lost."""
        self.database.kill()
        gone = self.shim.cut_power(self.log_folder, chance)
        self.database.start()
        return gone


@pytest.fixture
def machine(folder: Path) -> Iterator[Machine]:
    machine = Machine(folder)
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()


@on_uvloop
async def test_power_cut(machine: Machine) -> None:
    chance = random.Random(SEED)
    crowd, gone = await run_under_cuts(machine, chance)
    found = await tally(machine.service.url, crowd)
    report("power cut", crowd, found, f"{CUTS} cuts that took {gone} bytes")
    assert found.harm == (0, 0, 0)
    assert set(crowd.replies) <= {201, 503}
    assert crowd.without_retry_after == 0


@on_uvloop
async def test_power_cut_with_a_sync_each_second(machine: Machine) -> None:
    # Else the test above would pass with a database that promises less.
    machine.database.appendfsync = "everysec"
    crowd, gone = await run_under_cuts(machine)
    found = await tally(machine.service.url, crowd)
    report("power cut, appendfsync everysec", crowd, found, f"{CUTS} cuts that took {gone} bytes")
    assert found.lost > 0


@on_uvloop
async def test_power_cut_after_a_kill_before_the_sync(machine: Machine) -> None:
    # The answer outlives the kill in the memory of the machine, so its repeat finds it there; what
    # the repeat acknowledges has to be on the disk all the same.
    crowd = Crowd(machine.service.port, await new_poll(machine), 1, machine.notes)
    machine.shim.stall_syncs(60_000)
    crowd_at_work = asyncio.create_task(crowd.run())
    while machine.shim.unsynced(machine.log_folder) == 0:  # noqa: ASYNC110  another process writes
        await asyncio.sleep(LOOK)
    machine.database.kill()
    machine.shim.stall_syncs(0)
    await asyncio.to_thread(machine.database.start)
    await crowd_at_work
    gone = await asyncio.to_thread(machine.cut_power)
    found = await tally(machine.service.url, crowd)
    report("power cut after a kill before the sync", crowd, found, f"it took {gone} bytes")
    assert found.harm == (0, 0, 0)
    assert set(crowd.replies) == {201, 503}


@on_uvloop
async def test_power_cut_after_a_close_that_was_seen(folder: Path) -> None:
    # As above, with what is only read: a poll that was seen closed would be open again.
    shim = Shim(folder, "service")
    service = RunningService(folder / "data", settings=shim.settings)
    try:
        await asyncio.to_thread(service.start)
        gone, before, after = await closed_and_cut(service, shim)
    finally:
        service.stop()
    print(f"\npower cut after a close that was seen: it took {gone} bytes; {before}, then {after}")
    assert before == after == "revealed"


async def closed_and_cut(service: RunningService, shim: Shim) -> tuple[int, str, str]:
    """How many bytes the cut took, and how the poll was seen before and after it."""
    log = service.data / "appendonlydir"
    async with httpx.AsyncClient(base_url=service.url, timeout=20) as client:
        poll = await make_poll(client)
        path = f"/api/polls/{poll['id']}"
        shim.stall_syncs(60_000)
        closing = asyncio.create_task(client.post(f"{path}/closure", headers=admin(poll)))
        while shim.unsynced(log) == 0:  # noqa: ASYNC110  another process writes
            await asyncio.sleep(LOOK)
        shim.stall_syncs(0)
        os.kill(database_pid(service), signal.SIGKILL)
        await closing
        before = (await insist(client, "GET", path)).json()["state"]
        # The service must not start its database anew, nor the database close its files in peace.
        os.kill(service.pid, signal.SIGSTOP)
        os.kill(database_pid(service), signal.SIGKILL)
        service.kill()
        gone = shim.cut_power(log)
        await asyncio.to_thread(service.start)
        after = (await insist(client, "GET", path)).json()["state"]
    return gone, before, after


def database_pid(service: RunningService) -> int:
    """The database's pid by its parent: during a sync it answers nobody."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        name, _, rest = path.read_text().rpartition(")")
        if int(rest.split()[1]) == service.pid and "valkey" in name:
            return int(path.parent.name)
    raise LookupError("the service has no database")


async def run_under_cuts(
    machine: Machine, chance: random.Random | None = None
) -> tuple[Crowd, int]:
    """The crowd after its last answer, and how many bytes the cuts took from the disk."""
    poll = await new_poll(machine)
    # The poll itself is to stay, so it is made before the promise is weakened.
    with machine.database.client() as client:
        client.config_set("appendfsync", machine.database.appendfsync)
    # A database that forgets what it acknowledged can contradict what the service has seen.
    forgets = machine.database.appendfsync != "always"
    crowd = Crowd(machine.service.port, poll, ANSWERS, machine.notes, may_break=forgets)
    crowd_at_work = asyncio.create_task(crowd.run())
    gone = 0
    for cut in range(1, CUTS + 1):
        await crowd.until_acknowledged(cut * ANSWERS // (CUTS + 1))
        gone += await asyncio.to_thread(machine.cut_power, chance)
    await crowd_at_work
    return crowd, gone


async def new_poll(machine: Machine) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=machine.service.url) as client:
        return await make_poll(client)
