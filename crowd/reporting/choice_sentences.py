"""Sentences on the results of a choice, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from crowd.i18n.languages import LANGUAGES
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import ChoiceFigures, Option, Results
from crowd.model.sentence import Sentence
from crowd.reporting.thresholds import MIN_FOR_PERCENTAGES

MIN_FOR_SURPRISE = 4
"""Answers below which shares are not compared with what people predicted."""

COMMAS = {language.comma for language in LANGUAGES.values()}

COUNT_CHOSE = Sentence("{count} of the {all} people chose {option}.")
TIE_COUNTED = Sentence("A tie: {options} were each chosen by {count} of the {all} people.")
RIGHT_ANSWER_COUNTED = Sentence(
    "The right answer is {answer}, chosen by {count} of the {all} people."
)
NOBODY_PREDICTED = Sentence(
    "Nobody said what the others would choose, so no answer can be called surprisingly popular."
)
BEATS_EXPECTATION = Sentence(
    "The answer that beat what was expected of it by most is {answer}: people expected {expected} to "
    "choose it, and {share} did."
)
CAN_BE_RIGHT = Sentence(
    "Such an answer can be right where most people are wrong: those who know it also know that others "
    "do not. In three studies on state capitals this rule halved the wrong answers; in four others it "
    "removed 9\N{NO-BREAK SPACE}% of them, and in one of those it did worse."
)


def choice_sentences(
    results: Results, choice: ChoiceFigures, formatter: ValueFormatter
) -> Iterator[str]:
    """Tell what people chose, whether it was right, and what they expected of each other."""
    truth = results.scoring.get("truth")
    yield _plurality_sentence(results, choice, formatter)
    if truth is not None:
        yield _correct_answer_sentence(results, choice, truth, formatter)
    if results.headline.name == "surprisingly_popular" and not choice.predictions:
        yield formatter.translate(NOBODY_PREDICTED)
    if results.n >= MIN_FOR_SURPRISE:
        yield from _surprisingly_popular(choice, formatter)


def _plurality_sentence(results: Results, choice: ChoiceFigures, formatter: ValueFormatter) -> str:
    ranked = sorted(choice.options, key=lambda option: -option.count)
    first = ranked[0]
    if choice.plurality is None:
        tied = [entry for entry in ranked if entry.count == first.count]
        return _tie_sentence(tied, results.n, formatter)
    option = formatter.figure(choice.plurality)
    if results.n == 1:
        return formatter.translate("The one person who answered chose {option}.", option=option)
    if first.count == results.n:
        return formatter.translate("Everybody chose {option}.", option=option)
    if results.n < MIN_FOR_PERCENTAGES:
        counts = _counts(first, results.n, formatter)
        return formatter.translate(COUNT_CHOSE, option=option, **counts)
    return formatter.translate(
        "{share} chose {option}.", share=formatter.percent(first.share), option=option
    )


def _counts(option: Option, n: int, formatter: ValueFormatter) -> dict[str, str]:
    return {"count": formatter.number(option.count), "all": formatter.number(n)}


def _tie_sentence(tied: Sequence[Option], n: int, formatter: ValueFormatter) -> str:
    options = _list_options(tied, formatter)
    if tied[0].count == 1:
        return formatter.translate(
            "A tie: {options} were each chosen by one person.", options=options
        )
    if n < MIN_FOR_PERCENTAGES:
        counts = _counts(tied[0], n, formatter)
        return formatter.translate(TIE_COUNTED, options=options, **counts)
    return formatter.translate(
        "A tie: {options} were each chosen by {share}.",
        options=options,
        share=formatter.percent(tied[0].share),
    )


def _correct_answer_sentence(
    results: Results, choice: ChoiceFigures, truth: float, formatter: ValueFormatter
) -> str:
    if truth == choice.plurality:
        return formatter.translate("That is the right answer.")
    right, answer = choice.options[int(truth)], formatter.figure(truth)
    if not right.count:
        return formatter.translate("The right answer is {answer}: nobody chose it.", answer=answer)
    if results.n < MIN_FOR_PERCENTAGES:
        counts = _counts(right, results.n, formatter)
        return formatter.translate(RIGHT_ANSWER_COUNTED, answer=answer, **counts)
    return formatter.translate(
        "The right answer is {answer}: {share} chose it.",
        answer=answer,
        share=formatter.percent(right.share),
    )


def _list_options(tied: Sequence[Option], formatter: ValueFormatter) -> str:
    """Join the options in the reader's language; in quotes where one of them has a comma."""
    names = [formatter.figure(entry.option) for entry in tied]
    if any(comma in name for comma in COMMAS for name in names):
        names = [formatter.translate("“{text}”", text=name) for name in names]
    translator = formatter.translator
    return format_list([translator.isolate(name) for name in names], locale=translator.locale)


def _surprisingly_popular(choice: ChoiceFigures, formatter: ValueFormatter) -> Iterator[str]:
    surprising = choice.surprisingly_popular
    if surprising is None:
        return
    option = choice.options[int(surprising)]
    if option.predicted is None or option.share <= option.predicted:
        return
    yield formatter.translate(
        BEATS_EXPECTATION,
        answer=formatter.figure(surprising),
        expected=formatter.percent(option.predicted),
        share=formatter.percent(option.share),
    )
    if surprising != choice.plurality:
        yield formatter.translate(CAN_BE_RIGHT)
