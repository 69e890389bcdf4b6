"""Each condition of a wise crowd is a sign that says what was found, and they answer the question."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from crowd.kinds import Kind, Number, Percentage, Probability
from crowd.reporting.conditions import Condition, conditions, verdict
from tests.reporting.test_sentences import COLOURS, COUNT, ReportedCrowd

SPREAD = [float(number * 37 % 101) for number in range(100)]


def signs(reported: ReportedCrowd) -> dict[str, Condition]:
    found = conditions(reported.results, reported.question, reported.formatter)
    return {condition.name: condition for condition in found}


def sign(
    name: str, values: list[float], kind: Kind = COUNT, truth: float | None = None, **more: Any
):
    condition = signs(ReportedCrowd(values, kind, truth, **more))[name]
    return condition.mark, condition.title


@pytest.mark.parametrize(
    ("values", "kind", "truth", "expected"),
    [
        (SPREAD, COUNT, 40, ("good", "People thought differently")),
        (SPREAD, COUNT, None, ("good", "People thought differently")),
        (SPREAD, COUNT, 500, ("warning", "Everyone erred on the same side")),
        # Who was right was on no side.
        ([2, 4, 6, 7, 8], COUNT, 8, ("good", "People thought differently")),
        ([0.2, 0.4, 0.6, 0.7], Probability(), 1, ("good", "People thought differently")),
        ([4, 4, 4, 4, 9], COUNT, 5, ("warning", "People gave nearly the same answer")),
        ([400] * 12, COUNT, 467, ("warning", "Everyone gave the same answer")),
        ([400] * 12, COUNT, 400, ("unknown", "Everyone gave the same answer")),
        ([1, 2, 3], COUNT, 2, ("unknown", "Too few answers to compare")),
        ([0, 1, 1, 2, 2], COLOURS, 1, ("good", "People thought differently")),
        ([1] * 5, COLOURS, 1, ("warning", "Everyone gave the same answer")),
        ([1, 0], COLOURS, 1, ("unknown", "Too few answers to compare")),
    ],
)
def test_sign_of_diversity(
    values: list[float], kind: Kind, truth: float | None, expected: tuple[str, str]
) -> None:
    assert sign("diversity", values, kind, truth) == expected


def test_order_of_a_crowd_in_which_copying_would_hardly_be_found_is_no_good_sign() -> None:
    few, many = SPREAD[:99], SPREAD
    assert sign("independence", few) == ("unknown", "Too few answers to tell whether people copied")
    assert sign("independence", many) == ("good", "People answered on their own")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, ("good", "People answered on their own")),
        (
            {"serial_correlation": 0.3, "serial_p_adjusted": 0.0099},
            ("warning", "Answers in a row were alike"),
        ),
        (
            {"serial_correlation": 0.3, "serial_p_adjusted": 0.011},
            ("unknown", "Answers in a row were somewhat alike"),
        ),
        (
            {"drift_tau": 0.2, "drift_p_adjusted": 0.0099},
            ("warning", "Later answers differed from earlier ones"),
        ),
        ({"drift_tau": 0.2, "drift_p_adjusted": 0.011}, ("good", "People answered on their own")),
        (
            {"serial_p_adjusted": None},
            ("unknown", "Whether people copied cannot be told"),
        ),
    ],
)
def test_sign_of_independence_keeps_the_levels_of_its_sentences(
    figures: dict[str, float | None], expected: tuple[str, str]
) -> None:
    reported = ReportedCrowd(SPREAD)
    quiet = {"neighbour_correlation": 0.0, "serial_correlation": 0.0, "serial_p_adjusted": 0.5}
    reported.results = msgspec.structs.replace(
        reported.results,
        independence={
            **reported.results.independence,
            **quiet,
            "drift_p_adjusted": None,
            **figures,
        },
    )
    condition = signs(reported)["independence"]
    assert (condition.mark, condition.title) == expected
    # The lead is what the calibrated sentences say, not words of its own.
    assert set(condition.lead) <= set(condition.sentences)
    assert not set(condition.lead) & set(condition.further)


def test_sign_of_few_answers_is_unknown() -> None:
    expected = ("unknown", "Too few answers to tell whether people copied")
    assert sign("independence", SPREAD[:29]) == expected


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        (None, ("good", "Nobody brought others along")),
        ([0, 1, 2, 3, 4, 5], ("good", "Nobody brought others along")),
        ([0, 0, 0, 1, 2, 3], ("good", "No one person brought most of the people")),
        ([0, 0, 0, 0, 2, 3], ("warning", "Most came through one person")),
    ],
)
def test_sign_of_decentralisation(branches: list[int] | None, expected: tuple[str, str]) -> None:
    labels = None if branches is None else np.array(branches)
    assert sign("decentralization", [1, 5, 2, 8, 3, 9], branches=labels) == expected


def test_branches_that_answer_alike_are_a_warning() -> None:
    branches = np.repeat(np.arange(10), 20)
    values = [float(value) for value in np.random.default_rng(8).normal(branches * 9 % 10, 0.2)]
    order = np.random.default_rng(9).permutation(200)
    alike = ReportedCrowd([values[place] for place in order], Number(), branches=branches[order])
    condition = signs(alike)["decentralization"]
    assert (condition.mark, condition.title) == (
        "warning",
        "People who came by the same link answered alike",
    )
    assert condition.lead[1].startswith(
        "Answers that came by way of the same person were more alike"
    )


def test_entered_answers_have_no_way() -> None:
    assert sign("decentralization", [1, 2, 3], on_behalf=3) == (
        "unknown",
        "The organizer entered the answers",
    )


def test_files_leave_open_how_people_came_and_when_the_result_was_chosen() -> None:
    reported = ReportedCrowd(SPREAD)
    reported.question = msgspec.structs.replace(reported.question, headline_fixed_at=None)
    found = signs(reported)
    assert found["aggregation"].mark == "unknown"
    assert found["decentralization"].title == "Where people came from is not known"


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ("gggg", "Yes: all 4 signs are good"),
        ("gggw", "Mostly: 3 of 4 signs are good"),
        ("gggu", "Mostly: 3 of 4 signs are good"),
        ("ggww", "Partly: 2 of 4 signs are good"),
        ("gwww", "Doubtful: 1 of 4 signs are good"),
        ("wwww", "Doubtful: 0 of 4 signs are good"),
        ("guuu", "Hard to say: 3 of 4 signs are unknown"),
        ("wuuu", "Hard to say: 3 of 4 signs are unknown"),
    ],
)
def test_signs_answer_the_question(marks: str, words: str) -> None:
    names = {"g": "good", "w": "warning", "u": "unknown"}
    reported = ReportedCrowd(SPREAD)
    found = conditions(reported.results, reported.question, reported.formatter)
    judged = [
        msgspec.structs.replace(condition, mark=names[mark])
        for condition, mark in zip(found, marks, strict=True)
    ]
    assert verdict(judged, reported.formatter) == f"Was this a wise crowd? {words}"


def test_lead_of_the_spread_has_both_ends() -> None:
    lead = signs(ReportedCrowd([10, 20, 30, 40, 50], Percentage(), 31))["diversity"].lead
    assert [line.replace("\xa0", " ") for line in lead] == [
        "Middle half of the answers: 20% to 40%.",
        "Answers fell on both sides of the correct answer.",
    ]
