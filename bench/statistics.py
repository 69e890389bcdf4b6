"""Measure the cost of every public statistic and of whole reports, for a thousand to a million."""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Number
from tests.stats.calls import CALLS

Values = NDArray[np.float64]
Call = Callable[[Values], object]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
LOG_MEAN, LOG_DEVIATION = 6, 0.7
"""Parameters of log-normal answers, as in the other benchmarks: mostly between 100 and 1,600."""

MIN_SECONDS = 0.002
"""Processor time of a measurement: a call that takes less is repeated."""


class Cost(NamedTuple):
    """Processor seconds, their ratio to those of sorting, and the peak of memory in bytes."""

    seconds: float
    ratio: float
    peak: int


def main() -> None:
    """Measure the statistics that the arguments select, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="methods whose name has this in it")
    parser.add_argument("--fractions", action="store_true", help="no whole numbers, no ties")
    arguments = parser.parse_args()
    rng = np.random.default_rng(1906)
    crowds = [rng.lognormal(LOG_MEAN, LOG_DEVIATION, size) for size in SIZES]
    if not arguments.fractions:
        crowds = [np.round(values) for values in crowds]
    statistics, reports = (
        {
            name: [_measure(call, values, arguments.rounds) for values in crowds]
            for name, call in sorted(calls.items())
            if arguments.only in name
        }
        for calls in (CALLS, REPORTS)
    )
    _print(statistics, reports)


def _report(values: Values, truth: float | None = None) -> None:
    question = Question(kind=Number(minimum=0.0), headline="median", truth=truth)
    compute_results(Sample(values=values), question)


REPORTS: dict[str, Call] = {
    "report, truth unknown": _report,
    "report, truth known": partial(_report, truth=467.0),
}
"""Whole reports: the goal is 1,000 ms for a million answers."""


def _measure(call: Call, values: Values, rounds: int) -> Cost:
    """Measure one statistic; nan where it does not exist for these answers."""
    # The first call imports parts of SciPy, so memory is measured in the second.
    if not _exists(call, values):
        return Cost(float("nan"), float("nan"), 0)
    tracemalloc.start()
    call(values)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    pairs = [(_seconds(np.sort, values), _seconds(call, values)) for _ in range(rounds)]
    ratio = float(np.median([seconds / sorting for sorting, seconds in pairs]))
    return Cost(min(seconds for _, seconds in pairs), ratio, peak)


def _exists(call: Call, values: Values) -> bool:
    """Whether the figure exists: some need probabilities, or have a maximum of answers."""
    try:
        call(values)
    except ValueError:
        return False
    return True


def _seconds(call: Call, values: Values) -> float:
    """Measure the processor time of a call: the mean of as many as take MIN_SECONDS."""
    start, calls = time.process_time(), 0
    while not calls or time.process_time() - start < MIN_SECONDS:
        call(values)
        calls += 1
    return (time.process_time() - start) / calls


def _print(statistics: dict[str, list[Cost]], reports: dict[str, list[Cost]]) -> None:
    table = Table(title="Processor time in ms, x np.sort of the same answers, peak memory in MB")
    table.add_column("method")
    for size in SIZES:
        table.add_column(f"{size:,}", justify="right")
    for name, row in statistics.items():
        table.add_row(name, *map(_cell, row))
    totals = [
        [cost for cost in column if cost.peak] for column in zip(*statistics.values(), strict=True)
    ]
    if totals:
        table.add_section()
        table.add_row("all together", *(f"{1e3 * sum(c.seconds for c in t):,.0f}" for t in totals))
    table.add_section()
    for name, row in reports.items():
        table.add_row(name, *map(_cell, row))
    Console(width=130).print(table)


def _cell(cost: Cost) -> str:
    if not cost.peak:
        return "-"
    return f"{1e3 * cost.seconds:.2f}  x{cost.ratio:.1f}  {cost.peak / 1e6:.1f}"


if __name__ == "__main__":
    main()
