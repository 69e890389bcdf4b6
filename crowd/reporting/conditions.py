"""Was this a wise crowd? The four conditions, each in sentences with the figures they rest on.

The conditions are those of Surowiecki 2004, The Wisdom of Crowds. The sentences say what was
measured and accuse nobody: whatever a figure finds can have harmless reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from crowd.analysis.sample import Question
from crowd.i18n.formatter import ValueFormatter, format_moment
from crowd.i18n.labels import aggregator_name
from crowd.model.poll import Date, Number, Probability
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import all_alike
from crowd.reporting.condition_context import UNLIKELY, ConditionContext
from crowd.reporting.decentralisation import decentralised
from crowd.reporting.evidence import Evidence, evidence
from crowd.reporting.independence import independent


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition and what was measured of it."""

    name: str
    title: str
    sentences: list[str]
    evidence: list[Evidence]


def conditions(results: Results, question: Question, formatter: ValueFormatter) -> list[Condition]:
    """The four conditions in the order in which readers ask for them; none without answers."""
    if not results.n:
        return []
    case = ConditionContext(question, results, formatter)
    return [
        Condition(
            name=name,
            title=formatter.translate(title),
            sentences=list(told(case)),
            evidence=evidence(name, results, formatter),
        )
        for name, (title, told) in CONDITIONS.items()
    ]


def _diverse(case: ConditionContext) -> Iterator[str]:
    results, formatter = case.results, case.formatter
    if results.choice is not None:
        yield from _diverse_choice(case)
        return
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if low is None or high is None or results.n < 4:
        yield formatter.translate(TOO_FEW)
        return
    if all_alike(results):
        right = results.scoring.get("truth") == low
        yield formatter.translate(ALIKE_AND_RIGHT if right else ALIKE)
    else:
        yield _middle_half(case, low, high)
        yield from _sides(case)
    yield from _kinds_of_people(case)


def _middle_half(case: ConditionContext, low: float, high: float) -> str:
    formatter = case.formatter
    if low == high:
        return formatter.translate("Half of the people or more gave the same answer.")
    if isinstance(case.question.kind, Number) and low > 0:
        factor = formatter.number(high / low, 2)
        return formatter.translate("The middle half spans a factor of {factor}.", factor=factor)
    return formatter.translate(
        "The middle half spans {distance}.", distance=formatter.distance(high - low)
    )


def _diverse_choice(case: ConditionContext) -> Iterator[str]:
    choice, formatter = case.results.choice, case.formatter
    chosen = [option for option in choice.options if option.count] if choice else []
    if case.results.n < 4:
        yield formatter.translate(TOO_FEW)
    elif len(chosen) == 1:
        yield formatter.translate("Everybody chose the same answer.")
    else:
        yield formatter.plural(
            "People chose {n} different answer.", "People chose {n} different answers.", len(chosen)
        )
    yield from _kinds_of_people(case)


def _sides(case: ConditionContext) -> Iterator[str]:
    """Whether people erred both ways; a chance has its truth at its end, so nobody can."""
    results, kind = case.results, case.question.kind
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None or isinstance(kind, Probability):
        return
    low, high = ("early", "late") if isinstance(kind, Date) else ("low", "high")
    if smallest < truth < largest:
        yield case.formatter.translate("Answers fell on both sides of the truth.")
    elif truth in {smallest, largest}:
        yield case.formatter.translate(NOBODY_GUESSED[low if smallest == truth else high])
    else:
        yield case.formatter.translate(EVERYBODY_GUESSED[low if largest < truth else high])


def _kinds_of_people(case: ConditionContext) -> Iterator[str]:
    results, formatter = case.results, case.formatter
    if results.group_count < 2:
        return
    yield formatter.plural(
        "People of {n} group took part.", "People of {n} groups took part.", results.group_count
    )
    chance = results.group_diversity.get("kruskal_p")
    if chance is None:
        return
    if chance < UNLIKELY:
        yield formatter.translate("Their answers differed more than chance would make them.")
    else:
        yield formatter.translate("Their answers differed no more than by chance.")


def _aggregated(case: ConditionContext) -> Iterator[str]:
    formatter, name = (
        case.formatter,
        case.formatter.translate(aggregator_name(case.results.headline.name)),
    )
    fixed_at, zone = case.question.headline_fixed_at, case.question.time_zone
    if fixed_at is not None:
        time = format_moment(fixed_at, zone, formatter.translator)
        yield formatter.translate(FIXED_BEFORE, name=name, time=time)
        yield formatter.translate("No answer was removed.")
    else:
        yield formatter.translate(NOT_FIXED, name=name)
    if case.results.unreadable:
        yield formatter.plural(
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

CONDITIONS: dict[str, tuple[Sentence, Callable[[ConditionContext], Iterator[str]]]] = {
    "diversity": (Sentence("Diverse"), _diverse),
    "independence": (Sentence("Independent"), independent),
    "decentralization": (Sentence("Decentralised"), decentralised),
    "aggregation": (Sentence("Aggregated fairly"), _aggregated),
}
