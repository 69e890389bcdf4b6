"""What a choice's results say, in sentences that a child can read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from crowd.i18n.formatter import ValueFormatter
from crowd.model.results import ChoiceFigures, Option, Results
from crowd.model.sentence import Sentence

FEWEST_TO_SURPRISE = 4
"""Fewer people than this are too few to be set against what they expected of each other."""

NOBODY_PREDICTED = Sentence(
    "Nobody said what the others would choose, so no answer can be called surprisingly popular."
)
BEATS_EXPECTATION = Sentence(
    "The answer that beat what was expected of it by most is {answer}: people expected {expected} to "
    "choose it, and {share} did."
)
CAN_BE_RIGHT = Sentence(
    "Such an answer can be right where most people are wrong: those who know it also know that others "
    "do not. In three studies on state capitals this rule halved the wrong answers."
)


def choice_sentences(
    results: Results, choice: ChoiceFigures, formatter: ValueFormatter
) -> Iterator[str]:
    """What people chose, whether it was right, and what they expected of each other."""
    truth = results.scoring.get("truth")
    yield _favourite(results, choice, formatter)
    if truth is not None:
        yield _right(choice, truth, formatter)
    if results.headline.name == "surprisingly_popular" and not choice.predictions:
        yield formatter.translate(NOBODY_PREDICTED)
    if results.n >= FEWEST_TO_SURPRISE:
        yield from _surprise(choice, formatter)


def _favourite(results: Results, choice: ChoiceFigures, formatter: ValueFormatter) -> str:
    ranked = sorted(choice.options, key=lambda option: -option.count)
    first = ranked[0]
    if choice.plurality is None:
        return _tie([entry for entry in ranked if entry.count == first.count], formatter)
    option = formatter.figure(choice.plurality)
    if results.n == 1:
        return formatter.translate("The one person who answered chose {option}.", option=option)
    if first.count == results.n:
        return formatter.translate("Everybody chose {option}.", option=option)
    return formatter.translate(
        "{share} chose {option}.", share=formatter.percent(first.share), option=option
    )


def _tie(tied: Sequence[Option], formatter: ValueFormatter) -> str:
    options = _listed(tied, formatter)
    if tied[0].count == 1:
        return formatter.translate(
            "A tie: {options} were each chosen by one person.", options=options
        )
    return formatter.translate(
        "A tie: {options} were each chosen by {share}.",
        options=options,
        share=formatter.percent(tied[0].share),
    )


def _right(choice: ChoiceFigures, truth: float, formatter: ValueFormatter) -> str:
    if truth == choice.plurality:
        return formatter.translate("That is the right answer.")
    right, answer = choice.options[int(truth)], formatter.figure(truth)
    if not right.count:
        return formatter.translate("The right answer is {answer}: nobody chose it.", answer=answer)
    return formatter.translate(
        "The right answer is {answer}: {share} chose it.",
        answer=answer,
        share=formatter.percent(right.share),
    )


def _listed(tied: Sequence[Option], formatter: ValueFormatter) -> str:
    """Options in a row; in quotes where a comma within one would make two of it."""
    names = [formatter.figure(entry.option) for entry in tied]
    if any("," in name or "،" in name for name in names):
        names = [formatter.translate("“{text}”", text=name) for name in names]
    translator = formatter.translator
    return format_list([translator.isolated(name) for name in names], locale=translator.locale)


def _surprise(choice: ChoiceFigures, formatter: ValueFormatter) -> Iterator[str]:
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
