"""Simulated crowds of independent people, with the question that each answers."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bench.distributions import (
    Draw,
    beta,
    choice,
    gamma,
    geometric,
    heaped,
    heaped_durations,
    laplace,
    log_normal,
    mixture,
    negative_binomial,
    normal,
    on_one_two_five,
    poisson,
    rounded,
    shifted,
    student,
    uniform,
    weibull,
)
from crowd.kinds import Date, Duration, Kind, Number, Percentage, Probability
from crowd.stats.aggregate import log_odds_mean

COUNT = Number(minimum=0, decimals=0)
ANY_NUMBER = Number()
UP_TO_100, UP_TO_1000 = Number(minimum=0, maximum=100), Number(minimum=0, maximum=1000)
RATING = Number(minimum=1, maximum=5, decimals=0)

POPULATION_SIZE = 1 << 20
"""People drawn for the figures of a population: their noise is a 22nd of that of 2,000 people."""

HEAPS, UNITS = "more than one heap", "another unit"
"""Findings that are true of some crowds of independent people."""

FIRST_DAY = 20_000
"""A day of 2024, in days since 1970-01-01."""


class Crowd(NamedTuple):
    """A population of which independent people are drawn, and the question that they answer."""

    name: str
    draw: Draw
    kind: Kind = Number(minimum=0)
    text: str = "How much is it?"
    median: float | None = None
    mean: float | None = None
    """Figures in closed form; None takes them from a large draw."""

    true_findings: frozenset[str] = frozenset()
    """What is rightly found here."""

    missed: frozenset[str] = frozenset()
    """Intervals that miss here, as their docstrings say, because nobody can tell from the answers."""


class Population(NamedTuple):
    """The figures of a population that intervals are of; nan where they do not exist."""

    median: float
    mean: float
    trimmed_mean: float
    geometric_mean: float
    log_odds_mean: float


@lru_cache(None)
def population(crowd: Crowd) -> Population:
    """Compute the figures of a crowd's population from one large draw, or take its closed forms."""
    values = np.sort(crowd.draw(np.random.default_rng(1907), POPULATION_SIZE))
    tenth, nan = POPULATION_SIZE // 10, float("nan")
    ratios = crowd.kind.is_quantity and values[0] > 0
    return Population(
        median=float(np.median(values)) if crowd.median is None else crowd.median,
        mean=float(np.mean(values)) if crowd.mean is None else crowd.mean,
        trimmed_mean=float(np.mean(values[tenth:-tenth])),
        geometric_mean=float(np.exp(np.mean(np.log(values)))) if ratios else nan,
        log_odds_mean=log_odds_mean(values) if crowd.kind.is_chance else nan,
    )


def _log_normal(sigma: float) -> Crowd:
    mean = 400 * float(np.exp(sigma**2 / 2))
    return Crowd(f"log-normal, sigma {sigma}", log_normal(sigma), median=400, mean=mean)


def _camps(factor: float, share: float) -> Crowd:
    """Two camps a factor apart; camps a unit apart look like a mistake of units."""
    findings = {HEAPS, UNITS} if factor in {10, 100, 1000} else {HEAPS}
    return Crowd(
        f"two camps, factor {factor}, {share:.0%} above",
        mixture(log_normal(0.2, 100), log_normal(0.2, 100 * factor), share),
        # Camps of one size and spread lie alike about the geometric mean of their medians.
        median=100 * factor**0.5 if share == 0.5 else None,
        true_findings=frozenset(findings),
    )


def _number_in_question(number: int, median: float, where: str) -> Crowd:
    step = 50 if median >= 1000 else 10
    return Crowd(
        f"heaped on {step}, {number:,} in the question, {where}",
        heaped(log_normal(0.6, median), step),
        COUNT,
        f"Are there more or fewer than {number:,}? How many?",
    )


def _on_whole_numbers(name: str, draw: Draw, mean: float) -> Crowd:
    return Crowd(name, draw, COUNT, mean=mean)


