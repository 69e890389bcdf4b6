"""Simulated crowds whose people know of each other's answers, in the order of arrival."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.crowds import COUNT, Crowd
from bench.distributions import Values

Labels = NDArray[np.int64]

MEDIAN, DEVIATION = 400, 0.7
ANSWERS = Crowd(
    "on their own",
    lambda rng, n: _write(rng.standard_normal(n)),
    COUNT,
    median=MEDIAN,
)
"""What people would have said if they had known of nobody: log-normal quantities."""

BLOCK_SIZE = 5
"""Friends who come together."""

BRANCHES = 8
"""Persons by whose links all people came."""


class Arrivals(NamedTuple):
    """Logarithms of answers in the order of arrival, as deviations, and branches of shared links."""

    deviations: Values
    branches: Labels | None = None


Influence = Callable[[np.random.Generator, int, float], Arrivals]


class Dependence(NamedTuple):
    """A way in which answers depend on others, and three strengths of it, the weakest first."""

    name: str
    influence: Influence
    strengths: tuple[float, float, float]


def draw_answers(
    dependence: Dependence, strength: float, rng: np.random.Generator, n: int
) -> tuple[Values, Labels | None]:
    """Draw whole numbers in the order of arrival."""
    arrivals = dependence.influence(rng, n, strength)
    return _write(arrivals.deviations), arrivals.branches


def _write(deviations: Values) -> Values:
    """Whole numbers, half of them rounded to tens: by size, not by chance, so that copies are equal."""
    values = MEDIAN * np.exp(DEVIATION * deviations)
    steps = np.where(np.floor(values) % 2 == 0, 10, 1)
    return np.maximum(np.rint(values / steps) * steps, 1)


def _moves(toward: Callable[[Values], float]) -> Influence:
    """Everybody moves a part of the way from the own answer to what earlier answers tell."""

    def influence(rng: np.random.Generator, n: int, strength: float) -> Arrivals:
        values = rng.standard_normal(n)
        for place in range(1, n):
            values[place] += strength * (toward(values[:place]) - values[place])
        return Arrivals(values)

    return influence


def _copies(earlier: Callable[[np.random.Generator, int], int]) -> Influence:
    """A share copies an earlier answer exactly."""

    def influence(rng: np.random.Generator, n: int, share: float) -> Arrivals:
        values, copying = rng.standard_normal(n), rng.random(n) < share
        for place in np.flatnonzero(copying[1:]) + 1:
            values[place] = values[earlier(rng, int(place))]
        return Arrivals(values)

    return influence


def _with_common_part(labels: Labels, rng: np.random.Generator, share: float) -> Values:
    """Deviations of which a share of the variance is that of the people with one label."""
    common = rng.standard_normal(int(labels.max()) + 1)
    own = rng.standard_normal(labels.size)
    return np.sqrt(share) * common[labels] + np.sqrt(1 - share) * own


def _friends(rng: np.random.Generator, n: int, share: float) -> Arrivals:
    return Arrivals(_with_common_part(np.arange(n) // BLOCK_SIZE, rng, share))


def _branches(rng: np.random.Generator, n: int, share: float) -> Arrivals:
    labels = rng.permutation(np.arange(n) % BRANCHES)
    return Arrivals(_with_common_part(labels, rng, share), labels)


def _drift(rng: np.random.Generator, n: int, rise: float) -> Arrivals:
    return Arrivals(rng.standard_normal(n) + rise * np.linspace(-0.5, 0.5, n))


def _burst(rng: np.random.Generator, n: int, share: float) -> Arrivals:
    values = rng.standard_normal(n)
    values[n - max(1, round(share * n)) :] = 1.5
    return Arrivals(values)


DEPENDENT = (
    Dependence("move to the answer before", _moves(lambda earlier: earlier[-1]), (0.2, 0.4, 0.6)),
    Dependence(
        "move to the mean of the last 5",
        _moves(lambda earlier: float(np.mean(earlier[-5:]))),
        (0.2, 0.4, 0.6),
    ),
    Dependence(
        "move to the running median",
        _moves(lambda earlier: float(np.median(earlier))),
        (0.2, 0.4, 0.6),
    ),
    Dependence("copy the answer before", _copies(lambda _rng, place: place - 1), (0.1, 0.2, 0.4)),
    Dependence(
        "copy any earlier answer",
        _copies(lambda rng, place: int(rng.integers(place))),
        (0.1, 0.2, 0.4),
    ),
    Dependence("friends come together", _friends, (0.1, 0.2, 0.4)),
    Dependence("drift, in deviations", _drift, (0.25, 0.5, 1)),
    Dependence("burst of one answer at the end", _burst, (0.05, 0.1, 0.2)),
    Dependence("branches of shared links", _branches, (0.05, 0.1, 0.3)),
)
