"""One report for every crowd: each figure is there, or says why not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crowd.analysis.applicability import COUNTS_ONLY
from crowd.analysis.figures import figure_at
from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.i18n.labels import LABELS
from crowd.kinds import Choice, Duration, Kind, Number, Probability
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.model.results import Results
from crowd.reporting.conditions import conditions
from crowd.reporting.disagreement import disagreements
from crowd.reporting.methods import method_sections
from crowd.reporting.sentences import result_sentences
from crowd.reporting.serialise import results_to_json
from crowd.stats.mean_intervals import INTERVALS
from tests.kind_examples import EXAMPLES

CONTRACT = {
    "aggregates": "median mean trimmed_mean winsorized_mean geometric_mean hodges_lehmann "
    "half_sample_mode kde_mode percentile_60 kao_median kao_mean minimal_pivot knowledge_weighted "
    "log_odds_mean",
    "spread": "minimum quartile_1 quartile_3 maximum standard_deviation coefficient_of_variation "
    "quartile_dispersion",
    "diversity": "shannon_bins gini sarle dip dip_p groups",
    "independence": "neighbour_correlation neighbour_p serial_correlation serial_p "
    "serial_p_adjusted drift_p_adjusted branch_p_adjusted runs_p drift_tau drift_p narrowing_p "
    "branch_icc effective_n multiples_of_5",
    "uncertainty": "median_interval mean_interval",
    "scoring": "truth error log_error closer_than closer_than_log crowd_error average_error "
    "prediction_diversity bracketing crps",
}
"""The keys that programs rely on."""

KINDS: list[Kind] = [
    *EXAMPLES.values(),
    Number(minimum=0, decimals=0),
]

BOUNDED = Number(minimum=0, maximum=1e6)


def question(kind: Kind, truth: float | None = None, **changes: Any) -> Question:
    return Question(kind=kind, headline=kind.headlines[0], truth=truth, **changes)


def sample(values: list[float], **columns: Any) -> Sample:
    return Sample(values=np.array(values, dtype=float), **columns)


def random_answers(kind: Kind, n: int) -> list[float]:
    """Draw answers that a kind allows."""
    rng = np.random.default_rng(n)
    if kind.options:
        return [float(place) for place in rng.integers(0, len(kind.options), n)]
    if kind.is_chance:
        return [round(float(value), 2) for value in rng.uniform(0, 1, n)]
    return [round(float(value)) for value in rng.normal(50, 12, n).clip(1, 100)]


def null_paths(tree: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from null_paths(value, f"{path}{name}.")
        elif value is None:
            yield path + name


def all_sentences(found: Results, asked: Question) -> str:
    """Join all sentences on the results."""
    formatter = ValueFormatter(asked.kind, API_LOCALE)
    return " ".join(
        [
            *result_sentences(asked, found, formatter),
            *(line for part in conditions(found, asked, formatter) for line in part.sentences),
            *disagreements(found, asked, formatter),
        ]
    )


kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__struct_config__.tag)


MANY = pytest.param(200, marks=pytest.mark.exhaustive)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 29, 30, 60, MANY])
@kinds
def test_figures_of_the_contract_are_there_or_say_why_not(kind: Kind, n: int) -> None:
    asked = question(kind, truth=1.0)
    found = results_to_json(compute_results(sample(random_answers(kind, n)), asked), asked)
    if not isinstance(kind, Choice):
        for section, names in CONTRACT.items():
            assert set(names.split()) <= set(found[section]), section
    assert set(null_paths(found)) == found["why_null"].keys()
    assert all(found["why_null"].values())


@kinds
@pytest.mark.parametrize("n", [7, 60, MANY])
def test_only_what_order_tells_hangs_on_the_order(kind: Kind, n: int) -> None:
    asked, values = question(kind, truth=1.0), random_answers(kind, n)
    there, back = (compute_results(sample(each), asked) for each in (values, values[::-1]))
    assert there.aggregates == back.aggregates
    assert (there.spread, there.diversity) == (back.spread, back.diversity)
    assert (there.uncertainty, there.influence) == (back.uncertainty, back.influence)
    assert there.crowd_size_curve == back.crowd_size_curve


def test_answers_that_lie_closer_than_numbers_can_be_divided_have_a_picture() -> None:
    found = compute_results(sample([0.0] * 7 + [1.0, 1.0, 4.0, 5e-324]), question(Number()))
    assert found.histogram is not None
    assert sum(entry.count for entry in found.histogram.bins) + found.histogram.above == 11


def test_log_error_needs_no_answer_above_zero_but_the_headline_and_the_truth() -> None:
    found = compute_results(sample([-5.0, 0.0, 50.0, 60.0, 70.0]), question(Number(), truth=100.0))
    assert found.scoring["log_error"] == pytest.approx(math.log(0.5))
    for values, truth in (([-5.0, 0.0, 50.0], 100.0), ([5.0], 0.0), ([5.0], -5.0)):
        missing = compute_results(sample(values), question(Number(), truth=truth))
        assert missing.scoring["log_error"] is None
        assert "above zero" in str(missing.why_null["scoring.log_error"])


@kinds
def test_sentences_are_whole(kind: Kind) -> None:
    for n in (0, 1, 2, 4, 40):
        for truth in (None, 1.0):
            asked = question(kind, truth)
            text = all_sentences(compute_results(sample(random_answers(kind, n)), asked), asked)
            assert text.strip()
            assert "None" not in text
            assert "nan" not in text
            assert "  " not in text


def test_every_figure_has_words_and_a_method() -> None:
    columns = {
        "groups": np.arange(60) % 3,
        "group_names": ["a", "b", "c"],
        "branches": np.arange(60) % 4,
        "others": np.full(60, 50.0),
        "lows": np.full(60, 40.0),
        "highs": np.full(60, 60.0),
    }
    explained = {
        named.path
        for section in method_sections()
        for method in section.methods
        for named in method.figures
    }
    for kind in KINDS:
        asked = question(kind, truth=1.0)
        found = compute_results(sample(random_answers(kind, 60), **columns), asked)
        paths = {
            *(f"aggregates.{name}" for name in found.aggregates),
            *(f"spread.{name}" for name in found.spread),
            *(f"diversity.{name}" for name in found.diversity),
            *(f"diversity.groups.{name}" for name in found.group_diversity),
            *(f"independence.{name}" for name in found.independence),
            *(f"uncertainty.{name}" for name in found.uncertainty),
            *(f"uncertainty.influence.{name}" for name in found.influence),
            *(f"scoring.{name}" for name in found.scoring),
        } - {"scoring.truth"}
        assert paths <= set(LABELS)
        assert paths <= explained
    assert explained == set(LABELS)


def test_methods_say_what_a_page_needs() -> None:
    for section in method_sections():
        for method in section.methods:
            names = [name for name, _ in method.fields]
            assert {"Formula", "Source", "When it misleads"} <= set(names), method.path


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(-1e6, 1e6))
@example(values=[0.0, 0.0, 56940.0, 64961.0], truth=0.0)
@example(values=[182.0], truth=1.0365743693859328e-306)
def test_any_crowd_has_a_report(values: list[float], truth: float) -> None:
    asked = question(Number(), truth)
    found = compute_results(sample(values), asked)
    assert found.headline.value == pytest.approx(float(np.median(values)))
    assert all_sentences(found, asked)


def test_same_answers_give_the_same_figures() -> None:
    asked = question(Number(), 40.0)
    values = random_answers(Number(), 300)
    assert compute_results(sample(values), asked) == compute_results(sample(values), asked)


def test_intervals_are_those_of_their_methods() -> None:
    values = np.sort(random_answers(Number(), 300))
    found = compute_results(Sample(values=values), question(BOUNDED)).uncertainty
    for name, method in INTERVALS.items():
        assert found[name] == list(method(values))


def test_seed_changes_only_what_depends_on_chance() -> None:
    values = random_answers(Number(), 300)
    first = compute_results(sample(values), question(Number(), seed=1))
    other = compute_results(sample(values), question(Number(), seed=2))
    assert first.independence["neighbour_p"] != other.independence["neighbour_p"]
    assert first.aggregates == other.aggregates
    assert first.uncertainty == other.uncertainty


# Independence


def test_sorted_rows_say_nothing_of_the_order_of_arrival() -> None:
    asked = question(Number())
    found = compute_results(
        sample(sorted(random_answers(Number(), 90)), why_unordered="The rows are sorted."), asked
    )
    assert found.independence["neighbour_p"] is None
    assert str(found.why_null["independence.neighbour_p"]) == "The rows are sorted."
    assert found.independence["multiples_of_5"] is not None
    assert "The rows are sorted." in all_sentences(found, asked)


def test_people_who_follow_each_other_are_noticed_and_not_accused() -> None:
    rng = np.random.default_rng(3)
    walk = np.abs(100 + np.cumsum(rng.normal(0, 5, 200))) + 1
    asked = question(Number(), headline_fixed_at=datetime(2027, 5, 1, 12, tzinfo=UTC))
    text = all_sentences(compute_results(sample(list(walk)), asked), asked)
    assert "more alike than chance makes them" in text
    assert not {"cheat", "manipulat", "fraud", "suspicious"} & set(text.lower().split())


def test_branches_that_answer_alike_count_for_fewer_people() -> None:
    rng = np.random.default_rng(4)
    branches = np.repeat(np.arange(10), 20)
    values = np.exp(rng.normal(5, 0.7, 10)[branches] + rng.normal(0, 0.1, 200))
    found = compute_results(sample(list(values), branches=branches), question(Number()))
    assert (found.branches, found.largest_branch) == (10, 20)
    effective = found.independence["effective_n"]
    assert effective is not None
    assert effective < 20
    assert "separate ones" in all_sentences(found, question(Number()))


def test_number_in_the_question_draws_answers() -> None:
    values = [*random_answers(Number(), 80), *[500.0] * 40]
    asked = question(Number(), text="Is the jar of 500 ml full? How many beans are in it?")
    found = compute_results(sample(values), asked)
    assert [anchor.number for anchor in found.anchoring] == [500.0]
    told = "within 1% of 500, a number that stands in the question"
    assert told in all_sentences(found, asked)


def test_slips_of_the_unit_are_told() -> None:
    values = [
        *random_answers(Number(), 100),
        *[50_000.0, 52_000.0, 48_000.0, 51_000.0, 49_000.0, 50_500.0],
    ]
    asked = question(Number())
    found = compute_results(sample(values), asked)
    assert [(slip.factor, slip.count) for slip in found.unit_slips] == [(1000.0, 6)]
    assert "6 answers are about 1,000 times as large as the others" in all_sentences(found, asked)


def test_minutes_for_hours_are_slips_of_a_duration() -> None:
    rng = np.random.default_rng(7)
    hours = np.exp(rng.normal(math.log(5400), 0.2, 100))
    minutes = [80, 85, 88, 90, 90, 91, 92, 95, 99, 100]
    asked = question(Duration(), text="Does the film take longer than 1 h 30 min?")
    found = compute_results(sample([*hours, *minutes]), asked)
    assert [(slip.count, round(1 / slip.factor)) for slip in found.unit_slips] == [(10, 60)]
    assert "10 answers are about 60 times as small as the others" in all_sentences(found, asked)
    assert found.anchoring == [], "how round a duration is, its digits do not tell"


@pytest.mark.parametrize("kind", KINDS)
def test_corrections_for_counting_are_for_numbers_alone(kind: Kind) -> None:
    found = compute_results(sample(random_answers(kind, 40)), question(kind))
    there = {name for name, value in found.aggregates.items() if value is not None} & COUNTS_ONLY
    assert there == (COUNTS_ONLY if isinstance(kind, Number) else set())


# Kinds


def test_chance_is_scored_by_what_happened() -> None:
    found = compute_results(sample([0.6, 0.8, 0.9]), question(Probability(), 1.0))
    headline = found.headline.value
    assert headline is not None
    assert 0.78 < headline < 0.8
    assert found.scoring["brier"] == pytest.approx((1 - headline) ** 2)
    assert found.aggregates["geometric_mean"] is None


def test_choice_with_predictions_finds_the_surprisingly_popular_answer() -> None:
    kind = Choice(options=["yes", "no"])
    values = [0.0] * 6 + [1.0] * 4
    predicted = np.array([[0.8, 0.2]] * 6 + [[0.7, 0.3]] * 4)
    asked = question(kind, 1.0)
    found = compute_results(sample(values, predicted=predicted), asked)
    assert found.headline.value == 0.0
    assert found.aggregates["surprisingly_popular"] == 1.0
    told = results_to_json(found, asked)
    assert told["choice"]["plurality"] == "yes"
    assert told["choice"]["surprisingly_popular"] == "no"
    assert told["choice"]["options"][1] == {
        "option": "no",
        "count": 4,
        "share": 0.4,
        "predicted": pytest.approx(0.24),
    }
    text = all_sentences(found, asked)
    assert "60% chose yes; the correct answer is no." in text
    assert "40% chose the correct answer." in text


def test_tied_choice_has_no_winner() -> None:
    asked = question(Choice(options=["yes", "no"]))
    found = compute_results(sample([0, 0, 1, 1]), asked)
    assert found.headline.value is None
    assert "A tie between yes and no." in all_sentences(found, asked)


def test_predictions_of_others_move_the_number_away_from_what_all_share() -> None:
    values = [100.0, 120.0, 140.0, 160.0, 180.0, 300.0]
    others = np.array([90.0, 100.0, 120.0, 130.0, 150.0, np.nan])
    found = compute_results(sample(values, others=others), question(Number(minimum=0)))
    assert found.aggregates["minimal_pivot"] is not None
    assert found.aggregates["knowledge_weighted"] is not None
    alone = compute_results(sample(values), question(Number(minimum=0)))
    assert (
        str(alone.why_null["aggregates.minimal_pivot"])
        == "nobody was asked what the others would say"
    )


def test_intervals_are_weighted_and_scored() -> None:
    values = [10.0, 20.0, 30.0]
    lows, highs = np.array([9.0, 10.0, np.nan]), np.array([11.0, 30.0, np.nan])
    found = compute_results(sample(values, lows=lows, highs=highs), question(Number(), 25.0))
    assert found.scoring["interval_coverage"] == 0.5
    assert found.aggregates["interval_weighted"] is not None
    assert found.aggregates["interval_weighted"] < 15
    assert "winkler" in found.scoring


def test_groups_are_named_with_their_middle_answers() -> None:
    values = [10.0] * 5 + [20.0] * 10
    groups = np.array([0] * 5 + [1] * 9 + [-1])
    asked = question(Number())
    found = compute_results(sample(values, groups=groups, group_names=["cooks", "guests"]), asked)
    assert [(group.name, group.count, group.median) for group in found.groups] == [
        ("guests", 9, 20.0),
        ("cooks", 5, 10.0),
    ]
    assert figure_at(found, "diversity.groups.blau") == pytest.approx(
        1 - (9 / 14) ** 2 - (5 / 14) ** 2
    )
    assert "Their answers differed more than chance would make them." in all_sentences(found, asked)


# Advice


def test_wild_answers_are_why_the_mean_misleads() -> None:
    asked = question(Number(minimum=0))
    found = compute_results(sample([10.0, 11.0, 12.0, 13.0, 14.0, 1000.0]), asked)
    assert disagreements(found, asked, ValueFormatter(asked.kind, API_LOCALE))[0].startswith(
        "The plain average, 176.7, lies far above the middle answer, 12.5"
    )


def test_two_heaps_are_told() -> None:
    rng = np.random.default_rng(5)
    values = np.concatenate((rng.normal(100, 3, 200), rng.normal(300, 3, 150)))
    asked = question(Number())
    found = disagreements(
        compute_results(sample(list(values)), asked), asked, ValueFormatter(asked.kind, API_LOCALE)
    )
    assert "more than one heap" in found[0]


def test_narrow_middle_half_spans_more_than_a_factor_of_one() -> None:
    asked = question(Number())
    found = compute_results(sample([1000, 1010, 1020, 1030, 1040]), asked)
    assert "The middle half spans a factor of 1.02." in all_sentences(found, asked)


def test_agreement_is_told_too() -> None:
    asked = question(Number())
    found = compute_results(sample([float(value) for value in range(90, 111)]), asked)
    assert disagreements(found, asked, ValueFormatter(asked.kind, API_LOCALE)) == [
        "All usual ways of putting the answers together say about the same."
    ]


def test_single_prediction_of_others_is_no_advice() -> None:
    asked = question(Number(minimum=0))
    values = [380.0, 390.0, 400.0, 410.0, 420.0, 430.0]
    one = np.array([300.0, *[np.nan] * 5])
    for others, told in ((one, False), (np.array(values) - 100, True)):
        found = compute_results(sample(values, others=others), asked)
        assert found.aggregates["minimal_pivot"] is not None
        assert ("expected of the others" in all_sentences(found, asked)) is told


def test_intervals_allow_for_branches_that_are_alike() -> None:
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(5), 40)
    alike = np.repeat([20.0, 40, 60, 80, 100], 40) + rng.normal(size=200)
    plain = compute_results(sample(list(alike)), question(BOUNDED))
    aware = compute_results(sample(list(alike), branches=labels), question(BOUNDED))
    effective, chance = (aware.independence[name] for name in ("effective_n", "branch_p"))
    assert effective is not None
    assert effective < 10
    assert chance is not None
    assert chance < 0.01

    def width(found: Results, name: str) -> float:
        low, high = found.uncertainty[name] or []
        return high - low

    for name in ("median_interval", *INTERVALS):
        assert width(aware, name) > 2 * width(plain, name)
    shuffled = compute_results(
        sample(list(alike), branches=rng.permutation(labels)), question(BOUNDED)
    )
    for name in ("median_interval", *INTERVALS):
        assert width(shuffled, name) == pytest.approx(width(plain, name), rel=0.2)
    assert shuffled.independence["effective_n"] is None
    assert "no more alike" in str(shuffled.why_null["independence.effective_n"])
