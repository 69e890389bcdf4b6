"""Compare subjects with a reference in turns, so that other load on the machine affects both."""

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

from bench.load import Request, generate_load, generator_name
from bench.reference import running_reference

CONNECTIONS = 64
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Target(NamedTuple):
    """Targets as ratios to the reference: least rate, desired rate, greatest processor time."""

    rate: float
    aim: float | None = None
    cpu: float | None = None


class Subject(NamedTuple):
    """A subject of measurement: its server and the request."""

    name: str
    port: int
    pid: int
    request: Request
    goal: Target | None = None


class Turn(NamedTuple):
    """One turn: requests per second, and microseconds of processor time per request."""

    rate: float
    cpu: float


Measurements = dict[Subject, list[tuple[Turn, Turn]]]


def parse_options(description: str | None) -> argparse.Namespace:
    """Parse the command line of a benchmark."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="of one turn")
    return parser.parse_args()


def compare(reference: Subject, subjects: Sequence[Subject], rounds: int, seconds: int) -> None:
    """Measure and print each subject beside the reference, as medians over the rounds."""
    pairs: Measurements = {subject: [] for subject in subjects}
    for subject in (reference, *subjects):
        _measure_turn(subject, 1)
    for turn in range(rounds):
        for subject in subjects:
            first, second = (subject, reference) if turn % 2 else (reference, subject)
            one, two = _measure_turn(first, seconds), _measure_turn(second, seconds)
            pairs[subject].append((two, one) if turn % 2 else (one, two))
    _print(reference.name, pairs, f"{rounds} rounds of {seconds} s")


def _measure_turn(subject: Subject, seconds: int) -> Turn:
    before = _ticks(subject.pid)
    outcome = generate_load(subject.port, subject.request, CONNECTIONS, seconds)
    spent = (_ticks(subject.pid) - before) / TICKS_PER_SECOND
    if outcome.failed or not outcome.requests:
        raise SystemExit(f"{subject.name}: {outcome.failed} of {outcome.requests} failed")
    return Turn(outcome.rate, spent / outcome.requests * 1e6)


def _ticks(pid: int) -> int:
    """Return the processor time of a process and its descendants, in ticks."""
    return sum(sum(map(int, _read_stat(each)[11:13])) for each in _process_tree(pid))


def _process_tree(pid: int) -> Iterator[int]:
    yield pid
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(_read_stat(int(folder.name))[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            yield from _process_tree(int(folder.name))


def _read_stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _print(reference: str, pairs: Measurements, turns: str) -> None:
    table = Table(title=f"{turns}, {CONNECTIONS} connections, load from {generator_name()}")
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
        goals = _format_target(subject.goal)
        table.add_row(subject.name, rate, f"{rates:.3f}", goals[0], cpu, f"{costs:.1f}", goals[1])
    Console(width=110).print(table)


def _format_target(goal: Target | None) -> tuple[str, str]:
    if goal is None:
        return "", ""
    aim = f", aim {goal.aim:.2f}" if goal.aim else ""
    return f">= {goal.rate:.2f}{aim}", f"<= {goal.cpu:.1f}" if goal.cpu else ""


def _medians(samples: list[Turn]) -> tuple[str, str]:
    rate = statistics.median(sample.rate for sample in samples)
    cpu = statistics.median(sample.cpu for sample in samples)
    return f"{rate:,.0f}", f"{cpu:,.0f}"


@contextmanager
def running_reference_subject() -> Iterator[Subject]:
    """Provide the reference: a bare uvicorn with a reply of 1 KB."""
    with running_reference("hello") as (port, pid):
        yield Subject("hello, 1 KB", port, pid, Request("/"))
