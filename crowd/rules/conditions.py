"""Was this a wise crowd? The four conditions, each in sentences with the figures they rest on.

The conditions are those of Surowiecki 2004, The Wisdom of Crowds. The sentences say what was
measured and accuse nobody: whatever a figure finds can have harmless reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from crowd.model.poll import Number
from crowd.model.results import Results
from crowd.rules.figures import figure_at
from crowd.rules.labels import LABELS, words_of, write_figure
from crowd.rules.sample import Question
from crowd.rules.writer import Writer

UNLIKELY = 0.01
"""Chance explains nothing that it brings about less often than this."""

NOTABLE_CORRELATION = 0.02
"""In a crowd of a million even a trace is no chance; smaller ones than this are not worth a word."""


LEAST_TO_TELL = 30


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A figure behind a sentence: its words, its value as written, and its path in the results."""

    label: str
    value: str
    path: str


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition and what was measured of it."""

    name: str
    title: str
    sentences: list[str]
    evidence: list[Evidence]


class Case(NamedTuple):
    """What the sentences are about."""

    question: Question
    results: Results
    writer: Writer


def conditions(results: Results, question: Question, writer: Writer) -> list[Condition]:
    """The four conditions in the order in which readers ask for them."""
    case = Case(question, results, writer)
    return [
        Condition(
            name=name,
            title=title,
            sentences=list(say(case)),
            evidence=[*_evidence(case, EVIDENCE[name])],
        )
        for name, (title, say) in CONDITIONS.items()
    ]


def _diverse(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    if results.choice is not None:
        yield from _diverse_choice(case)
        return
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if low is None or high is None or results.n < 4:
        yield "Too few answers to tell."
        return
    if isinstance(case.question.kind, Number) and low > 0:
        yield f"The middle half spans a factor of {writer.number(high / low, 2)}."
    else:
        yield f"The middle half spans {writer.distance(high - low)}."
    yield from _sides(results)
    yield from _kinds_of_people(case)


def _diverse_choice(case: Case) -> Iterator[str]:
    choice = case.results.choice
    chosen = [option for option in choice.options if option.count] if choice else []
    if case.results.n < 4:
        yield "Too few answers to tell."
    elif len(chosen) == 1:
        yield "Everybody chose the same answer."
    else:
        yield f"People chose {case.writer.number(len(chosen))} different answers."
    yield from _kinds_of_people(case)


def _sides(results: Results) -> Iterator[str]:
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None:
        return
    if smallest < truth < largest:
        yield "Answers fell on both sides of the truth."
    elif smallest == largest == truth:
        yield "All answers were right."
    else:
        yield "No answer fell on the other side of the truth, so little could cancel out."


def _kinds_of_people(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    if results.group_count < 2:
        return
    yield f"People of {writer.number(results.group_count)} groups took part."
    chance = results.group_diversity.get("kruskal_p")
    if chance is not None:
        differ = (
            "more than chance would make them" if chance < UNLIKELY else "no more than by chance"
        )
        yield f"Their answers differed {differ}."


def _independent(case: Case) -> Iterator[str]:
    results, writer, question = case.results, case.writer, case.question
    if question.sealed:
        yield (
            "Nobody could see anything about the answers before the reveal: not the other people, "
            "not the organizer."
        )
    yield from _in_a_row(case)
    yield from _drifting(results)
    effective = results.independence.get("effective_n")
    if effective is not None and effective < 0.95 * results.n:
        yield (
            "People who came by the same person’s link answered alike, so the "
            f"{writer.number(results.n)} answers count like {writer.number(round(effective))} "
            "separate ones."
        )
    yield from _at_numbers(case)


def _in_a_row(case: Case) -> Iterator[str]:
    chance = case.results.independence.get("neighbour_p")
    alike = case.results.independence.get("neighbour_correlation")
    if chance is None or alike is None:
        few = case.results.n < LEAST_TO_TELL
        yield TOO_FEW if few else case.results.why_null.get("independence.neighbour_p", TOO_FEW)
    elif chance < UNLIKELY and alike >= NOTABLE_CORRELATION:
        yield (
            "Answers that came one after the other were more alike than chance makes them. Perhaps "
            "people heard of earlier answers; perhaps people who think alike came together."
        )
    else:
        yield (
            "Answers that came one after the other were no more alike than chance makes them: no "
            "sign that people followed each other."
        )


def _drifting(results: Results) -> Iterator[str]:
    tau, chance = results.independence.get("drift_tau"), results.independence.get("drift_p")
    if tau is None or chance is None or chance >= UNLIKELY or abs(tau) < 0.05:
        return
    way = "higher" if tau > 0 else "lower"
    yield (
        f"Later answers tended to be {way}. Other people may have come later, something may have "
        "become known, or somebody may have tried to move the result."
    )


def _at_numbers(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    for anchor in results.anchoring:
        if anchor.share >= 0.05 and anchor.share > 2 * anchor.expected:
            yield (
                f"{writer.percent(anchor.share)} of the answers are at "
                f"{writer.number(anchor.number)}, a number that stands in the question."
            )
    for slip in results.unit_slips:
        size = "large" if slip.factor > 1 else "small"
        times = writer.number(max(slip.factor, 1 / slip.factor))
        verb = "answer is" if slip.count == 1 else "answers are"
        yield (
            f"{writer.number(slip.count)} {verb} about {times} times as {size} as the others: "
            "perhaps another unit was meant."
        )


def _decentralised(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    if results.branches:
        yield from _branches(case)
    elif case.question.sealed:
        yield "All came by the organizer’s link; nobody came by the link of another participant."
    else:
        yield "Where people came from is not in the file."
    if results.on_behalf:
        verb = "was" if results.on_behalf == 1 else "were"
        yield (
            f"{writer.number(results.on_behalf)} of {writer.number(results.n)} answers {verb} "
            "entered by the organizer for others, such as from paper slips."
        )
    elif case.question.sealed:
        yield "People answered for themselves, one answer per browser."


def _branches(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    share = writer.percent(results.largest_branch / results.n)
    if results.branches == 1:
        yield "All people came by way of one person or place."
        return
    yield (
        f"People came by {writer.number(results.branches)} separate ways. The one that brought most "
        f"brought {share} of them."
    )


def _aggregated(case: Case) -> Iterator[str]:
    name = words_of(f"aggregates.{case.results.headline.name}")
    if case.question.sealed:
        yield f"The {name} was chosen before the first answer. Nothing was left out."
        yield f"It was fixed on {case.question.fixed}."
    else:
        yield (
            f"The {name} leads here. Choose what leads before you see the answers, or you may choose "
            "what you like to see."
        )
    if case.results.unreadable:
        rows = "row was" if case.results.unreadable == 1 else "rows were"
        yield f"{case.writer.number(case.results.unreadable)} {rows} left out as unreadable."


def _evidence(case: Case, paths: tuple[str, ...]) -> Iterator[Evidence]:
    for path in paths:
        figure = figure_at(case.results, path)
        if figure is not None:
            value = write_figure(path, figure, case.writer)
            yield Evidence(label=LABELS[path].words, value=value, path=path)


TOO_FEW = "Too few to tell whether people followed each other: that needs 30 answers."

CONDITIONS: dict[str, tuple[str, Callable[[Case], Iterator[str]]]] = {
    "diversity": ("Diverse", _diverse),
    "independence": ("Independent", _independent),
    "decentralization": ("Decentralised", _decentralised),
    "aggregation": ("Aggregated fairly", _aggregated),
}

EVIDENCE = {
    "diversity": (
        "spread.coefficient_of_variation",
        "scoring.bracketing",
        "diversity.groups.hill_1",
        "diversity.groups.blau",
    ),
    "independence": (
        "independence.neighbour_correlation",
        "independence.neighbour_p",
        "independence.branch_icc",
        "independence.effective_n",
        "independence.multiples_of_5",
    ),
    "decentralization": (),
    "aggregation": ("uncertainty.median_interval", "uncertainty.influence.median"),
}
"""The paths of the figures that stand beside each condition, where they exist."""
