"""The simulation of `bench.calibration`, short: with few runs only gross errors show."""

import numpy as np
import pytest

# scipy loads its submodules at their first use: each test process imports this file.
import scipy

from bench.calibration import simulate_cells
from bench.calibration_tables import failures, is_promised, level_of, tables
from bench.crowds import CONFIRMING, INDEPENDENT, Crowd, population
from bench.dependence import DEPENDENT, Dependence, draw_answers
from bench.distributions import choice, log_normal
from bench.findings import CLAIMS, VERDICT
from bench.rates import CLAIM, INTERVAL, Measure, Rate, merge_rates
from bench.simulation import Cell, all_cells, simulate

SEED = 1907
MEDIAN = Measure(INTERVAL, "median")
CROWDS = {crowd.name: crowd for crowd in (*INDEPENDENT, *CONFIRMING, *DEPENDENT)}


def rates(name: str, n: int, strength: float = 0.0, runs: int = 12):
    cell = Cell(CROWDS[name], n, strength)
    return cell, simulate(cell, runs, SEED)


def test_range_of_a_rate_is_the_exact_one() -> None:
    """At either end, what was found lies in a tail of 2.5 %."""
    for hits, given in ((1, 9), (3, 40), (950, 1000)):
        rate = Rate(hits, given, given)
        below, above = scipy.special.bdtr, scipy.special.bdtrc
        tails = above(hits - 1, given, rate.low), below(hits, given, rate.high)
        assert tails == pytest.approx((0.025, 0.025), rel=1e-9)
    assert Rate(0, 10, 10).high == pytest.approx(1 - 0.025**0.1)
    assert (Rate(0, 9, 9).low, Rate(9, 9, 9).high) == (0, 1)


def test_population_has_the_figures_of_its_formulas() -> None:
    found = population(Crowd("", log_normal(0.7, 400)))
    assert found[:4] == pytest.approx((400, 400 * np.exp(0.245), 444, 400), rel=0.005)
    fair = population(Crowd("", choice({1: 0.2, 2: 0.6, 3: 0.2}), median=2))
    assert fair[:3] == pytest.approx((2, 2, 2), rel=0.002)


def test_names_of_crowds_differ() -> None:
    assert len(CROWDS) == len((*INDEPENDENT, *CONFIRMING, *DEPENDENT))
    assert len(INDEPENDENT) >= 20
    assert len(DEPENDENT) >= 8


@pytest.mark.parametrize("crowd", [*INDEPENDENT, *CONFIRMING], ids=lambda crowd: crowd.name)
def test_answers_of_crowds_are_answers_to_their_questions(crowd: Crowd) -> None:
    values = crowd.draw(np.random.default_rng(1), 200)
    assert values.shape == (200,)
    assert values.dtype == np.float64
    low, high = crowd.kind.bounds
    assert low is None or values.min() >= low
    assert high is None or values.max() <= high
    assert [value for value in values if crowd.kind.value_problem(value, "en")] == []


@pytest.mark.parametrize("dependence", DEPENDENT, ids=lambda dependence: dependence.name)
def test_dependence_grows_with_its_strength(dependence: Dependence) -> None:
    """Without strength the answers are those of independent people."""
    assert list(dependence.strengths) == sorted(dependence.strengths)
    values, _ = draw_answers(dependence, 0, np.random.default_rng(1), 4000)
    assert np.median(values) == pytest.approx(400, rel=0.05)


def broken_on_average(cells: list[Cell], runs: int) -> set[str]:
    """With few runs a crowd strays by chance, all crowds together do not."""
    total: dict[Measure, Rate] = {}
    for cell in cells:
        found = simulate(cell, runs, SEED)
        merge_rates(total, {m: rate for m, rate in found.items() if is_promised(cell, m)})
    return {
        measure.name
        for measure, rate in total.items()
        if (rate.high < 0.945 if measure.group == INTERVAL else rate.low > 1.5 * level_of(measure))
    }


def test_simulation_of_a_few_crowds_breaks_no_promise() -> None:
    names = ("heaped on 10", "ratings 1-5, half 5", "chances about one half", "dates", "Laplace")
    assert broken_on_average([Cell(CROWDS[name], 50) for name in names], runs=16) == set()


@pytest.mark.exhaustive
@pytest.mark.parametrize("n", [50, 100])
def test_simulation_of_all_crowds_breaks_no_promise(n: int) -> None:
    cells = [Cell(crowd, n) for crowd in (*INDEPENDENT, *CONFIRMING)]
    assert broken_on_average(cells, runs=30) == set()


def test_rates_do_not_depend_on_the_number_of_processes() -> None:
    place = next(i for i, cell in enumerate(all_cells()) if (cell.name, cell.n) == ("dates", 30))
    alone, shared = (simulate_cells([place], 6, SEED, processes) for processes in (1, 2))
    assert alone == shared
    assert [rates[MEDIAN].runs for rates in shared.values()] == [6]


@pytest.mark.exhaustive
def test_simulation_counts_every_sentence_where_it_is_true() -> None:
    """Else a sentence whose words changed would never be counted."""
    said = set()
    for name, n, strength in (
        ("copy the answer before", 100, 0.4),
        ("drift, in deviations", 100, 1),
        ("branches of shared links", 100, 0.3),
        ("two camps, factor 20, 50% above", 100, 0),
        ("two camps, factor 1000, 20% above", 50, 0),
    ):
        found = rates(name, n, strength, runs=6)[1]
        said |= {m.name for m, rate in found.items() if m.group == CLAIM and rate.share > 0.5}
    assert {*CLAIMS, VERDICT} - said == {"groups differ", "a number in the question"}


def test_broken_promises_are_told() -> None:
    cell = Cell(CROWDS["uniform, bounded"], 100)
    found = {
        Measure(INTERVAL, "mean"): Rate(hits=880, given=1000, runs=1000),
        MEDIAN: Rate(hits=20, given=50, runs=1000),
        Measure(CLAIM, VERDICT): Rate(hits=30, given=1000, runs=1000),
        Measure(CLAIM, "more than one heap"): Rate(hits=12, given=1000, runs=1000),
    }
    assert [line.partition(" ±")[0] for line in failures({cell: found})] == [
        "uniform, bounded, n = 100: mean holds in 88.0",
        f"uniform, bounded, n = 100: {VERDICT} false in 3.0",
    ]
    assert [table.row_count for table in tables({cell: found})] == [1, 1, 2]
