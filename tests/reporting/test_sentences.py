"""What is said of a crowd is so, for few answers, equal answers and every kind."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
import pytest
from babel import Locale

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.cli.figure_text import cancellation_sentence, error_text
from crowd.i18n.labels import LABELS, aggregator_name
from crowd.kinds import KINDS, Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.conditions import conditions
from crowd.reporting.disagreement import disagreements
from crowd.reporting.evidence import EvidenceFigure
from crowd.reporting.figures import format_figure
from crowd.reporting.independence import FOUND_OF_100
from crowd.reporting.middle_half import half_sentence, half_words
from crowd.reporting.own_answer import own_answer
from crowd.reporting.sentences import (
    headline_figure,
    result_sentences,
    subtitle,
    truth_figure,
)
from crowd.reporting.serialise import results_to_json
from crowd.reporting.thresholds import SIGNIFICANCE_LEVEL
from crowd.rules.headline import file_headlines
from crowd.stats.independence.serial_correlation import serial_p
from crowd.web.views.charts import error_equation
from crowd.web.views.tables import figure_rows

ENGLISH = Locale("en")
FIXED_AT = datetime(2027, 5, 1, 12, tzinfo=UTC)
COUNT = Number(unit="pieces", minimum=0, decimals=0)
DOLLARS = Number(unit="$", minimum=0)
COLOURS = Choice(options=["red", "green", "blue"])


class ReportedCrowd:
    """A crowd with its results, and the sentences on them."""

    def __init__(
        self,
        values: list[float],
        kind: Kind = COUNT,
        truth: float | None = None,
        headline: str = "median",
        **columns: Any,
    ) -> None:
        name = {Choice: "plurality", Probability: "log_odds_mean"}.get(type(kind), "median")
        if headline != "median":
            name = headline
        self.question = Question(kind=kind, headline=name, truth=truth, headline_fixed_at=FIXED_AT)
        self.formatter = ValueFormatter(kind, ENGLISH)
        sample = Sample(values=np.array(values, dtype=float), **columns)
        self.results: Results = compute_results(sample, self.question)

    @property
    def words(self) -> str:
        return " ".join(result_sentences(self.question, self.results, self.formatter)).replace(
            "\xa0", " "
        )

    def condition(self, name: str) -> str:
        found = conditions(self.results, self.question, self.formatter)
        return " ".join(line for part in found if part.name == name for line in part.sentences)

    def evidence(self, name: str) -> list[EvidenceFigure]:
        found = conditions(self.results, self.question, self.formatter)
        return [entry for part in found if part.name == name for entry in part.evidence]

    @property
    def advice(self) -> str:
        return " ".join(disagreements(self.results, self.question, self.formatter)).replace(
            "\xa0", " "
        )


# Few answers


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([10, 30], "The crowd guessed 33% too low."),
        ([25, 25, 26], "The crowd guessed 17% too low."),
        ([25, 25], "All 2 people said 25 pieces: 17% too low."),
        ([30, 30], "All 2 people said 30 pieces, which is exactly right."),
        ([30, 29, 50, 1, 30], "The crowd was exactly right, and so were 2 of its members."),
        ([25], "One person said 25 pieces: 17% too low."),
        (
            [*range(20, 40), 30],
            "The crowd was exactly right, and so were 10% of its members.",
        ),
        ([30] * 1999 + [31], "The crowd was exactly right, and so were 99.95% of its members."),
        ([*range(1, 28)], "The crowd guessed 53% too low, and 48% of its members came closer."),
    ],
)
def test_small_crowds_are_counted(values: list[float], told: str) -> None:
    assert ReportedCrowd(values, truth=30).words.startswith(told)


def test_no_answers_are_no_crowd_to_judge() -> None:
    reported = ReportedCrowd([], truth=30)
    assert conditions(reported.results, reported.question, reported.formatter) == []
    assert reported.words == "Nobody answered."


def test_one_answer_has_no_figures_of_a_crowd() -> None:
    reported = ReportedCrowd([5], truth=30, groups=np.array([0]), group_names=["cooks"])
    assert reported.results.group_diversity["hill_1"] is not None
    for name in ("diversity", "independence", "decentralization", "aggregation"):
        assert reported.evidence(name) == []
    assert (
        reported.condition("decentralization")
        == "One person answered, so there is nothing to tell."
    )


@pytest.mark.parametrize("headline", ["trimmed_mean", "hodges_lehmann"])
def test_evidence_and_range_are_of_the_figure_that_leads(headline: str) -> None:
    reported = ReportedCrowd([float(value) for value in range(1, 101)], headline=headline)
    paths = [entry.path for entry in reported.evidence("aggregation")]
    assert "uncertainty.median_interval" not in paths
    assert "uncertainty.influence.median" not in paths
    assert ("the average without the extremes would probably be between" in reported.words) is (
        headline == "trimmed_mean"
    )


def test_range_of_a_trimmed_mean_is_told_from_the_size_on_at_which_it_holds() -> None:
    few = ReportedCrowd([float(value) for value in range(1, 100)], headline="trimmed_mean")
    assert "would probably be between" not in few.words
    assert few.results.uncertainty["trimmed_mean_interval"] is not None


# Equal answers


def test_equal_answers_are_told_without_a_range() -> None:
    reported = ReportedCrowd([400] * 12, truth=467)
    assert reported.words.startswith("All 12 people said 400 pieces: 14% too low.")
    assert "All of them" not in reported.words
    assert "4 of the 5 said exactly 4 pieces." in ReportedCrowd([4, 4, 4, 4, 9]).words
    assert reported.condition("diversity") == (
        "Everybody gave the same answer, so nothing could cancel out."
    )
    assert reported.advice == "All usual ways of putting the answers together say about the same."
    assert half_words(reported.results, reported.formatter) == []
    assert half_words(ReportedCrowd([1, 2, 3, 4, 5]).results, reported.formatter) == [
        "3 of 5 answers:",
        "2 to 4",
    ]


@pytest.mark.parametrize(
    ("values", "words", "sentence"),
    [
        (
            [*range(100, 300, 10)],
            ["half of all answers:", "150 to 240"],
            "Half of all answers: 150 to 240 pieces.",
        ),
        # Seven of ten gave an answer from 4 to 5.
        (
            [1, 4, 4, 4, 4, 5, 5, 5, 8, 9],
            ["70% of all answers:", "4 to 5"],
            "70% of all answers: 4 to 5 pieces.",
        ),
        (
            [1, 4, 4, 4, 5, 5, 9],
            ["5 of 7 answers:", "4 to 5"],
            "5 of 7 answers: 4 to 5 pieces.",
        ),
        # The middle half reaches from the smallest to the largest answer.
        ([0, 0, 0, 0, 50, 100, 100, 100, 100, 100], [], ""),
        ([400] * 12, [], ""),
    ],
)
def test_band_of_the_chart_is_told_with_the_answers_in_it(
    values: list[float], words: list[str], sentence: str
) -> None:
    reported = ReportedCrowd([*map(float, values)])
    assert half_words(reported.results, reported.formatter) == words
    told = half_sentence(reported.results, reported.formatter)
    assert told.replace("\N{NO-BREAK SPACE}", " ") == sentence


def test_equal_and_right_answers_are_told() -> None:
    assert ReportedCrowd([467] * 12, truth=467).condition("diversity") == (
        "Everybody gave the same answer, and it was right."
    )


@pytest.mark.parametrize(
    ("truth", "words"),
    [
        (9, "Everybody guessed too low."),
        (8, "Nobody guessed too high."),
        (2, "Nobody guessed too low."),
        (1, "Everybody guessed too high."),
        (5, "Answers fell on both sides of the correct answer."),
    ],
)
def test_side_of_the_truth_is_named(truth: float, words: str) -> None:
    assert words in ReportedCrowd([2, 4, 6, 7, 8], truth=truth).condition("diversity")


@pytest.mark.parametrize(("truth", "least"), [(0, 0), (100, 50)])
def test_nobody_is_told_not_to_have_gone_beyond_the_bounds(truth: float, least: float) -> None:
    told = ReportedCrowd([least, 50, 50, 50, least + 50], Percentage(), truth).condition(
        "diversity"
    )
    assert told == "Half of the people or more gave the same answer."


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("minimal_pivot", "The average moved away from what all share leads here."),
        ("knowledge_weighted", "The average weighted by what people know of others leads here."),
        ("kao_median", "The median corrected for counting leads here."),
    ],
)
def test_name_of_what_leads_a_file_fits_its_sentence(headline: str, words: str) -> None:
    question = Question(kind=COUNT, headline=headline)
    values = np.arange(100.0, 112)
    results = compute_results(Sample(values=values, others=values[::-1].copy()), question)
    told = conditions(results, question, ValueFormatter(COUNT, ENGLISH))[-1].sentences
    assert told[0].startswith(words)


def test_every_aggregate_that_can_lead_a_file_has_a_name() -> None:
    for kind in KINDS.values():
        assert all(aggregator_name(name) for name in file_headlines(kind))


# The middle half


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, 3, 4, 5, 7, 9], "4 of the 6 said between 3 and 7 pieces."),
        ([1, 2, 3, 9], "2 of the 4 said between 2 and 3 pieces."),
        ([1, 2, 2, 2, 3, 3, 3, 3, 9], "7 of the 9 said between 2 and 3 pieces."),
        (list(range(100)), "At least half of them said between 25 and 74 pieces."),
        ([1] + [4] * 8 + [5] * 9 + [9] * 2, "85% of them said between 4 and 5 pieces."),
        ([1] * 55 + [100] * 45, "More than a quarter of them said exactly 1 pieces, and more"),
        ([1] * 4 + [4] * 12 + [9] * 4, "60% of them said exactly 4 pieces."),
        ([1] * 9 + [4] * 22 + [9] * 9, "At least half of them said exactly 4 pieces."),
    ],
)
def test_people_of_the_middle_half_are_counted_with_ties(values: list[float], words: str) -> None:
    reported = ReportedCrowd(values).words
    assert words in reported
    assert "Half of them" not in reported


def test_ends_of_the_middle_half_are_written_apart() -> None:
    reported = ReportedCrowd([1, 2.00001, 2.00002, 9], Number()).words
    assert "2 of the 4 said between 2.00001 and 2.00002." in reported


def test_days_of_the_middle_half_are_days_that_people_said() -> None:
    reported = ReportedCrowd([0, 1, 2, 3, 4, 30], Date()).words
    assert "4 of the 6 said between January 2, 1970 and January 5, 1970." in reported


# Corrected aggregates


@pytest.mark.parametrize(
    ("values", "truth", "words"),
    [
        (
            [1.0] * 12,
            1.0,
            (
                "The crowd gave it 99%, and it happened. "
                "All 12 said 100%; the combined chance counts that as 99%."
            ),
        ),
        (
            [0.0] * 4,
            1.0,
            (
                "The crowd gave it only 1%, but it happened. "
                "All 4 said 0%; the combined chance counts that as 1%."
            ),
        ),
        (
            [0.0] * 5,
            0.0,
            (
                "The crowd gave it only 1%, and it did not happen. "
                "All 5 said 0%; the combined chance counts that as 1%."
            ),
        ),
        (
            [1.0],
            1.0,
            (
                "One person said 100%: it happened. "
                "One person said 100%; the combined chance counts that as 99%."
            ),
        ),
        (
            [0.7] * 12,
            1.0,
            "The crowd gave it 70%, and it happened.",
        ),
    ],
)
def test_clipped_chances_are_not_what_people_said(
    values: list[float], truth: float, words: str
) -> None:
    reported = ReportedCrowd(values, Probability(), truth)
    assert reported.words == words


def test_corrected_median_is_not_what_people_said() -> None:
    reported = ReportedCrowd([400] * 12, truth=467, headline="kao_median")
    assert reported.words == (
        "The crowd guessed 4.1% too low, and still beat all of its members. "
        "All of them said exactly 400 pieces."
    )


# Kinds


def test_currency_stands_at_both_ends_and_behind_no_figure() -> None:
    reported = ReportedCrowd([10, 20, 30, 40, 50, 60, 70, 80], DOLLARS, truth=35)
    assert "4 of the 8 said between $30 and $60." in reported.words
    assert headline_figure(reported.results, reported.formatter) == "$45"
    assert truth_figure(35, reported.formatter) == "$35"
    assert reported.formatter.distance(-3) == "−$3"
    interval = next(entry for entry in reported.evidence("aggregation") if "interval" in entry.path)
    assert interval.value.count("$") == 2


def test_chance_is_told_by_what_happened() -> None:
    said = [0.6, 0.8, 0.9, 0.7, 0.7]
    assert ReportedCrowd(said, Probability(), 1.0).words.startswith("The crowd gave it 75.")
    reported = ReportedCrowd(said, Probability(), 0.0)
    assert reported.words.startswith("The crowd gave it 75.")
    assert "%, but it did not happen." in reported.words
    assert truth_figure(0.0, reported.formatter) == "it did not happen"
    assert "cancel" not in reported.condition("diversity")
    assert "scoring.bracketing" not in [entry.path for entry in reported.evidence("diversity")]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Date(), "People who answered later tended to say later days."),
        (Percentage(), "Later answers tended to be higher."),
        (COLOURS, "Later people chose the most frequent answer more often."),
    ],
)
def test_drift_is_told_in_words_of_the_kind(kind: Kind, words: str) -> None:
    rising = [0.0, 1.0] * 20 + [2.0] * 60 if kind is COLOURS else [float(n) for n in range(100)]
    assert words in ReportedCrowd(rising, kind).condition("independence")


def test_dates_lie_earlier_or_later() -> None:
    reported = ReportedCrowd([100, 200, 300, 400, 500], Date(), others=np.array([0.0] * 5))
    assert "hints at a later day" in reported.advice
    assert "too early" in ReportedCrowd([1, 2, 3, 4, 5], Date(), truth=9).condition("diversity")


@pytest.mark.parametrize(
    ("kind", "shown"), [(COUNT, True), (Probability(), False), (Date(), False)]
)
def test_ends_of_numbers_stand_only_where_people_see_them(kind: Kind, shown: bool) -> None:
    values = [number / 40 if isinstance(kind, Probability) else number for number in range(40)]
    paths = [entry.path for entry in ReportedCrowd(values, kind).evidence("independence")]
    assert ("independence.multiples_of_5" in paths) is shown


# Choices


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1], "One person chose green, the correct answer."),
        ([1] * 5, "All 5 people chose green, the correct answer."),
        (
            [0, 0, 2],
            "2 of 3 people chose red; the correct answer is green. Nobody chose the correct answer.",
        ),
        (
            [2],
            "One person chose blue; the correct answer is green. Nobody chose the correct answer.",
        ),
    ],
)
def test_choice_is_told_once(values: list[float], words: str) -> None:
    assert ReportedCrowd(values, COLOURS, 1.0).words == words


def test_tied_options_are_counted_where_each_has_one() -> None:
    reported = ReportedCrowd([0, 2], COLOURS).words
    assert reported == "A tie between red and blue."


def test_tied_options_with_commas_are_kept_apart() -> None:
    kind = Choice(options=["Rome, Italy", "Paris, France"])
    assert ReportedCrowd([0, 0, 1, 1], kind).words == (
        "A tie between “Rome, Italy” and “Paris, France”."
    )


def test_people_who_chose_an_option_are_counted_in_small_crowds() -> None:
    assert ReportedCrowd([0, 1, 2], COLOURS, 1.0).words.endswith(
        "1 of 3 people chose the correct answer."
    )
    assert ReportedCrowd([0] * 5 + [1] * 5, COLOURS, 1.0).words == (
        "A tie between red and green; the correct answer is green. 50% chose the correct answer."
    )
    assert ReportedCrowd([0] * 6 + [1] * 4, COLOURS, 1.0).words == (
        "60% chose red; the correct answer is green. 40% chose the correct answer."
    )


def test_no_drift_is_told_of_a_tie() -> None:
    """Where two options lead, no answer is the most frequent one, of which the sentence speaks."""
    tie = ReportedCrowd([0] * 30 + [1] * 30, COLOURS)
    assert tie.results.independence["drift_p_adjusted"] < SIGNIFICANCE_LEVEL  # type: ignore[operator]
    assert "most frequent answer" not in tie.condition("independence")
    led = ReportedCrowd([0] * 31 + [1] * 30, COLOURS).condition("independence")
    assert "Later people chose the most frequent answer less often." in led


def test_nobody_who_predicts_is_no_tie() -> None:
    nothing = np.full((5, 3), np.nan)
    reported = ReportedCrowd(
        [0, 0, 0, 1, 1], COLOURS, headline="surprisingly_popular", predicted=nothing
    )
    assert headline_figure(reported.results, reported.formatter) == "none"
    assert "Nobody said what the others would choose" in reported.words


def test_few_people_surprise_nobody() -> None:
    def reported(n: int) -> str:
        return ReportedCrowd([0.0] * n, COLOURS, predicted=np.full((n, 3), 1 / 3)).words

    assert "people expected 33% to choose it, and 100% did" in reported(4)
    assert reported(3) == "All 3 people chose red."


# Where people came from


@pytest.mark.parametrize(
    ("branches", "words"),
    [
        ([0, 0], "All answers go back to one person who came by the organizer’s link"),
        ([0, 0, 0, 1], "The 4 answers go back to 2 people who came by the organizer’s link"),
        ([0, 1], "All came by the organizer’s link"),
        (None, "All came by the organizer’s link"),
    ],
)
def test_branches_are_told_as_what_they_are(branches: list[int] | None, words: str) -> None:
    labels = None if branches is None else np.array(branches)
    values = [float(number) for number in range(len(branches or [0, 1]))]
    assert words in ReportedCrowd(values, branches=labels).condition("decentralization")


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        (1, "One of 3 answers was entered by the organizer for somebody else."),
        (2, "2 of 3 answers were entered by the organizer for others"),
        (3, "All answers were entered by the organizer for others, such as from paper slips."),
    ],
)
def test_entered_answers_are_told(entered: int, words: str) -> None:
    reported = ReportedCrowd([1, 2, 3], on_behalf=entered)
    assert words in reported.condition("decentralization")
    assert "not the organizer" not in reported.condition("independence")
    assert "each on their own" not in subtitle(reported.results, reported.formatter)


@pytest.mark.parametrize(("n", "entered"), [(1, 0), (2, 0), (3, 1), (3, 2), (3, 3)])
def test_open_link_is_told_as_what_it_is(n: int, entered: int) -> None:
    """Once in each browser is all that a cookie can hold; of slips it says nothing."""
    reported = ReportedCrowd(list(range(n)), on_behalf=entered).condition("decentralization")
    assert ("once in each browser" in reported) == (n > 1 and entered < n)
    assert ("could answer more than once" in reported) == (n > 1 and entered < n)
    assert "answered for themselves" not in reported
    # Slips came by no link.
    assert ("All came by the organizer’s link" in reported) == (n > 1 and entered == 0)
    assert ("Nobody came by the link of another" in reported) == (0 < entered < n)


# Groups and shares


def test_groups_of_fewer_than_five_are_not_published() -> None:
    groups = np.array([0] * 5 + [1] * 4 + [-1])
    values = [1, 2, 3, 4, 5, 50, 51, 52, 53, 54]
    reported = ReportedCrowd(values, groups=groups, group_names=["cooks", "guests"])
    assert [group.name for group in reported.results.groups] == ["cooks"]
    found = results_to_json(reported.results, reported.question)
    assert [(group["name"], group["count"], group["median"]) for group in found["groups"]] == [
        ("cooks", 5, 3.0)
    ]
    assert found["diversity"]["groups"]["count"] == 2


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.9996, "99.96%"),
        (0.9979, "99.8%"),
        (0.00037, "0.037%"),
        (3.5, "350%"),
        # The spread of some crowds is a share just above their average.
        (1.0043, "100%"),
        (math.nextafter(1, 0), "100%"),
    ],
)
def test_shares_are_never_rounded_to_all_or_none(share: float, text: str) -> None:
    assert ValueFormatter(COUNT, ENGLISH).percent(share).replace("\xa0", " ") == text


# The order of the answers


@pytest.mark.parametrize(
    ("correlation", "chance", "words"),
    [
        (0.4, 0.0001, "before it: they are more alike than chance makes them."),
        (
            0.235,
            0.0112,
            (
                "somewhat more alike than usual. Chance alone makes one of these checks find as "
                "much in 2 of 100 crowds. If every second person"
            ),
        ),
        (0.2, 0.0499, "find as much in 5 of 100 crowds."),
        (
            0.235,
            0.05,
            (
                "Nothing in the order of the answers shows that people followed each other. If every "
                "second person moved halfway to the answer before, this check would find it in about "
                "33 of 100"
            ),
        ),
        (-0.1, 0.9, "Nothing in the order"),
        # In large crowds any correlation is significant.
        (0.019, 0.001, "Nothing in the order"),
        (0.019, 0.02, "Nothing in the order"),
    ],
)
def test_order_is_told_by_its_chance(correlation: float, chance: float, words: str) -> None:
    reported = ReportedCrowd([float(number * 37 % 101) for number in range(100)])
    reported.results = msgspec.structs.replace(
        reported.results,
        independence={
            **reported.results.independence,
            "neighbour_correlation": 0.0,
            "serial_correlation": correlation,
            "serial_p_adjusted": chance,
        },
    )
    told = reported.condition("independence")
    assert words in told
    assert "no sign" not in told


@pytest.mark.exhaustive
@pytest.mark.parametrize("n", FOUND_OF_100)
def test_simulated_crowds_that_follow_are_found_as_often_as_the_page_says(n: int) -> None:
    rng = np.random.default_rng(n)
    crowds, found = 1_000, 0
    for _ in range(crowds):
        values = rng.normal(size=n)
        for place in np.flatnonzero(rng.random(n - 1) < 0.5) + 1:
            values[place] = (values[place - 1] + values[place]) / 2
        # With the check of a drift that makes two, so the smaller p counts double.
        found += 2 * serial_p(values, rng, 999) < SIGNIFICANCE_LEVEL
    # 500 of 1,000 would vary by 16: four times that.
    assert found / crowds * 100 == pytest.approx(FOUND_OF_100[n], abs=6.5)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0099, "Their answers differed more than chance would make them."),
        (0.011, "differed somewhat more than usual; chance alone does that in 2 of 100 crowds."),
        (0.05, "No clear difference between their answers was found."),
    ],
)
def test_groups_are_told_by_their_chance(chance: float, words: str) -> None:
    groups = np.array([0] * 5 + [1] * 5)
    reported = ReportedCrowd(list(range(10)), groups=groups, group_names=["cooks", "guests"])
    reported.results = msgspec.structs.replace(
        reported.results,
        group_diversity={**reported.results.group_diversity, "kruskal_p": chance},
    )
    assert words in reported.condition("diversity")


# Where the average misleads


@pytest.mark.parametrize(
    ("values", "misleads"),
    [
        ([-3, -1, 0.1, 0.1, 2, 4], False),
        ([1, 1, 1, 2, 3, 40], True),
        ([0, 0, 1, 2, 3, 40], True),
        # The two are far apart as a ratio, but close beside the spread.
        ([0, 0, 0, 0, 0, 1, 1, 6, 6, 6, 6], False),
    ],
)
def test_average_misleads_only_above_zero_and_where_the_gap_matters(
    values: list[float], misleads: bool
) -> None:
    advice = ReportedCrowd(values, Number()).advice
    assert ("lies far above the middle answer" in advice) is misleads


def test_averages_that_are_written_alike_agree() -> None:
    advice = ReportedCrowd([7] * 1999 + [8], Number()).advice
    assert advice == "All usual ways of putting the answers together say about the same."


# What cancels out


@pytest.mark.parametrize(
    ("values", "cancelled"),
    [
        ([90, 110, 130, 80], True),
        # Beside the common error, the people hardly differ.
        ([1000, 1000, 1000, 1001], False),
        ([0.1 + 0.2, 0.3, 0.3], False),
    ],
)
def test_only_what_cancels_out_is_told(values: list[float], cancelled: bool) -> None:
    reported = ReportedCrowd(values, Number(), truth=100)
    assert bool(cancellation_sentence(reported.results, reported.formatter)) is cancelled
    assert (error_equation(reported.results, reported.formatter) is not None) is cancelled


def test_exact_average_has_no_error_of_rounding() -> None:
    reported = ReportedCrowd([0.1, 0.2, 0.3, 0.2], Percentage(), truth=0.2)
    equation = error_equation(reported.results, reported.formatter)
    assert equation is not None
    assert equation.crowd.figure.replace("\xa0", " ") == "0%"


# Rounding and siblings


def test_error_of_rounding_is_none() -> None:
    reported = ReportedCrowd([5, 20], Number(), truth=10, headline="geometric_mean")
    headline = reported.results.headline.value
    assert headline is not None
    assert headline != 10
    assert reported.words == "The crowd was exactly right."
    assert error_text(headline, 10, reported.formatter) == "exactly right"


def test_middle_half_is_the_same_in_all_sentences() -> None:
    reported = ReportedCrowd([1, 3, 4, 5, 7, 9])
    assert "between 3 and 7" in reported.words
    assert "The middle half spans a factor of 2.3." in reported.condition("diversity")


def test_people_are_not_said_to_have_been_on_their_own_where_figures_deny_it() -> None:
    alone = [float(value) for value in np.random.default_rng(7).permutation(60)]
    independent, drifting = ReportedCrowd(alone), ReportedCrowd(sorted(alone))
    assert subtitle(independent.results, independent.formatter) == (
        "60 people answered, each on their own"
    )
    assert "Later answers tended to be higher." in drifting.condition("independence")
    assert subtitle(drifting.results, drifting.formatter) == "60 people answered"
    branches = np.repeat(np.arange(10), 20)
    values = [float(value) for value in np.random.default_rng(8).normal(branches * 9 % 10, 0.2)]
    order = np.random.default_rng(9).permutation(200)
    alike = ReportedCrowd([values[place] for place in order], Number(), branches=branches[order])
    assert "Answers that came by way of the same person" in alike.condition("independence")
    assert "on their own" not in subtitle(alike.results, alike.formatter)


# Averages


def test_averages_are_about_the_same_only_for_whoever_reads_them() -> None:
    chances = [0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99]
    assert "the lowest is 50% (median), the highest 64.2% (combined chance)" in (
        ReportedCrowd(chances, Probability()).advice
    )
    same = "All usual ways of putting the answers together say about the same."
    assert ReportedCrowd([*[99.9] * 990, *[50] * 10], Percentage()).advice == same
    days = [20_000.0] * 6 + [20_010.0] * 3
    assert "the highest" in ReportedCrowd(days, Date()).advice


def test_nothing_is_without_the_extremes_where_a_tenth_is_nobody() -> None:
    reported = ReportedCrowd([10, 10, 12, 12, 12, 12, 14, 14, 30])
    assert "the highest 14 pieces (average)" in reported.advice
    rows = {row.path for row in figure_rows(reported.results, reported.formatter)}
    assert "aggregates.mean" in rows
    assert not rows & {"aggregates.trimmed_mean", "aggregates.winsorized_mean"}
    more = ReportedCrowd([10, 10, 12, 12, 12, 12, 14, 14, 30, 31])
    rows = {row.path for row in figure_rows(more.results, more.formatter)}
    assert {"aggregates.trimmed_mean", "aggregates.winsorized_mean"} <= rows


def test_nothing_cancels_out_in_an_average_that_says_little() -> None:
    wild = ReportedCrowd([0, *[200] * 50, *[300] * 50, 10**8], truth=1000)
    assert "says little here" in wild.advice
    assert cancellation_sentence(wild.results, wild.formatter) == ""
    assert error_equation(wild.results, wild.formatter) is None
    tame = ReportedCrowd([0, *[200] * 50, *[300] * 50, 400], truth=250)
    assert cancellation_sentence(tame.results, tame.formatter)
    assert error_equation(tame.results, tame.formatter) is not None


def test_heap_at_the_middle_answer_is_not_told() -> None:
    heaps = "The answers fall into more than one heap."
    equal = ReportedCrowd([5] * 40 + [95] * 60, Percentage()).advice
    assert equal.startswith(heaps)
    assert "largest heap" not in equal
    apart = ReportedCrowd([*range(90, 110), *range(90, 110), *range(290, 310)] * 2).advice
    assert apart.startswith(heaps)
    assert "The largest heap lies around" in apart


# Ratings

RATING = Number(minimum=1, maximum=5, decimals=0)


def test_ratings_are_not_told_by_factors() -> None:
    ratings = [1, 2, 2, 3, 3, 4, 4, 5] * 5
    told = ReportedCrowd(ratings, RATING, truth=3, headline="mean")
    assert told.condition("diversity").startswith("The middle half spans 2.")
    shown = [entry.path for name in ("diversity", "independence") for entry in told.evidence(name)]
    assert "scoring.bracketing" in shown
    assert "independence.serial_p_adjusted" in shown
    assert "spread.coefficient_of_variation" not in shown
    assert "independence.multiples_of_5" not in shown
    assert ReportedCrowd([2, 2, 3, 3, 3], RATING, truth=3, headline="mean").words.startswith(
        "The crowd guessed 0.4 too low, and 3 of its members came closer."
    )
    assert error_text(2.6, 3, told.formatter) == "0.4 too low"
    assert told.results.aggregates["kao_median"] is None
    assert "counts" in str(told.results.why_null["aggregates.kao_median"])
    equation = error_equation(told.results, told.formatter)
    assert equation is not None
    assert not equation.on_logs
    assert "factors" not in cancellation_sentence(told.results, told.formatter)
    assert "geometric" not in ReportedCrowd([1] * 20 + [5] * 21, RATING).advice
    assert "says little" not in ReportedCrowd([1] * 21 + [5] * 20, RATING).advice
    assert "says little" in ReportedCrowd([1] * 21 + [5] * 20).advice
    assert "factor of 2" in ReportedCrowd(ratings).condition("diversity")


# Errors that everybody shares


def test_error_of_everybody_is_told() -> None:
    camps = [5.0] * 4 + [95.0] * 6
    reported = ReportedCrowd(camps, Percentage(), truth=50)
    assert "The crowd guessed 45 percentage points too high, and everyone was as far off." in (
        reported.words
    )
    own = own_answer(reported.results, 95, reported.formatter)
    assert own.sentence.replace("\xa0", " ") == (
        "You said 95%. 45 percentage points too high, and everyone was as far off."
    )


def test_exact_answers_are_written_exactly() -> None:
    assert "All 5 people said 3.14159." in ReportedCrowd([3.14159] * 5, Number()).words
    assert "4 of the 5 said exactly 3.14159." in ReportedCrowd([3.14159] * 4 + [9], Number()).words


# Figures that chance makes


def test_small_p_is_not_told_as_a_power_of_ten() -> None:
    formatter = ValueFormatter(COUNT, ENGLISH)
    assert format_figure("independence.branch_p_adjusted", 1.5e-11, formatter) == "<\u00a00.01%"
    assert format_figure("diversity.dip_p", 0, formatter) == "<\u00a00.01%"
    assert format_figure("independence.serial_p", 0.0234, formatter) == "2%"
    written = {path for path, label in LABELS.items() if label.unit == "probability"}
    assert written == {path for path in LABELS if re.search(r"_p(_adjusted)?$", path)}


def test_error_in_percent_of_what_happened_is_not_shown() -> None:
    reported = ReportedCrowd([0.2, 0.5, 0.7, 0.9], Probability(), truth=1)
    assert reported.results.scoring["percent_error"] is not None
    rows = {row.path for row in figure_rows(reported.results, reported.formatter)}
    assert "scoring.error" in rows
    assert not rows & set(Probability.hidden_figures)


# Quantities without an upper end


@pytest.mark.parametrize(
    ("values", "told"), [([1, 5, 7, 9], False), ([1, 5, 7, 10], False), ([1, 5, 7, 11], True)]
)
def test_ratings_are_not_guessed_too_low(values: list[float], told: bool) -> None:
    reported = ReportedCrowd(values, Number(minimum=1)).words
    assert ("Crowds tend to guess too low" in reported) is told


# Very large and very small numbers


@pytest.mark.parametrize("values", [[1.5e20, 2e20, 3e20, 4.5e20], [1.5e-9, 2e-9, 3e-9, 4.5e-9]])
def test_sentences_have_no_e_notation(values: list[float]) -> None:
    reported = ReportedCrowd(values, Number(minimum=0))
    assert "2 × 10" in reported.words
    assert re.search(r"\dE", reported.words) is None
