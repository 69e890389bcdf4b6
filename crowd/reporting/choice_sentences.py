"""Sentences on the results of a choice, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from crowd.i18n.languages import LANGUAGES
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import ChoiceFigures, Option, Results
from crowd.model.sentence import Sentence
from crowd.reporting.option_shares import ranked_options, share_texts
from crowd.reporting.thresholds import MIN_FOR_PERCENTAGES

MIN_FOR_SURPRISE = 4
"""Answers below which shares are not compared with what people predicted."""

COMMAS = {language.comma for language in LANGUAGES.values()}

ONE_CHOSE = Sentence("One person chose {option}")
SHARE_CHOSE = Sentence("{share} chose {option}")
CORRECT = Sentence("{chose}, the correct answer")
INCORRECT = Sentence("{chose}; the correct answer is {answer}")
TIE = Sentence("A tie between {options}")
UNEXPECTED = Sentence("More people than expected chose {option}")
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
    "removed 9% of them, and in one of those it did worse."
)


def choice_finding(results: Results, choice: ChoiceFigures, formatter: ValueFormatter) -> str:
    """Tell what people chose and whether it was right, as the head of the page."""
    truth, leading = results.scoring.get("truth"), results.headline.value
    if leading is not None and leading != choice.plurality:
        chose = formatter.translate(UNEXPECTED, option=formatter.figure(leading))
    else:
        chose = _most_frequent(results, choice, formatter)
        leading = choice.plurality
    if truth is None:
        return chose
    if truth == leading:
        return formatter.translate(CORRECT, chose=chose)
    return formatter.translate(INCORRECT, chose=chose, answer=formatter.figure(truth))


def _most_frequent(results: Results, choice: ChoiceFigures, formatter: ValueFormatter) -> str:
    """Tell the option that most people chose, or those that tie."""
    ranked = ranked_options(choice)
    first = ranked[0]
    option = formatter.figure(first.option)
    if choice.plurality is None:
        tied = [entry for entry in ranked if entry.count == first.count]
        return formatter.translate(TIE, options=_list_options(tied, formatter))
    if results.n == 1:
        return formatter.translate(ONE_CHOSE, option=option)
    if first.count == results.n:
        return formatter.plural(
            "{n} person chose {option}", "All {n} people chose {option}", results.n, option=option
        )
    if results.n < MIN_FOR_PERCENTAGES:
        return formatter.plural(
            "{count} of {n} person chose {option}",
            "{count} of {n} people chose {option}",
            results.n,
            count=formatter.number(first.count),
            option=option,
        )
    share = share_texts(choice, formatter)[first.option]
    return formatter.translate(SHARE_CHOSE, share=share, option=option)


def choice_sentences(
    results: Results, choice: ChoiceFigures, formatter: ValueFormatter
) -> Iterator[str]:
    """Tell how many chose the correct answer, and what people expected of each other."""
    truth = results.scoring.get("truth")
    if truth is not None and truth != choice.plurality:
        yield _correct_answer_sentence(results, choice, truth, formatter)
    if results.headline.name == "surprisingly_popular" and not choice.predictions:
        yield formatter.translate(NOBODY_PREDICTED)
    if results.n >= MIN_FOR_SURPRISE:
        yield from _surprisingly_popular(choice, formatter)


def _correct_answer_sentence(
    results: Results, choice: ChoiceFigures, truth: float, formatter: ValueFormatter
) -> str:
    right = choice.options[int(truth)]
    if not right.count:
        return formatter.translate("Nobody chose the correct answer.")
    if results.n < MIN_FOR_PERCENTAGES:
        return formatter.plural(
            "{count} of {n} person chose the correct answer.",
            "{count} of {n} people chose the correct answer.",
            results.n,
            count=formatter.number(right.count),
        )
    share = share_texts(choice, formatter)[truth]
    return formatter.translate("{share} chose the correct answer.", share=share)


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
        share=share_texts(choice, formatter)[surprising],
    )
    if surprising != choice.plurality:
        yield formatter.translate(CAN_BE_RIGHT)
