"""Sample which code uses the processor: a signal comes after each so many milliseconds of its time."""

from __future__ import annotations

import dis
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

INTERVAL = 0.001
"""Seconds of processor time between two signals; the system's clock may make it up to 4 ms."""

RESUME = dis.opmap["RESUME"]


class Call(NamedTuple):
    """A function on the stack: the file that it stands in, and its name."""

    file: str
    name: str


Stack = tuple[Call, ...]
"""The calls under way, the innermost first."""


class Sampler:
    """Counts the stacks of the main thread, at most `max_samples` of them."""

    def __init__(self, max_samples: int) -> None:
        self.stacks: Counter[Stack] = Counter()
        self.samples = 0
        self._max_samples = max_samples

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Handle the signals; to be called in the main thread."""
        before = signal.signal(signal.SIGPROF, self._sample)
        try:
            yield
        finally:
            self.stop()
            signal.signal(signal.SIGPROF, before)

    def start(self) -> None:
        """Have the signals sent from now on; any thread may call it."""
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def stop(self) -> None:
        """Have no more signals sent."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _sample(self, _signal: int, frame: FrameType | None) -> None:
        if self.samples >= self._max_samples:
            self.stop()
            return
        self.samples += 1
        self.stacks[_stack_of(frame)] += 1


def _stack_of(frame: FrameType | None) -> Stack:
    # A signal that comes in C code is handled when a Python function is entered next: a function of
    # which nothing has run is not what took the time.
    while frame is not None and frame.f_code.co_code[frame.f_lasti] == RESUME:
        frame = frame.f_back
    calls = []
    while frame is not None:
        calls.append(Call(frame.f_code.co_filename, frame.f_code.co_qualname))
        frame = frame.f_back
    return tuple(calls)
