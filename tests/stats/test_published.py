"""Figures printed in papers, from the papers' own data."""

import csv

import numpy as np
import pytest

from crowd.stats import AGGREGATORS, SPREAD, closer_than, closer_than_log
from crowd.stats.aggregate import geometric_mean, mean, median
from tests.paths import DATA

LORENZ_TABLE_1 = {
    1: (2644, 132, 130),
    2: (1959, 338, 300),
    3: (26773, 8178, 10000),
    4: (838, 174, 170),
    5: (1017, 285, 250),
    6: (135051, 6039, 4000),
}


def rows(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the published data are not beside the repository: {name}")
    with path.open() as file:
        return list(csv.DictReader(file))


def lorenz(question):
    answers = [row for row in rows("lorenz2011/estimates.csv") if int(row["question"]) == question]
    values = np.array([float(row["e1"]) for row in answers])
    # The paper leaves out one first estimate of question 2.
    return values[values != 400_000_000], float(answers[0]["truth"])


def test_galton_median_and_hookers_mean():
    table = {
        int(row["quantile"]): float(row["estimate"]) for row in rows("galton1907/percentiles.csv")
    }
    assert median(list(table.values())) == 1207
    assert mean([table[q] for q in range(5, 100, 10)]) == pytest.approx(1196.2)
    assert mean(list(table.values())) == pytest.approx(1197.2, abs=0.05)


def test_planet_money_cow():
    guesses = [float(row["guess"]) for row in rows("planet_money_cow/guesses.csv")]
    assert len(guesses) == 17_184
    assert mean(guesses) == pytest.approx(1287.083, abs=0.0005)
    assert geometric_mean(guesses) == pytest.approx(1171.932443, abs=5e-7)
    assert median(guesses) == 1245
    assert SPREAD["quartile_1"](guesses) == 907.5
    assert SPREAD["quartile_3"](guesses) == 1542
    assert SPREAD["maximum"](guesses) == 14555


@pytest.mark.parametrize("question", LORENZ_TABLE_1)
def test_lorenz_table_1(question):
    values, _ = lorenz(question)
    figures = [AGGREGATORS[name](values) for name in ("mean", "geometric_mean", "median")]
    assert [round(figure) for figure in figures] == list(LORENZ_TABLE_1[question])


def test_lorenz_mean_and_geometric_mean_against_individuals():
    people = beaten = beaten_on_logs = 0
    for values, truth in map(lorenz, LORENZ_TABLE_1):
        people += values.size
        beaten += values.size * closer_than(values, mean(values), truth).farther
        on_logs = closer_than_log(values, geometric_mean(values), truth)
        beaten_on_logs += values.size * on_logs.farther
    assert people == 863
    assert round(100 * beaten / people, 2) == 21.32
    assert round(100 * beaten_on_logs / people, 2) == 77.06


def test_kao_means_overestimate_and_medians_underestimate():
    jars = {}
    for row in rows("kao2018/estimates.csv"):
        jars.setdefault(float(row["truth"]), []).append(float(row["estimate"]))
    assert {truth: len(jar) for truth, jar in jars.items()} == {
        54: 36,
        139: 51,
        659: 602,
        5897: 69,
        27852: 54,
    }
    assert sum(mean(jar) > truth for truth, jar in jars.items()) == 4
    assert sum(median(jar) < truth for truth, jar in jars.items()) == 4
