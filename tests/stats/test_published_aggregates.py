"""Figures printed in papers about aggregating, from the papers' own data."""

import csv

import numpy as np
import pytest
import scipy

from crowd.stats import Undefined
from crowd.stats.aggregate import log_odds_mean
from crowd.stats.bias import B_MU, B_SIGMA, M_MU, M_SIGMA
from crowd.stats.choice import plurality, surprisingly_popular
from crowd.stats.peer_prediction import (
    influential,
    knowledge_weighted,
    leave_one_out_changes,
    meta_probability_weighted,
    minimal_pivot,
)
from crowd.stats.scoring_rules import brier
from tests.paths import DATA

DAM = [50, 134, 206, 290, 326, 374], [26, 92, 116, 218, 218, 206]


def rows(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the published data are not beside the repository: {name}")
    with path.open() as file:
        return list(csv.DictReader(file))


def test_kao_constants_are_the_likeliest_for_the_five_jars():
    jars = rows("kao2018/estimates.csv")
    counts = np.log([float(row["truth"]) for row in jars])
    logs = np.log([float(row["estimate"]) for row in jars])

    def loss(parameters):
        m_mu, b_mu, m_sigma, b_sigma = parameters
        sigma = m_sigma * counts + b_sigma
        if np.min(sigma) <= 0:
            return np.inf
        return np.sum(np.log(sigma) + ((logs - m_mu * counts - b_mu) / sigma) ** 2 / 2)

    printed = [M_MU, B_MU, M_SIGMA, B_SIGMA]
    precise = {"xatol": 1e-9, "fatol": 1e-9, "maxiter": 10_000, "maxfev": 10_000}
    fitted = scipy.optimize.minimize(
        loss, [1, 0, 0.1, 0.1], method="Nelder-Mead", options=precise
    ).x
    assert fitted.round(4).tolist() == [0.8686, 0.6790, 0.1558, -0.2955]
    assert fitted.round(2).tolist() == printed


def calories(question):
    answers = [
        row
        for row in rows("palley_peer_predictions/calories.csv")
        if int(row["question"]) == question
    ]
    names = ("estimate", "final_estimate", "prediction_of_others", "truth")
    return [np.array([float(row[name]) for row in answers]) for name in names]


def test_palley_calories():
    first, final, others, truth = calories(1)
    assert first.size == 73
    assert round(knowledge_weighted(first, others), 4) == 814.6392
    assert round(knowledge_weighted(final, others), 4) == 865.0712
    assert round(float(np.sqrt(np.mean((first - truth) ** 2))), 2) == 670.60


def test_palley_worked_examples():
    assert round(knowledge_weighted(*DAM), 3) == 329.305
    # With a seventh person: printed in the documentation of the authors' package.
    estimates, others = [*DAM[0], 1000], [*DAM[1], 400]
    assert round(knowledge_weighted(estimates, others), 4) == 630.0491
    assert leave_one_out_changes(estimates, others).round(4).tolist() == pytest.approx(
        [89.6911, 52.0442, 25.6565, 14.3444, 0.9792, 26.6576, 300.7441], abs=1e-9
    )
    assert influential(estimates, others).tolist() == [False] * 6 + [True]


def wrong(winner, truth):
    """One for a wrong answer, a half for a tie, whose reason the library gives."""
    try:
        return float(winner() != truth)
    except Undefined:
        return 0.5


def prelec(study):
    """The errors of the majority and of the surprisingly popular answer, and the tied majorities."""
    statements = {}
    for row in rows(f"prelec2017/study1{study}.csv"):
        answers = statements.setdefault(row["state"], [])
        answers.append([float(row[name]) for name in ("own", "meta", "actual")])
    majority, surprising = [], []
    for answers in statements.values():
        own, meta, truth = np.array(answers).T
        votes = [np.sum(own == 0), np.sum(own == 1)]
        shares, predicted = [1 - np.mean(own), np.mean(own)], [1 - np.mean(meta), np.mean(meta)]
        majority.append(wrong(lambda votes=votes: plurality(votes), truth[0]))
        surprising.append(wrong(lambda s=shares, p=predicted: surprisingly_popular(s, p), truth[0]))
    assert len(majority) == 50
    return sum(majority), sum(surprising), majority.count(0.5)


def test_prelec_state_capitals():
    studies = [prelec(study) for study in "abc"]
    assert studies == [(21, 16, 0), (14, 7, 4), (19, 5, 0)]
    majority, surprising, _ = np.sum(studies, axis=0)
    assert (majority, surprising) == (54, 28)
    assert round(100 * (1 - surprising / majority)) == 48


def mean_brier_scores(study, question):
    """The mean Brier scores of three aggregates over the statements of a study, in three digits.

    The probability of "true" is the confidence of those who voted so, and one less it of the others.
    What people expect of the others is the predicted share of votes for "true".
    """
    statements = {}
    for row in rows(f"prelec2017/study{study}.csv"):
        vote, confidence = float(row["own"]), float(row["confidence"])
        probability = confidence if vote else 1 - confidence
        answer = probability, float(row["meta"]), float(row["actual"])
        statements.setdefault(row[question], []).append(answer)
    scores = []
    for answers in statements.values():
        own, others, truth = np.array(answers).T
        aggregates = (
            meta_probability_weighted(own, others),
            log_odds_mean(own),
            minimal_pivot(own, others, 0, 1),
        )
        scores.append([brier(aggregate, truth[0]) for aggregate in aggregates])
    return len(scores), np.mean(scores, axis=0).round(3).tolist()


@pytest.mark.parametrize(
    ("study", "question", "statements", "scores"),
    [
        ("1c", "state", 50, [0.105, 0.155, 0.107]),
        ("2", "qname", 80, [0.217, 0.237, 0.227]),
        ("3", "image", 80, [0.216, 0.234, 0.236]),
    ],
)
def test_prelec_probabilities(study, question, statements, scores):
    assert mean_brier_scores(study, question) == (statements, scores)
