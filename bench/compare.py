"""Two things measured in turns, so that whatever else the machine does meets both alike."""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bench.load import Request, generator, load
from bench.reference import running_reference

CONNECTIONS = 64
TICKS = os.sysconf("SC_CLK_TCK")


class Goal(NamedTuple):
    """What is to be reached, as ratios to the reference: a rate at least, a cost at most."""

    rate: float
    aim: float | None = None
    cpu: float | None = None


class Subject(NamedTuple):
    """Something to measure: who serves it, and what is asked."""

    name: str
    port: int
    pid: int
    request: Request
    goal: Goal | None = None


class Sample(NamedTuple):
    """One turn: requests a second and microseconds of processor time for each."""

    rate: float
    cpu: float


Pairs = dict[Subject, list[tuple[Sample, Sample]]]


def options(description: str | None) -> argparse.Namespace:
    """The command line of a benchmark."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="of one turn")
    return parser.parse_args()


def compare(reference: Subject, subjects: Sequence[Subject], rounds: int, seconds: int) -> None:
    """Prints each subject beside the reference, as medians over the rounds."""
    pairs: Pairs = {subject: [] for subject in subjects}
    for subject in (reference, *subjects):
        _sample(subject, 1)
    for turn in range(rounds):
        for subject in subjects:
            first, second = (subject, reference) if turn % 2 else (reference, subject)
            one, two = _sample(first, seconds), _sample(second, seconds)
            pairs[subject].append((two, one) if turn % 2 else (one, two))
    _print(reference.name, pairs, f"{rounds} rounds of {seconds} s")


def _sample(subject: Subject, seconds: int) -> Sample:
    before = _ticks(subject.pid)
    outcome = load(subject.port, subject.request, CONNECTIONS, seconds)
    spent = (_ticks(subject.pid) - before) / TICKS
    if outcome.failed or not outcome.requests:
        raise SystemExit(f"{subject.name}: {outcome.failed} of {outcome.requests} failed")
    return Sample(outcome.rate, spent / outcome.requests * 1e6)


def _ticks(pid: int) -> int:
    """Processor time of a process and of all that it started."""
    return sum(sum(map(int, _stat(each)[11:13])) for each in _family(pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(_stat(int(folder.name))[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            yield from _family(int(folder.name))


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _print(reference: str, pairs: Pairs, turns: str) -> None:
    table = Table(title=f"{turns}, {CONNECTIONS} connections, load from {generator()}")
    table.add_column("what")
    for heading in ("req/s", "of reference", "goal", "CPU us", "of reference", "goal"):
        table.add_column(heading, justify="right")
    every = [sample for samples in pairs.values() for sample, _ in samples]
    rate, cpu = _medians(every)
    table.add_row(f"{reference} (reference)", rate, "", "", cpu, "", "")
    for subject, samples in pairs.items():
        rate, cpu = _medians([sample for _, sample in samples])
        rates = statistics.median(mine.rate / theirs.rate for theirs, mine in samples)
        costs = statistics.median(mine.cpu / theirs.cpu for theirs, mine in samples)
        goals = _goals(subject.goal)
        table.add_row(subject.name, rate, f"{rates:.3f}", goals[0], cpu, f"{costs:.1f}", goals[1])
    Console(width=110).print(table)


def _goals(goal: Goal | None) -> tuple[str, str]:
    if goal is None:
        return "", ""
    aim = f", aim {goal.aim:.2f}" if goal.aim else ""
    return f">= {goal.rate:.2f}{aim}", f"<= {goal.cpu:.1f}" if goal.cpu else ""


def _medians(samples: list[Sample]) -> tuple[str, str]:
    rate = statistics.median(sample.rate for sample in samples)
    cpu = statistics.median(sample.cpu for sample in samples)
    return f"{rate:,.0f}", f"{cpu:,.0f}"


@contextmanager
def reference_subject() -> Iterator[Subject]:
    """A bare uvicorn that says hello."""
    with running_reference("hello") as (port, pid):
        yield Subject("hello, 1 KB", port, pid, Request("/"))
