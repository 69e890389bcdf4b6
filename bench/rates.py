"""Shares of simulated runs, with the range that their number leaves open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import scipy

TAIL = 0.025
"""Probability on either side of the range of a rate."""


class Measure(NamedTuple):
    """What is counted: whether an interval holds, a sentence is said, or a probability is small."""

    group: str
    name: str


INTERVAL, CLAIM, PROBABILITY = "interval", "claim", "probability"
"""The groups of measures."""

Outcome = tuple[Measure, bool | None]
"""A measure and whether it came true in one run; None where the figure is absent."""


class Rate(NamedTuple):
    """How often a measure came true, among the runs that have the figure."""

    hits: int = 0
    given: int = 0
    runs: int = 0

    @property
    def share(self) -> float:
        """The share of true ones among the given ones; nan without any."""
        return self.hits / self.given if self.given else float("nan")

    @property
    def given_share(self) -> float:
        """The share of runs that have the figure."""
        return self.given / self.runs

    @property
    def missed_share(self) -> float:
        """The share of all runs that have the figure, and in which it is not true."""
        return (self.given - self.hits) / self.runs

    @property
    def low(self) -> float:
        """The lower end of the exact 95 % range of the share (Clopper and Pearson 1934)."""
        if not self.hits:
            return 0.0
        return float(scipy.special.betaincinv(self.hits, self.given - self.hits + 1, TAIL))

    @property
    def high(self) -> float:
        """The upper end of the exact 95 % range of the share."""
        if self.hits == self.given:
            return 1.0
        return float(scipy.special.betaincinv(self.hits + 1, self.given - self.hits, 1 - TAIL))

    @property
    def error(self) -> float:
        """Half the width of the range: the Monte Carlo error of the share."""
        return (self.high - self.low) / 2


Rates = dict[Measure, Rate]


def add_outcomes(rates: Rates, outcomes: Iterable[Outcome]) -> None:
    """Count the outcomes of one run."""
    for measure, true in outcomes:
        merge_rates(rates, {measure: Rate(int(bool(true)), int(true is not None), 1)})


def merge_rates(total: Rates, more: Rates) -> None:
    """Add the rates of further runs."""
    for measure, rate in more.items():
        known = total.get(measure, Rate())
        total[measure] = Rate(*(one + other for one, other in zip(known, rate, strict=True)))
