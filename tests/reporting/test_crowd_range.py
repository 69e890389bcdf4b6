"""What is told of the crowd's own range, and of what people expected of the others' chances."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from babel import Locale

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Date, Duration, Kind, Number, Probability
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.crowd_range import crowd_range_sentence
from crowd.reporting.disagreement import disagreements
from crowd.reporting.serialise import results_to_json

NAN = float("nan")
VALUES = [100.0, 110, 120, 130, 140, 150]
LOWS = [80.0, 90, 100, 110, 120, NAN]
HIGHS = [120.0, 130, 140, 150, 1e9, NAN]
GAVE = "5 people gave a range. The crowd’s own range, made from theirs, goes from {} to {}."


def results(kind: Kind, truth: float | None = None, **columns: Any) -> tuple[Question, Results]:
    asked = Question(kind=kind, headline=kind.headlines[0], truth=truth)
    arrays = {name: np.array(column, dtype=float) for name, column in columns.items()}
    return asked, compute_results(Sample(**{"values": np.array(VALUES), **arrays}), asked)


def told(kind: Kind, truth: float | None = None, **columns: Any) -> str:
    _, found = results(kind, truth, **{"lows": LOWS, "highs": HIGHS, **columns})
    formatter = ValueFormatter(kind, Locale("en"))
    return " ".join(crowd_range_sentence(found, formatter)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("truth", "verdict"),
    [
        (None, "It may well be too narrow: people are mostly more sure than they should be."),
        (90.0, "The correct answer lies within it."),
        (100.0, "The correct answer lies within it."),
        (150.0, "The correct answer lies within it."),
        (89.0, "The correct answer lies outside it."),
        (151.0, "The correct answer lies outside it."),
    ],
)
def test_range_is_told_with_what_became_of_it(truth: float | None, verdict: str) -> None:
    range_of_quartiles = GAVE.format("90", "150 kg")
    assert told(Number(unit="kg"), truth) == f"{range_of_quartiles} {verdict}"


def test_truth_that_is_written_like_an_end_lies_within() -> None:
    highs = [*HIGHS[:3], 150.004, *HIGHS[4:]]
    assert "150. The correct answer lies within it." in told(Number(), 150.01, highs=highs)
    assert "150. The correct answer lies outside it." in told(Number(), 151.0, highs=highs)


def test_range_of_other_kinds() -> None:
    assert told(Date(), 95.0).startswith(GAVE.format("April 1, 1970", "May 31, 1970"))
    assert told(Duration()).startswith(GAVE.format("1 min 30 s", "2 min 30 s"))
    assert told(Number(unit="$")).startswith(GAVE.format("$90", "$150"))


@pytest.mark.parametrize("truth", [None, 1.0])
def test_no_verdict_on_the_range_of_a_chance(truth: float | None) -> None:
    chances = {
        "values": [0.5] * 6,
        "lows": np.array(LOWS) / 1000,
        "highs": [*np.array(HIGHS[:4]) / 1000, 1, NAN],
    }
    assert told(Probability(), truth, **chances) == GAVE.format("9%", "15%")


def test_nothing_is_told_of_no_range_or_of_a_single_value() -> None:
    asked, found = results(Number())
    assert list(crowd_range_sentence(found, ValueFormatter(asked.kind, Locale("en")))) == []
    assert told(Number(), lows=[7.0] * 6, highs=[7.0] * 6) == ""
    assert told(Number(), lows=[*LOWS[:4], NAN, NAN]) == ""


def test_range_is_in_the_results_with_its_count_or_its_reason() -> None:
    asked, found = results(Number(), lows=LOWS, highs=HIGHS)
    assert results_to_json(found, asked)["crowd_range"] == {
        "count": 5,
        "quartiles": [90, 150],
        "medians": [100, 140],
        "means": [100, 200_000_108],
        "trimmed_means": [95, 250_000_105],
    }
    asked, found = results(Number(), lows=[*LOWS[:4], NAN, NAN], highs=HIGHS)
    written = results_to_json(found, asked)
    assert written["crowd_range"] == {"count": 4} | dict.fromkeys(found.crowd_range)
    assert written["why_null"]["crowd_range.quartiles"] == (
        "Too few people gave a range: this needs at least 5."
    )
    asked, found = results(Number())
    assert "crowd_range" not in results_to_json(found, asked)


def test_ends_of_a_range_of_days_are_days() -> None:
    asked, found = results(Date(), lows=LOWS, highs=[*HIGHS[:4], 1000, NAN])
    assert results_to_json(found, asked)["crowd_range"]["quartiles"] == ["1970-04-01", "1970-05-31"]


def advice(others: list[float]) -> str:
    chances = [0.9, 0.6, 0.6, 0.5, 0.7, 0.5]
    asked, found = results(Probability(), values=chances, others=others)
    lines = disagreements(found, asked, ValueFormatter(asked.kind, Locale("en")))
    return " ".join(lines).replace("\xa0", " ")


def test_chance_with_more_weight_for_those_who_expect_to_differ() -> None:
    assert advice([0.4, 0.6, 0.6, 0.5, 0.7, 0.6]) == (
        "People who expect the others to say something else often know more. With more weight for "
        "them, the chance is 83.3%."
    )
    assert "know more" not in advice([0.8, 0.7, 0.5, 0.6, 0.8, 0.4])
    assert "know more" not in advice([NAN] * 6)
    assert "know more" not in advice([0.9, 0.6, 0.6, 0.5, 0.7, 0.5])


def test_chances_that_are_weighted_stay_chances() -> None:
    values, others = [0.95, 0.9, 0.4, 0.35, 0.3, 0.9], [0.5, 0.5, 0.35, 0.3, 0.3, 0.45]
    _, found = results(Number(), values=values, others=others)
    assert (found.aggregates["knowledge_weighted"] or 0) > 1
    _, found = results(Probability(), values=values, others=others)
    assert found.aggregates["knowledge_weighted"] == 1


def test_what_happens_is_no_miss_of_a_range_of_chances() -> None:
    chances = {"values": [0.5] * 6, "lows": [0.4] * 6, "highs": [0.6] * 6}
    _, found = results(Probability(), 1.0, **chances)
    assert (found.scoring["interval_coverage"], found.scoring["winkler"]) == (None, None)
    assert "no range of chances" in str(found.why_null["scoring.winkler"])
    _, found = results(Number(), 1.0, **chances)
    assert found.scoring["interval_coverage"] == 0


@pytest.mark.parametrize(
    ("kind", "others", "reason"),
    [
        (Number(), VALUES, "for chances only"),
        (Probability(), None, "nobody was asked what the others would say"),
        (Probability(), [0.5] * 6, "Everybody expects of the others what they say themselves"),
        (Probability(), [0.4, NAN, NAN, NAN, NAN, NAN], "Too few people said"),
    ],
)
def test_reason_why_there_is_no_meta_probability(
    kind: Kind, others: list[float] | None, reason: str
) -> None:
    columns = {} if others is None else {"others": others}
    _, found = results(kind, values=[0.5] * 6, **columns)
    assert found.aggregates["meta_probability_weighted"] is None
    assert reason in str(found.why_null["aggregates.meta_probability_weighted"])
