"""What a choice's results say, in sentences that a child can read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from crowd.i18n.formatter import Writer
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


def choice_sentences(results: Results, choice: ChoiceFigures, writer: Writer) -> Iterator[str]:
    """What people chose, whether it was right, and what they expected of each other."""
    truth = results.scoring.get("truth")
    yield _favourite(results, choice, writer)
    if truth is not None:
        yield _right(choice, truth, writer)
    if results.headline.name == "surprisingly_popular" and not choice.predictions:
        yield writer.say(NOBODY_PREDICTED)
    if results.n >= FEWEST_TO_SURPRISE:
        yield from _surprise(choice, writer)


def _favourite(results: Results, choice: ChoiceFigures, writer: Writer) -> str:
    ranked = sorted(choice.options, key=lambda option: -option.count)
    first = ranked[0]
    if choice.plurality is None:
        return _tie([entry for entry in ranked if entry.count == first.count], writer)
    option = writer.figure(choice.plurality)
    if results.n == 1:
        return writer.say("The one person who answered chose {option}.", option=option)
    if first.count == results.n:
        return writer.say("Everybody chose {option}.", option=option)
    return writer.say("{share} chose {option}.", share=writer.percent(first.share), option=option)


def _tie(tied: Sequence[Option], writer: Writer) -> str:
    options = _listed(tied, writer)
    if tied[0].count == 1:
        return writer.say("A tie: {options} were each chosen by one person.", options=options)
    return writer.say(
        "A tie: {options} were each chosen by {share}.",
        options=options,
        share=writer.percent(tied[0].share),
    )


def _right(choice: ChoiceFigures, truth: float, writer: Writer) -> str:
    if truth == choice.plurality:
        return writer.say("That is the right answer.")
    right, answer = choice.options[int(truth)], writer.figure(truth)
    if not right.count:
        return writer.say("The right answer is {answer}: nobody chose it.", answer=answer)
    return writer.say(
        "The right answer is {answer}: {share} chose it.",
        answer=answer,
        share=writer.percent(right.share),
    )


def _listed(tied: Sequence[Option], writer: Writer) -> str:
    """Options in a row; in quotes where a comma within one would make two of it."""
    names = [writer.figure(entry.option) for entry in tied]
    if any("," in name or "،" in name for name in names):
        names = [writer.say("“{text}”", text=name) for name in names]
    words = writer.words
    return format_list([words.isolated(name) for name in names], locale=words.locale)


def _surprise(choice: ChoiceFigures, writer: Writer) -> Iterator[str]:
    surprising = choice.surprisingly_popular
    if surprising is None:
        return
    option = choice.options[int(surprising)]
    if option.predicted is None or option.share <= option.predicted:
        return
    yield writer.say(
        BEATS_EXPECTATION,
        answer=writer.figure(surprising),
        expected=writer.percent(option.predicted),
        share=writer.percent(option.share),
    )
    if surprising != choice.plurality:
        yield writer.say(CAN_BE_RIGHT)
