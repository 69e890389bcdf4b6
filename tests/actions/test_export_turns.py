"""Files are written by few callers at once; too many are told so."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from crowd.actions.export_turns import MAX_AT_ONCE, MAX_WAITING, ExportTurns
from crowd.model.errors import Overloaded


async def test_turns_are_few_and_those_who_wait_too() -> None:
    turns, running, peak = ExportTurns(), 0, 0
    release = asyncio.Event()

    async def write() -> None:
        nonlocal running, peak
        async with turns.take():
            running += 1
            peak = max(peak, running)
            await release.wait()
            running -= 1

    writers = [asyncio.create_task(write()) for _ in range(MAX_AT_ONCE + MAX_WAITING)]
    await asyncio.sleep(0)
    assert running == MAX_AT_ONCE
    async with AsyncExitStack() as stack:
        with pytest.raises(Overloaded):
            await stack.enter_async_context(turns.take())
    release.set()
    await asyncio.gather(*writers)
    assert (running, peak) == (0, MAX_AT_ONCE)


async def test_turn_ends_with_a_failure() -> None:
    turns = ExportTurns()
    for _ in range(MAX_AT_ONCE + 1):
        with pytest.raises(ValueError, match="broken"):
            async with turns.take():
                raise ValueError("broken")
