"""Labels of figures: plain words, the standard term, and the unit."""

from __future__ import annotations

from typing import NamedTuple

from crowd.model.sentence import Sentence


class Label(NamedTuple):
    """Plain words, the standard term (empty where the words are it), and the unit.

    The unit is a key of FORMATTERS, or "interval" for an interval of values.
    """

    words: str
    term: str = ""
    unit: str = "number"


LABELS = {
    "aggregates.median": Label("Middle answer", "median", unit="value"),
    "aggregates.mean": Label("Average", "mean", unit="value"),
    "aggregates.trimmed_mean": Label("Average without the extremes", "trimmed mean", unit="value"),
    "aggregates.winsorized_mean": Label(
        "Average with the extremes pulled in", "winsorized mean", unit="value"
    ),
    "aggregates.geometric_mean": Label("Geometric average", "geometric mean", unit="value"),
    "aggregates.hodges_lehmann": Label(
        "Middle of all pairs’ averages", "Hodges-Lehmann", unit="value"
    ),
    "aggregates.half_sample_mode": Label(
        "Where answers are densest", "half-sample mode", unit="value"
    ),
    "aggregates.kde_mode": Label(
        "Top of the smoothed picture", "mode of a kernel density", unit="value"
    ),
    "aggregates.percentile_60": Label(
        "Adjusted for guessing too low (experimental)", "60th percentile", unit="value"
    ),
    "aggregates.kao_median": Label(
        "Middle answer, corrected for counting", "Kao’s median", unit="value"
    ),
    "aggregates.kao_mean": Label("Average, corrected for counting", "Kao’s mean", unit="value"),
    "aggregates.kao_maximum_likelihood": Label(
        "Likeliest count behind these guesses", "Kao’s maximum likelihood", unit="value"
    ),
    "aggregates.minimal_pivot": Label(
        "Moved away from what all share", "minimal pivot", unit="value"
    ),
    "aggregates.knowledge_weighted": Label(
        "Weighted by what people know of others", "knowledge-weighted", unit="value"
    ),
    "aggregates.meta_probability_weighted": Label(
        "Chance with more weight for those who expect to differ",
        "meta-probability weighting",
        unit="value",
    ),
    "aggregates.log_odds_mean": Label("Combined chance", "mean of log-odds", unit="value"),
    "aggregates.interval_weighted": Label(
        "Weighted by how sure people are", "precision-weighted", unit="value"
    ),
    "aggregates.plurality": Label("Most frequent answer", "plurality", unit="value"),
    "aggregates.surprisingly_popular": Label("Surprisingly popular answer", unit="value"),
    "spread.minimum": Label("Smallest", unit="value"),
    "spread.quartile_1": Label("A quarter said at most", "first quartile", unit="value"),
    "spread.quartile_3": Label("A quarter said at least", "third quartile", unit="value"),
    "spread.maximum": Label("Largest", unit="value"),
    "spread.standard_deviation": Label(
        "Spread about the average", "standard deviation", unit="distance"
    ),
    "spread.coefficient_of_variation": Label(
        "Spread, as a share of the average", "coefficient of variation", unit="share"
    ),
    "spread.quartile_dispersion": Label("Spread of the middle half", "quartile dispersion"),
    "diversity.shannon_bins": Label("Evenness of the picture’s bars", "Shannon entropy"),
    "diversity.gini": Label("Inequality of the answers", "Gini coefficient"),
    "diversity.sarle": Label("Sign of two heaps", "Sarle’s bimodality"),
    "diversity.dip": Label("Distance from a picture with one top", "Hartigan’s dip"),
    "diversity.dip_p": Label(
        "Chance of such a dip with one top", "p of the dip", unit="probability"
    ),
    "diversity.groups.hill_1": Label("Worth this many equally large groups", "Hill number 1"),
    "diversity.groups.hill_2": Label(
        "Worth this many equally large groups, small ones hardly counted", "Hill number 2"
    ),
    "diversity.groups.blau": Label(
        "Chance that two people are of different groups", "Blau index", unit="share"
    ),
    "diversity.groups.kruskal_p": Label(
        "Chance that groups differ this much by luck", "p of Kruskal-Wallis", unit="probability"
    ),
    "independence.neighbour_correlation": Label(
        "How alike answers in a row were", "neighbour correlation"
    ),
    "independence.neighbour_p": Label("Chance of that by luck", "p, one-sided", unit="probability"),
    "independence.serial_correlation": Label(
        "How alike each answer and the five before it were", "serial rank correlation"
    ),
    "independence.serial_p": Label(
        "Chance of answers so alike in a row or nearly",
        "p of serial correlation",
        unit="probability",
    ),
    "independence.serial_p_adjusted": Label(
        "Chance of answers so alike, counting the other checks",
        "adjusted p of serial correlation",
        unit="probability",
    ),
    "independence.runs_p": Label(
        "Chance of such runs of high and low answers", "p of runs", unit="probability"
    ),
    "independence.drift_tau": Label("Whether answers rose or fell over time", "Kendall’s tau"),
    "independence.drift_p": Label(
        "Chance of such a drift by luck", "p of the drift", unit="probability"
    ),
    "independence.drift_p_adjusted": Label(
        "Chance of such a drift, counting the other checks",
        "adjusted p of the drift",
        unit="probability",
    ),
    "independence.narrowing_p": Label(
        "Chance that the spread changed this much by luck",
        "p of Fligner-Killeen",
        unit="probability",
    ),
    "independence.branch_icc": Label(
        "How alike answers by way of one person’s link were", "intraclass correlation"
    ),
    "independence.branch_p": Label(
        "Chance that branches differ this much by luck", "p of Kruskal-Wallis", unit="probability"
    ),
    "independence.branch_p_adjusted": Label(
        "Chance of such branches, counting the other checks",
        "adjusted p of branches",
        unit="probability",
    ),
    "independence.effective_n": Label("Worth this many separate answers", "effective size"),
    "independence.multiples_of_5": Label(
        "Answers that end in 0 or 5", "multiples of 5", unit="share"
    ),
    "independence.multiples_of_10": Label("Answers that end in 0", "multiples of 10", unit="share"),
    "independence.multiples_of_100": Label(
        "Answers that end in 00", "multiples of 100", unit="share"
    ),
    "independence.anchoring": Label("Answers at a number in the question", "anchoring"),
    "independence.unit_slips": Label("Answers that look like another unit", "unit slips"),
    "uncertainty.median_interval": Label(
        "Middle answer if many more were asked", "95 % interval of the median", unit="interval"
    ),
    "uncertainty.mean_interval": Label(
        "Average if many more were asked", "95 % interval of the mean", unit="interval"
    ),
    "uncertainty.trimmed_mean_interval": Label(
        "Average without the extremes if many more were asked",
        "95 % interval of the trimmed mean",
        unit="interval",
    ),
    "uncertainty.geometric_mean_interval": Label(
        "Geometric average if many more were asked",
        "95 % interval of the geometric mean",
        unit="interval",
    ),
    "uncertainty.influence.median": Label(
        "How far one person could move the middle answer", "jackknife influence", unit="distance"
    ),
    "uncertainty.influence.mean": Label(
        "How far one person could move the average", "jackknife influence", unit="distance"
    ),
    "uncertainty.influence.trimmed_mean": Label(
        "How far one person could move the average without the extremes",
        "jackknife influence",
        unit="distance",
    ),
    "crowd_range.quartiles": Label(
        "The crowd’s own range", "quartiles of the ranges’ ends", unit="interval"
    ),
    "crowd_range.medians": Label(
        "Middle of people’s ranges", "medians of the ranges’ ends", unit="interval"
    ),
    "crowd_range.means": Label("Average of people’s ranges", "quantile averaging", unit="interval"),
    "crowd_range.trimmed_means": Label(
        "Average of people’s ranges, widened", "interior trimming", unit="interval"
    ),
    "scoring.error": Label("Off by", "signed error", unit="distance"),
    "scoring.percent_error": Label("Off by, in percent of the correct answer", unit="percent"),
    "scoring.log_error": Label("Off by, as a factor", "log error"),
    "scoring.closer_than": Label("Closer than this share of the people", unit="share"),
    "scoring.as_close_as": Label("As close as this share of the people", unit="share"),
    "scoring.closer_than_log": Label(
        "Closer than this share of the people, by factors", unit="share"
    ),
    "scoring.crowd_error": Label("Error of the average, squared", "squared error of the mean"),
    "scoring.average_error": Label("People’s errors, squared, on average", "average squared error"),
    "scoring.prediction_diversity": Label("What of it cancels out", "prediction diversity"),
    "scoring.crowd_error_log": Label(
        "Error of the average by factors, squared", "squared error of the mean, on logarithms"
    ),
    "scoring.average_error_log": Label(
        "People’s errors by factors, squared, on average", "average squared error, on logarithms"
    ),
    "scoring.prediction_diversity_log": Label(
        "What of them cancels out, by factors", "prediction diversity, on logarithms"
    ),
    "scoring.bracketing": Label(
        "Pairs with the correct answer between them", "bracketing", unit="share"
    ),
    "scoring.crps": Label("Score of the whole picture", "CRPS", unit="distance"),
    "scoring.brier": Label("Score of the forecast, 0 is best", "Brier score"),
    "scoring.interval_coverage": Label(
        "Ranges that held the correct answer", "coverage", unit="share"
    ),
    "scoring.winkler": Label("Score of the ranges", "Winkler score", unit="distance"),
    "crowd_size_curve": Label("How far smaller crowds would be off", "crowd-size curve"),
    "typical_crowd_size_curve": Label(
        "How far half of smaller crowds would be off at most", "median error by crowd size"
    ),
    "enough": Label("How many people were enough"),
}
"""Labels by the path of the figure in the results."""


