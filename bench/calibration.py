"""Simulate crowds: how often intervals hold, findings are false, and dependence is found.

Ends with status 1, and the cells, where a finding of independent people is false too often or an
interval holds too seldom. 2,000 runs a cell take an hour on two cores.
"""

from __future__ import annotations

import argparse
import sys
import time
from multiprocessing import get_context
from typing import NamedTuple

from rich.console import Console

from bench.calibration_tables import failures, tables
from bench.rates import Rates, merge_rates
from bench.simulation import Cell, all_cells, simulate

CHUNK = 50
"""Runs that a process makes at a time."""


class Task(NamedTuple):
    """Runs of the cell at a place in the list of all cells, which every process makes alike."""

    place: int
    runs: int
    seed: int
    part: int


def main() -> None:
    """Simulate the cells that the arguments select, print the tables, and end with the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="of each cell")
    parser.add_argument("--only", default="", help="crowds whose name has this in it")
    parser.add_argument("--sizes", default="", help="numbers of people, with commas between")
    parser.add_argument("--seed", type=int, default=1907)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    sizes = {int(size) for size in given.sizes.split(",") if size}
    places = [
        place
        for place, cell in enumerate(all_cells())
        if given.only.lower() in cell.name.lower() and (not sizes or cell.n in sizes)
    ]
    begin = time.perf_counter()
    found = simulate_cells(places, given.runs, given.seed, given.processes)
    console = Console(width=200)
    for table in tables(found):
        console.print(table)
    broken = list(failures(found))
    console.print(
        f"{len(found)} cells of {given.runs:,} runs in {time.perf_counter() - begin:.0f} s"
    )
    console.print(f"{len(broken)} broken promises", *broken, sep="\n", markup=False)
    sys.exit(1 if broken else 0)


def simulate_cells(places: list[int], runs: int, seed: int, processes: int) -> dict[Cell, Rates]:
    """Simulate cells in several processes; the same seed gives the same rates, however many."""
    cells = all_cells()
    found: dict[Cell, Rates] = {cells[place]: {} for place in places}
    # The largest crowds first, so that no process is left with one of them at the end.
    ordered = sorted(places, key=lambda place: -cells[place].n)
    tasks = [
        Task(place, min(CHUNK, runs - start), seed, start // CHUNK)
        for place in ordered
        for start in range(0, runs, CHUNK)
    ]
    with get_context("fork").Pool(processes) as pool:
        for place, rates in pool.imap_unordered(_run, tasks):
            merge_rates(found[cells[place]], rates)
    return found


def _run(task: Task) -> tuple[int, Rates]:
    return task.place, simulate(all_cells()[task.place], task.runs, task.seed, task.part)


if __name__ == "__main__":
    main()
