"""Simulate crowds of a size: whether intervals hold them, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np

from bench.coverage import branch_outcomes, interval_outcomes
from bench.crowds import CONFIRMING, INDEPENDENT, Crowd
from bench.dependence import ANSWERS, DEPENDENT, Dependence, draw_answers
from bench.findings import check_crowd, finding_outcomes
from bench.rates import Outcome, Rates, add_outcomes
from crowd.analysis.independence import effective_size
from crowd.analysis.sample import Question, Sample

SIZES = (6, 10, 20, 30, 50, 100, 300, 500, 2000)
DEPENDENT_SIZES = (30, 100, 300)

MIN_CHECKED = 30
"""Answers below which the page says that there are too few to check."""

PERMUTATIONS = 999
"""Shuffled orders of the checks of order: the service takes ten times as many, which shifts a p of
1 % by 0.3 % at random but keeps its rate under the null."""

LARGE, LARGE_CHECKED = 2000, 4
"""Size from which on only every fourth crowd is checked: shuffling takes most of the time."""

GROUPS, PEOPLE_PER_BRANCH = 4, 8
"""How independent people come all the same: in groups, and by links."""


class Cell(NamedTuple):
    """A crowd of a size; of a dependent crowd the strength as well."""

    crowd: Crowd | Dependence
    n: int
    strength: float = 0.0

    @property
    def name(self) -> str:
        """The name of the crowd, with the strength of its dependence."""
        return f"{self.crowd.name}, {self.strength:g}" if self.strength else self.crowd.name


def all_cells() -> list[Cell]:
    """Return every crowd with every size."""
    alone = [Cell(crowd, n) for crowd in (*INDEPENDENT, *CONFIRMING) for n in SIZES]
    return alone + [
        Cell(dependence, n, strength)
        for dependence in DEPENDENT
        for strength in dependence.strengths
        for n in DEPENDENT_SIZES
    ]


def simulate(cell: Cell, runs: int, seed: int, part: int = 0) -> Rates:
    """Draw a crowd so many times, and count what is said of it; every part has other numbers."""
    rng, rates = np.random.default_rng([seed, crc32(cell.name.encode()), cell.n, part]), Rates()
    for run in range(runs):
        add_outcomes(rates, _outcomes(cell, rng, run))
    return rates


def _outcomes(cell: Cell, rng: np.random.Generator, run: int) -> Iterator[Outcome]:
    if isinstance(cell.crowd, Dependence):
        yield from _dependent_outcomes(cell.crowd, cell, rng)
    else:
        is_checked = cell.n < LARGE or run % LARGE_CHECKED == 0
        yield from _independent_outcomes(cell.crowd, cell.n, rng, is_checked)


def _independent_outcomes(
    crowd: Crowd, n: int, rng: np.random.Generator, is_checked: bool
) -> Iterator[Outcome]:
    values = crowd.draw(rng, n)
    yield from interval_outcomes(crowd, values)
    if is_checked and n >= MIN_CHECKED:
        question = _question(crowd, rng)
        branches = rng.integers(0, max(2, n // PEOPLE_PER_BRANCH), n)
        results = check_crowd(values, branches, rng.integers(0, GROUPS, n), question)
        yield from finding_outcomes(results, question)


def _dependent_outcomes(
    dependence: Dependence, cell: Cell, rng: np.random.Generator
) -> Iterator[Outcome]:
    values, branches = draw_answers(dependence, cell.strength, rng, cell.n)
    question = _question(ANSWERS, rng)
    groups = rng.integers(0, GROUPS, cell.n)
    results = check_crowd(values, branches, groups, question)
    yield from finding_outcomes(results, question)
    if branches is not None:
        sample = Sample(values=values, branches=branches)
        yield from branch_outcomes(ANSWERS, values, effective_size(sample, question))


def _question(crowd: Crowd, rng: np.random.Generator) -> Question:
    # A seed for each run: a fixed one would shuffle all crowds into the same orders.
    seed = int(rng.integers(1 << 32))
    return Question(
        kind=crowd.kind, headline="median", text=crowd.text, seed=seed, permutations=PERMUTATIONS
    )
