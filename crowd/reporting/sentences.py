"""The sentences of the results page: figures in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.analysis.sample import Question
from crowd.i18n.labels import aggregator_name
from crowd.i18n.translator import Translator
from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.number import MAX_RATING
from crowd.model.results import Option, Results
from crowd.model.sentence import Sentence
from crowd.poll import Poll, TruthStatus
from crowd.reporting.accuracy import is_unanimous, leads_with_common_answer
from crowd.reporting.camps import camp_centres
from crowd.reporting.choice_sentences import choice_sentences
from crowd.reporting.crowd_range import crowd_range_sentence
from crowd.reporting.figures import headline_range
from crowd.reporting.finding import error_finding, finding_sentence
from crowd.reporting.independence import shows_dependence
from crowd.reporting.middle_half import middle_half_sentence
from crowd.reporting.thresholds import MIN_ANSWERS

MEDIAN_EXPLAINED = Sentence("The crowd’s answer is the median: half said more, half said less.")
MIDDLE_OF_THREE = Sentence("The crowd’s answer is the one in the middle.")
NO_SINGLE_NUMBER = Sentence("No single number speaks for all of them.")
CROWDS_GUESS_TOO_LOW = Sentence(
    "Crowds tend to guess too low: in 195 past questions, the correct answer lay above the median 74% "
    "of the time."
)
MEDIAN_RECORD = Sentence(
    "In 195 past questions, the median beat most people 87% of the time, and the best tenth of them 8% "
    "of the time."
)
"""Sentences from 14 published data sets of first, independent guesses."""


def subtitle(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many answered; that they did so on their own unless the figures say otherwise."""
    if results.n > 1 and not (results.on_behalf or shows_dependence(results)):
        return formatter.plural(
            "{n} person answered, each on their own",
            "{n} people answered, each on their own",
            results.n,
        )
    return answer_count(results, formatter)


def crowd_count(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many people there are, for the line below the finding."""
    if not results.n:
        return formatter.translate("nobody")
    return people_count(results.n, formatter)


def explanation(results: Results, formatter: ValueFormatter) -> str:
    """Say what the main result is: that of the median, and the name of another one."""
    name = results.headline.name
    if results.n == len(results.few) == 3 and name == "median":
        return formatter.translate(MIDDLE_OF_THREE)
    if results.n < MIN_ANSWERS or results.choice is not None or results.headline.value is None:
        return ""
    if name == "median":
        return formatter.translate(MEDIAN_EXPLAINED)
    return formatter.translate(
        "The crowd’s answer is the {name}.", name=formatter.translate(aggregator_name(name))
    )


def standfirst(results: Results, formatter: ValueFormatter) -> str:
    """Tell of camps that no single number speaks for both, and how far off the crowd was."""
    if not camp_centres(results):
        return ""
    parts = [formatter.translate(NO_SINGLE_NUMBER), error_finding(results, formatter)]
    return " ".join(part for part in parts if part)


def answer_count(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many answered."""
    if results.n == 0:
        return formatter.translate("Nobody answered")
    if results.n == 1:
        return formatter.translate("One person answered")
    return formatter.plural("{n} person answered", "{n} people answered", results.n)


def headline_figure(results: Results, formatter: ValueFormatter) -> str:
    """Format the headline's value, or say that there is none."""
    if results.headline.value is not None:
        return formatter.signed(results.headline.value)
    if results.choice is None or not results.n:
        return formatter.translate("no answers")
    lacks_predictions = (
        results.headline.name == "surprisingly_popular" and not results.choice.predictions
    )
    return formatter.translate("none") if lacks_predictions else formatter.translate("a tie")


def truth_figure(truth: float, formatter: ValueFormatter) -> str:
    """Format the truth without its unit; of a probability, say whether it happened."""
    if formatter.kind.is_chance:
        return (
            formatter.translate("it happened")
            if truth
            else formatter.translate("it did not happen")
        )
    return formatter.signed(truth)


def missing_truth(poll: Poll, translator: Translator) -> str:
    """Say why there is no truth to show."""
    if poll.truth_status is TruthStatus.NEVER_KNOWN:
        return translator.translate("will never be known")
    return translator.translate("not known yet")


def result_sentences(
    question: Question, results: Results, formatter: ValueFormatter
) -> Iterator[str]:
    """Tell the results in sentences that a child can read aloud, the finding first."""
    yield finding_sentence(results, formatter)
    yield from further_sentences(question, results, formatter)


def further_sentences(
    question: Question, results: Results, formatter: ValueFormatter
) -> Iterator[str]:
    """Tell what the page tells beside the finding."""
    truth, headline = results.scoring.get("truth"), results.headline.value
    if results.choice is not None and results.n:
        yield from choice_sentences(results, results.choice, formatter)
    if headline is None or results.choice is not None:
        return
    if leads_with_adjusted_chance(results, formatter):
        yield _adjusted_chance_sentence(results, headline, formatter)
    if results.n >= MIN_ANSWERS:
        yield from middle_half_sentence(results, formatter)
    interval = headline_range(results, question.kind)
    if interval is not None:
        yield _interval_sentence(results.headline.name, interval, formatter)
    yield from crowd_range_sentence(results, formatter)
    if truth is None and results.n >= MIN_ANSWERS and _is_open_guess(question.kind, results):
        yield formatter.translate(CROWDS_GUESS_TOO_LOW)


def track_record(results: Results) -> str:
    """Return how often the median did well in published data; empty unless a truth is known."""
    known = results.scoring.get("truth") is not None
    return (
        MEDIAN_RECORD
        if known and results.headline.name == "median" and results.n >= MIN_ANSWERS
        else ""
    )


def leads_with_adjusted_chance(results: Results, formatter: ValueFormatter) -> bool:
    """Return whether everybody said one chance and the combined chance, never 0 or 100 %, is another."""
    return (
        formatter.kind.is_chance and is_unanimous(results) and not leads_with_common_answer(results)
    )


def _adjusted_chance_sentence(results: Results, headline: float, formatter: ValueFormatter) -> str:
    return formatter.plural(
        "One person said {said}; the combined chance counts that as {figure}.",
        "All {n} said {said}; the combined chance counts that as {figure}.",
        results.n,
        said=formatter.exact(results.spread["minimum"] or 0.0),
        figure=formatter.figure(headline),
    )


def _interval_sentence(name: str, interval: list[float], formatter: ValueFormatter) -> str:
    low, high = interval
    figure = formatter.translate(aggregator_name(name))
    if low == high:
        return formatter.translate(
            "If many more people like these were asked, the {name} would probably be the same, "
            "{value}.",
            name=figure,
            value=formatter.with_unit(low),
        )
    words = formatter.kind.words
    return formatter.translate(
        words.interval, name=figure, **words.between(*formatter.ends(low, high))
    )


def _is_open_guess(kind: Kind, results: Results) -> bool:
    """Return whether people guessed a quantity without an upper end, unlike ratings."""
    (low, high), largest = kind.bounds, results.spread["maximum"]
    is_open = kind.is_quantity and low is not None and high is None
    return is_open and largest is not None and largest > MAX_RATING


def people_count(count: int, formatter: ValueFormatter) -> str:
    """Write a number of people."""
    if count == 1:
        return formatter.translate("one person")
    return formatter.plural("{n} person", "{n} people", count)


def option_people(option: Option, formatter: ValueFormatter) -> str:
    """Write how many people chose an option."""
    if not option.count:
        return formatter.translate("nobody")
    return people_count(option.count, formatter)
