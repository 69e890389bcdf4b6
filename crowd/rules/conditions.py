"""Was this a wise crowd? The four conditions, each in sentences with the figures they rest on.

The conditions are those of Surowiecki 2004, The Wisdom of Crowds. The sentences say what was
measured and accuse nobody: whatever a figure finds can have harmless reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from crowd.model.poll import Date, Number, Probability
from crowd.model.results import Results
from crowd.rules.case import UNLIKELY, Case
from crowd.rules.evidence import Evidence, evidence
from crowd.rules.labels import words_of
from crowd.rules.on_their_own import decentralised, independent
from crowd.rules.sample import Question
from crowd.rules.sentences import all_alike
from crowd.rules.writer import Writer


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition and what was measured of it."""

    name: str
    title: str
    sentences: list[str]
    evidence: list[Evidence]


def conditions(results: Results, question: Question, writer: Writer) -> list[Condition]:
    """The four conditions in the order in which readers ask for them; none without answers."""
    if not results.n:
        return []
    case = Case(question, results, writer)
    return [
        Condition(
            name=name,
            title=title,
            sentences=list(say(case)),
            evidence=evidence(name, results, writer),
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
    if all_alike(results):
        right = results.scoring.get("truth") == low
        told = "and it was right" if right else "so nothing could cancel out"
        yield f"Everybody gave the same answer, {told}."
        yield from _kinds_of_people(case)
        return
    if low == high:
        yield "Half of the people or more gave the same answer."
    elif isinstance(case.question.kind, Number) and low > 0:
        yield f"The middle half spans a factor of {writer.number(high / low, 2)}."
    else:
        yield f"The middle half spans {writer.distance(high - low)}."
    yield from _sides(case)
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


def _sides(case: Case) -> Iterator[str]:
    """Whether people erred both ways; a chance has its truth at its end, so nobody can."""
    results, kind = case.results, case.question.kind
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None or isinstance(kind, Probability):
        return
    low, high = ("too early", "too late") if isinstance(kind, Date) else ("too low", "too high")
    if smallest < truth < largest:
        yield "Answers fell on both sides of the truth."
        return
    if truth in {smallest, largest}:
        told = f"Nobody guessed {low if smallest == truth else high}"
    else:
        told = f"Everybody guessed {low if largest < truth else high}"
    yield f"{told}, so little could cancel out."


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


def _aggregated(case: Case) -> Iterator[str]:
    name = words_of(f"aggregates.{case.results.headline.name}")
    if case.question.sealed:
        yield (
            f"The {name} was chosen before the first answer: it was fixed on {case.question.fixed}."
        )
        yield "No answer was removed."
    else:
        yield (
            f"The {name} leads here. Choose what leads before you see the answers, or you may choose "
            "what you like to see."
        )
    if case.results.unreadable:
        rows = "row was" if case.results.unreadable == 1 else "rows were"
        yield f"{case.writer.number(case.results.unreadable)} {rows} left out as unreadable."


CONDITIONS: dict[str, tuple[str, Callable[[Case], Iterator[str]]]] = {
    "diversity": ("Diverse", _diverse),
    "independence": ("Independent", independent),
    "decentralization": ("Decentralised", decentralised),
    "aggregation": ("Aggregated fairly", _aggregated),
}