def label_within_sentence(path: str) -> str:
    """Return the plain words for a figure, in lower case as within a sentence."""
    words = LABELS[path].words
    return words[:1].lower() + words[1:]


HEADLINE_NAMES = {
    "median": Sentence("median"),
    "trimmed_mean": Sentence("average without the extremes"),
    "winsorized_mean": Sentence("average with the extremes pulled in"),
    "hodges_lehmann": Sentence("middle of all pairs’ averages"),
    "mean": Sentence("average"),
    "geometric_mean": Sentence("geometric average"),
    "log_odds_mean": Sentence("combined chance"),
    "plurality": Sentence("most frequent answer"),
    "surprisingly_popular": Sentence("surprisingly popular answer"),
}
"""Plain names, as within a sentence, of the aggregates that can lead a poll."""


FILE_HEADLINE_NAMES = {
    "half_sample_mode": Sentence("value where answers are densest"),
    "kde_mode": Sentence("top of the smoothed picture"),
    "percentile_60": Sentence("60th percentile"),
    "kao_median": Sentence("median corrected for counting"),
    "kao_mean": Sentence("average corrected for counting"),
    "kao_maximum_likelihood": Sentence("likeliest count behind these guesses"),
    "minimal_pivot": Sentence("average moved away from what all share"),
    "knowledge_weighted": Sentence("average weighted by what people know of others"),
    "meta_probability_weighted": Sentence("chance with more weight for those who expect to differ"),
}
"""Likewise of those that can lead only the report of a file."""


def aggregator_name(aggregate: str) -> str:
    """Return the plain name, within a sentence, of an aggregate that can lead a poll or a file."""
    return HEADLINE_NAMES.get(aggregate) or FILE_HEADLINE_NAMES[aggregate]
