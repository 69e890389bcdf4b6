"""What a choice's results say, in sentences that a child can read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crowd.model.results import ChoiceFigures, Option, Results
from crowd.rules.writer import Writer

FEWEST_TO_SURPRISE = 4
"""Fewer people than this are too few to be set against what they expected of each other."""

NOBODY_PREDICTED = (
    "Nobody said what the others would choose, so no answer can be called surprisingly popular."
)


def choice_sentences(results: Results, choice: ChoiceFigures, writer: Writer) -> Iterator[str]:
    """What people chose, whether it was right, and what they expected of each other."""
    truth = results.scoring.get("truth")
    yield _favourite(results, choice, writer)
    if truth is not None and truth == choice.plurality:
        yield "That is the right answer."
    elif truth is not None:
        yield f"The right answer is {writer.figure(truth)}: {_chose_it(choice, truth, writer)}."
    if results.headline.name == "surprisingly_popular" and not choice.predictions:
        yield NOBODY_PREDICTED
    if results.n >= FEWEST_TO_SURPRISE:
        yield from _surprise(choice, writer)


def _favourite(results: Results, choice: ChoiceFigures, writer: Writer) -> str:
    ranked = sorted(choice.options, key=lambda option: -option.count)
    first = ranked[0]
    if choice.plurality is None:
        tied = [entry for entry in ranked if entry.count == first.count]
        share = "one person" if first.count == 1 else writer.percent(first.share)
        return f"A tie: {_listed(tied, writer)} were each chosen by {share}."
    option = writer.figure(choice.plurality)
    if results.n == 1:
        return f"The one person who answered chose {option}."
    who = "Everybody" if first.count == results.n else writer.percent(first.share)
    return f"{who} chose {option}."


def _chose_it(choice: ChoiceFigures, truth: float, writer: Writer) -> str:
    right = choice.options[int(truth)]
    return f"{writer.percent(right.share) if right.count else 'nobody'} chose it"


def _listed(tied: Sequence[Option], writer: Writer) -> str:
    """Options in a row; in quotes where a comma within one would make two of it."""
    names = [writer.figure(entry.option) for entry in tied]
    if any("," in name for name in names):
        names = [f"“{name}”" for name in names]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _surprise(choice: ChoiceFigures, writer: Writer) -> Iterator[str]:
    surprising = choice.surprisingly_popular
    if surprising is None:
        return
    option = choice.options[int(surprising)]
    if option.predicted is None or option.share <= option.predicted:
        return
    yield (
        f"The answer that beat what was expected of it by most is {writer.figure(surprising)}: people "
        f"expected {writer.percent(option.predicted)} to choose it, and {writer.percent(option.share)} "
        "did."
    )
    if surprising != choice.plurality:
        yield (
            "Such an answer can be right where most people are wrong: those who know it also know that "
            "others do not. In three studies on state capitals this rule halved the wrong answers."
        )
