"""Was this a wise crowd? The four conditions, each in sentences with the figures they rest on.

The conditions are those of Surowiecki 2004, The Wisdom of Crowds. The sentences say what was
measured and accuse nobody: whatever a figure finds can have harmless reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from crowd.analysis.sample import Question
from crowd.i18n.formatter import Writer
from crowd.i18n.labels import aggregator_name
from crowd.model.poll import Date, Number, Probability
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import all_alike
from crowd.reporting.condition_context import UNLIKELY, Case
from crowd.reporting.decentralisation import decentralised
from crowd.reporting.evidence import Evidence, evidence
from crowd.reporting.independence import independent


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
            title=writer.say(title),
            sentences=list(told(case)),
            evidence=evidence(name, results, writer),
        )
        for name, (title, told) in CONDITIONS.items()
    ]


def _diverse(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    if results.choice is not None:
        yield from _diverse_choice(case)
        return
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if low is None or high is None or results.n < 4:
        yield writer.say(TOO_FEW)
        return
    if all_alike(results):
        right = results.scoring.get("truth") == low
        yield writer.say(ALIKE_AND_RIGHT if right else ALIKE)
    else:
        yield _middle_half(case, low, high)
        yield from _sides(case)
    yield from _kinds_of_people(case)


def _middle_half(case: Case, low: float, high: float) -> str:
    writer = case.writer
    if low == high:
        return writer.say("Half of the people or more gave the same answer.")
    if isinstance(case.question.kind, Number) and low > 0:
        factor = writer.number(high / low, 2)
        return writer.say("The middle half spans a factor of {factor}.", factor=factor)
    return writer.say("The middle half spans {distance}.", distance=writer.distance(high - low))


def _diverse_choice(case: Case) -> Iterator[str]:
    choice, writer = case.results.choice, case.writer
    chosen = [option for option in choice.options if option.count] if choice else []
    if case.results.n < 4:
        yield writer.say(TOO_FEW)
    elif len(chosen) == 1:
        yield writer.say("Everybody chose the same answer.")
    else:
        yield writer.plural(
            "People chose {n} different answer.", "People chose {n} different answers.", len(chosen)
        )
    yield from _kinds_of_people(case)


def _sides(case: Case) -> Iterator[str]:
    """Whether people erred both ways; a chance has its truth at its end, so nobody can."""
    results, kind = case.results, case.question.kind
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None or isinstance(kind, Probability):
        return
    low, high = ("early", "late") if isinstance(kind, Date) else ("low", "high")
    if smallest < truth < largest:
        yield case.writer.say("Answers fell on both sides of the truth.")
    elif truth in {smallest, largest}:
        yield case.writer.say(NOBODY_GUESSED[low if smallest == truth else high])
    else:
        yield case.writer.say(EVERYBODY_GUESSED[low if largest < truth else high])


def _kinds_of_people(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    if results.group_count < 2:
        return
    yield writer.plural(
        "People of {n} group took part.", "People of {n} groups took part.", results.group_count
    )
    chance = results.group_diversity.get("kruskal_p")
    if chance is None:
        return
    if chance < UNLIKELY:
        yield writer.say("Their answers differed more than chance would make them.")
    else:
        yield writer.say("Their answers differed no more than by chance.")


def _aggregated(case: Case) -> Iterator[str]:
    writer, name = case.writer, case.writer.say(aggregator_name(case.results.headline.name))
    if case.question.sealed:
        fixed = case.question.fixed
        yield writer.say(FIXED_BEFORE, name=name, time=fixed)
        yield writer.say("No answer was removed.")
    else:
        yield writer.say(NOT_FIXED, name=name)
    if case.results.unreadable:
        yield writer.plural(
            "{n} row was left out as unreadable.",
            "{n} rows were left out as unreadable.",
            case.results.unreadable,
        )


TOO_FEW = Sentence("Too few answers to tell.")
ALIKE = Sentence("Everybody gave the same answer, so nothing could cancel out.")
ALIKE_AND_RIGHT = Sentence("Everybody gave the same answer, and it was right.")

NOBODY_GUESSED = {
    "early": Sentence("Nobody guessed too early, so little could cancel out."),
    "late": Sentence("Nobody guessed too late, so little could cancel out."),
    "low": Sentence("Nobody guessed too low, so little could cancel out."),
    "high": Sentence("Nobody guessed too high, so little could cancel out."),
}
EVERYBODY_GUESSED = {
    "early": Sentence("Everybody guessed too early, so little could cancel out."),
    "late": Sentence("Everybody guessed too late, so little could cancel out."),
    "low": Sentence("Everybody guessed too low, so little could cancel out."),
    "high": Sentence("Everybody guessed too high, so little could cancel out."),
}

FIXED_BEFORE = Sentence("The {name} was chosen before the first answer: it was fixed on {time}.")
NOT_FIXED = Sentence(
    "The {name} leads here. Choose what leads before you see the answers, or you may choose what you "
    "like to see."
)

CONDITIONS: dict[str, tuple[Sentence, Callable[[Case], Iterator[str]]]] = {
    "diversity": (Sentence("Diverse"), _diverse),
    "independence": (Sentence("Independent"), independent),
    "decentralization": (Sentence("Decentralised"), decentralised),
    "aggregation": (Sentence("Aggregated fairly"), _aggregated),
}
