"""Single flight: one call for all who ask at once, none kept, and nobody's end ends the others'."""

from __future__ import annotations

import asyncio
import gc

import pytest

from crowd.single_flight import SingleFlight

CALLERS = 20


class Call:
    """Counts, and ends when it may."""

    def __init__(self) -> None:
        self.count = 0
        self.ended = 0
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self) -> int:
        self.count += 1
        number = self.count
        self.has_begun.set()
        await self.may_end.wait()
        self.ended += 1
        return number


async def begun(flight: SingleFlight[str, int], call: Call, count: int) -> list[asyncio.Task[int]]:
    """Callers that all wait for the call."""
    tasks = [asyncio.create_task(flight.run("a", call)) for _ in range(count)]
    await call.has_begun.wait()
    return tasks


async def test_many_who_ask_at_once_cause_one_call() -> None:
    flight: SingleFlight[str, int] = SingleFlight()
    call = Call()
    callers = await begun(flight, call, CALLERS)
    other = asyncio.create_task(flight.run("b", call))
    call.may_end.set()
    assert await asyncio.gather(*callers) == [1] * CALLERS
    assert await other == 2, "another key has a call of its own"


async def test_result_is_not_kept() -> None:
    flight: SingleFlight[str, int] = SingleFlight()
    call = Call()
    call.may_end.set()
    assert [await flight.run("a", call) for _ in range(3)] == [1, 2, 3]


async def test_failure_is_given_to_those_who_wait_and_not_kept() -> None:
    flight: SingleFlight[str, int] = SingleFlight()
    call, failures = Call(), []

    async def fail() -> int:
        failures.append(await call())
        raise ValueError("not now")

    callers = [asyncio.create_task(flight.run("a", fail)) for _ in range(CALLERS)]
    call.may_end.set()
    found = await asyncio.gather(*callers, return_exceptions=True)
    assert {str(error) for error in found} == {"not now"}
    assert failures == [1]
    assert await flight.run("a", call) == 2


async def test_cancelled_caller_does_not_cancel_the_call() -> None:
    flight: SingleFlight[str, int] = SingleFlight()
    call = Call()
    first, *others = await begun(flight, call, CALLERS)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    call.may_end.set()
    assert await asyncio.gather(*others) == [1] * (CALLERS - 1)


async def test_cancelled_calls_end_for_all_who_wait() -> None:
    flight: SingleFlight[str, int] = SingleFlight()
    call = Call()
    callers = await begun(flight, call, 2)
    flight.cancel()
    found = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(error) for error in found] == [asyncio.CancelledError] * 2
    call.may_end.set()
    assert (await flight.run("a", call), call.ended) == (2, 1)


async def test_call_that_nobody_waits_for_any_more_ends_all_the_same() -> None:
    flight: SingleFlight[str, int] = SingleFlight()
    call = Call()
    (caller,) = await begun(flight, call, 1)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    task = flight.start("a", call)
    call.may_end.set()
    assert (await task, call.count, call.ended) == (1, 1, 1)


async def test_failure_that_nobody_waits_for_any_more_is_not_reported_as_unseen() -> None:
    reported: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    flight: SingleFlight[str, int] = SingleFlight()
    call = Call()

    async def fail() -> int:
        await call()
        raise ValueError

    caller = asyncio.create_task(flight.run("a", fail))
    await call.has_begun.wait()
    task = flight.start("a", fail)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    del caller
    call.may_end.set()
    await asyncio.wait([task])
    del task
    gc.collect(0)
    assert (call.ended, reported) == (1, [])