INDEPENDENT = (
    *(_log_normal(sigma) for sigma in (0.3, 0.7, 1.5)),
    Crowd("normal", normal(100, 15), ANY_NUMBER, median=100, mean=100),
    Crowd("uniform, bounded", uniform(0, 100), UP_TO_100, median=50, mean=50),
    Crowd("skewed, bounded", beta(1.2, 8, 1000), UP_TO_1000),
    Crowd("log-normal, sigma 1, bounded", rounded(log_normal(1, 90), 1, 0, 1000), UP_TO_1000),
    Crowd("heaped on 50, bounded", rounded(normal(450, 200), 50, 0, 1000), UP_TO_1000),
    Crowd(
        "two camps, bounded",
        mixture(normal(20, 4), normal(80, 4), 0.2),
        UP_TO_100,
        true_findings=frozenset({HEAPS}),
    ),
    Crowd("Laplace", laplace(100, 15), ANY_NUMBER, median=100, mean=100),
    Crowd("Student's t, 3 degrees", student(3, 100, 15), ANY_NUMBER, median=100, mean=100),
    *(
        Crowd(f"heaped on {step}", heaped(log_normal(0.6), step, unit=max(1, step // 20)), COUNT)
        for step in (5, 10, 100)
    ),
    Crowd("on 1, 2, 5 times powers of ten", on_one_two_five(log_normal(1))),
    Crowd(
        "ratings 1-5, 3 in the question",
        choice({1: 0.1, 2: 0.2, 3: 0.35, 4: 0.25, 5: 0.1}),
        RATING,
        "How do you like it, from 1 to 5, where 3 is neither well nor badly?",
    ),
    Crowd("ratings 1-5, half 5", choice({1: 0.02, 2: 0.05, 3: 0.13, 4: 0.28, 5: 0.52}), RATING),
    *(_on_whole_numbers(f"Poisson, mean {mean}", poisson(mean), mean) for mean in (1, 3)),
    _on_whole_numbers("geometric, p 0.3", geometric(0.3), 1 / 0.3),
    *(_camps(factor, share) for factor in (3, 10, 20, 100, 1000) for share in (0.5, 0.2)),
    *(_number_in_question(number, number, "near") for number in (100, 500, 1000, 1200)),
    *(_number_in_question(number, 3.1 * number, "far") for number in (100, 500, 1000, 1200)),
    Crowd(
        "heaped on 100, nobody at the number in the question",
        heaped(log_normal(0.4, 700), 100, unit=5),
        COUNT,
        "The last one had 12 pieces. How many has this one?",
    ),
    Crowd(
        "percentages on 5, 50 in the question",
        rounded(normal(48, 18), 5, 0, 100),
        Percentage(),
        "Is it more than 50 %? How many percent?",
    ),
    Crowd("percentages, two in three 0", rounded(normal(-3, 12), 5, 0, 100), Percentage()),
    Crowd("percentages, two in three 100", rounded(normal(103, 12), 5, 0, 100), Percentage()),
    Crowd(
        "percentages at both ends",
        rounded(normal(45, 90), 5, 0, 100),
        Percentage(),
        true_findings=frozenset({HEAPS}),
    ),
    Crowd("chances near 0", rounded(beta(0.5, 9), 0.01, 0, 1), Probability()),
    Crowd("chances near 1, many certain", rounded(beta(3, 0.3), 0.05, 0, 1), Probability()),
    Crowd("chances about one half", rounded(beta(3, 3), 0.05, 0, 1), Probability()),
    Crowd("dates", rounded(normal(FIRST_DAY, 40)), Date()),
    Crowd("dates, most soon", rounded(shifted(gamma(1, 60), FIRST_DAY)), Date()),
    Crowd("durations on 5, 15, 30 min and hours", heaped_durations, Duration()),
    Crowd("numbers below and above zero", rounded(laplace(2, 8), 0.5), ANY_NUMBER),
    Crowd(
        "ties in blocks",
        mixture(log_normal(0.5, 60), choice({40: 0.3, 60: 0.5, 100: 0.2}), 0.7),
    ),
    Crowd(
        "19 of 20 the same",
        choice({5: 0.005, 6: 0.015, 7: 0.95, 8: 0.02, 20: 0.01}),
        COUNT,
        mean=7.125,
    ),
)
"""Crowds by which rules were chosen, and which every run measures."""

CONFIRMING = (
    *(_log_normal(sigma) for sigma in (1, 1.2)),
    _log_normal(2),
    _camps(3, 0.3),
    _camps(50, 0.1),
    _camps(5, 0.15)._replace(missed=frozenset({"trimmed mean"})),
    Crowd("exponential", gamma(1, 30), mean=30),
    Crowd("gamma, shape 4", gamma(4, 30), mean=120),
    Crowd("gamma, shape 0.3", gamma(0.3, 100), mean=30),
    Crowd("Weibull, shape 0.7", weibull(0.7, 200)),
    Crowd("Weibull, shape 3", weibull(3, 200)),
    Crowd(
        "log-normal, sigma 1, a tenth 20 times as large",
        mixture(log_normal(1), log_normal(0.5, 8000), 0.1),
    ),
    Crowd("triangular, bounded", beta(2, 1, 100), UP_TO_100, mean=200 / 3),
    Crowd("near the lower bound", gamma(1.5, 4), UP_TO_1000, mean=6),
    Crowd(
        "one in 50 at the upper bound",
        mixture(uniform(20, 60), choice({1000: 1}), 0.02),
        UP_TO_1000,
        mean=0.98 * 40 + 0.02 * 1000,
        missed=frozenset({"mean", "geometric mean"}),
    ),
    Crowd("Student's t, 5 degrees", student(5, -3, 2), ANY_NUMBER, median=-3, mean=-3),
    Crowd("negative binomial", negative_binomial(0.8, 4), COUNT, mean=4),
    Crowd(
        "ratings 1-7, both ends",
        choice({1: 0.3, 2: 0.1, 3: 0.05, 4: 0.05, 5: 0.1, 6: 0.15, 7: 0.25}),
        Number(minimum=1, maximum=7, decimals=0),
        true_findings=frozenset({HEAPS}),
    ),
    Crowd("yes or no, 1 in 8", choice({0: 7 / 8, 1: 1 / 8}), COUNT, mean=1 / 8),
    Crowd("percentages, skewed on 10", rounded(beta(1, 6, 100), 10, 0, 100), Percentage()),
    Crowd(
        "chances, a third certain",
        mixture(rounded(beta(2, 1), 0.1), choice({1: 1}), 1 / 3),
        Probability(),
    ),
    Crowd(
        "dates in two seasons",
        rounded(mixture(normal(FIRST_DAY, 8), normal(FIRST_DAY + 90, 8), 0.3)),
        Date(),
        true_findings=frozenset({HEAPS}),
    ),
    Crowd(
        "1,000 in the question, on 250",
        heaped(gamma(3, 350), 250, unit=10),
        COUNT,
        "Fewer than 1,000? How many?",
    ),
    Crowd(
        "one wild answer in 50",
        mixture(normal(50, 8), uniform(1000, 3000), 0.02),
        mean=50 * 0.98 + 2000 * 0.02,
    ),
)
"""Crowds that had no part in choosing any rule."""
