"""Figures on spread, shape and independence that were published, from the published data."""

import csv

import numpy as np
import pytest
import scipy

from crowd.stats.aggregate import mean, median
from crowd.stats.independence.order import drift, narrowing_p, runs_p
from crowd.stats.independence.rounding import multiples_of
from crowd.stats.independence.serial_correlation import neighbour_p, serial_p
from crowd.stats.independence.unit_slips import unit_slips
from crowd.stats.multimodality import sarle
from crowd.stats.spread import SPREAD
from tests.paths import DATA

MAX_P = 0.01

# Thread: n, median, mean, SD, CV, skew, excess kurtosis, hits within 10 % of the truth, in percent.
ENGELHARDT_TABLE = {
    "hal5jdl0": (423, 657, 8855.13, 76379.1, 8.63, 11.46, 138.21, 9.69),
    "fscmakcz": (464, 55, 2360.57, 42038.6, 17.81, 21.01, 445.08, 60.99),
    "wv4xujg7": (460, 999, 2748.00, 31206.8, 11.36, 21.24, 451.09, 13.70),
    "bvpj37io": (476, 56, 1239.85, 25435.5, 20.51, 21.74, 470.87, 56.09),
}


def rows(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the published data are not beside the repository: {name}")
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def threads():
    """Each thread's guesses in order of arrival, its truth, and whether people saw others'."""
    found = {}
    for row in rows("engelhardt_threads/threads.csv"):
        found.setdefault(row["thread"], []).append(row)
    return {
        name: (
            np.array([float(row["guess"]) for row in sorted(lines, key=order)]),
            float(lines[0]["truth"]),
            lines[0]["shown"] != "0",
        )
        for name, lines in found.items()
    }


def order(row):
    return int(row["decision_order"])


def caught(threads, check):
    """How many of the independent, and how many of the influenced threads the check marks."""
    marked = {name: check(values) < MAX_P for name, (values, _, _) in threads.items()}
    independent = [marked[name] for name, (_, _, influenced) in threads.items() if not influenced]
    influenced = [marked[name] for name, (_, _, influenced) in threads.items() if influenced]
    assert (len(independent), len(influenced)) == (4, 13)
    return sum(independent), sum(influenced)


@pytest.mark.parametrize("thread", ENGELHARDT_TABLE)
def test_engelhardt_table(threads, thread):
    values, truth, _ = threads[thread]
    n, middle, average, deviation, variation, skewness, kurtosis, hits = ENGELHARDT_TABLE[thread]
    assert values.size == n
    assert median(values) == middle
    assert mean(values) == pytest.approx(average, abs=0.005)
    assert SPREAD["standard_deviation"](values) == pytest.approx(deviation, abs=0.05)
    assert SPREAD["coefficient_of_variation"](values) == pytest.approx(variation, abs=0.005)
    assert scipy.stats.skew(values) == pytest.approx(skewness, abs=0.005)
    assert scipy.stats.kurtosis(values) == pytest.approx(kurtosis, abs=0.005)
    assert 100 * np.mean(np.abs(values - truth) <= truth / 10) == pytest.approx(hits, abs=0.005)


# The fast tests try the serial check, which shuffles in the same way.
@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", [1906])
def test_neighbours_tell_ten_of_thirteen_influenced_threads(threads, seed):
    rng = np.random.default_rng(seed)
    assert caught(threads, lambda values: neighbour_p(values, rng)) == (0, 10)


@pytest.mark.exhaustive
def test_serial_check_tells_ten_of_thirteen_influenced_threads(threads):
    rng = np.random.default_rng(1906)
    assert caught(threads, lambda values: serial_p(values, rng)) == (0, 10)


def test_runs_tell_nine_of_thirteen_influenced_threads(threads):
    assert caught(threads, runs_p) == (0, 9)


def test_drift_tells_no_influenced_thread(threads):
    assert caught(threads, lambda values: drift(values).p) == (0, 0)


def test_narrowing_tells_two_of_thirteen_influenced_threads(threads):
    assert caught(threads, narrowing_p) == (0, 2)


def test_independent_crowds_round_to_multiples_of_five(threads):
    shares = [
        100 * multiples_of(values, 5)
        for values, _, influenced in threads.values()
        if not influenced
    ]
    assert [round(share) for share in sorted(shares)] == [53, 76, 77, 79]


def test_no_thread_has_a_slip_of_the_unit(threads):
    assert [unit_slips(values) for values, _, _ in threads.values()] == [[]] * 17


def test_galton_probable_error_is_half_the_interquartile_range():
    table = {
        int(row["quantile"]): float(row["estimate"]) for row in rows("galton1907/percentiles.csv")
    }
    # With both ends, which were not printed, the table has every fifth percent: 21 rows.
    estimates = [0, *(table[q] for q in range(5, 100, 5)), 2000]
    assert (SPREAD["quartile_3"](estimates) - SPREAD["quartile_1"](estimates)) / 2 == 37


@pytest.mark.parametrize(
    ("times", "coefficient"),
    [
        ((3, 5, 5, 10, 17, 20, 17, 10, 5, 5, 3), 0.34),
        ((2, 26, 14, 6, 2, 0, 2, 6, 14, 26, 2), 0.79),
    ],
)
def test_sarle_of_the_examples_by_pfister_and_others(times, coefficient):
    answers = np.repeat(np.arange(1, 12), times)
    assert round(sarle(answers, on_logs=False), 2) == coefficient
