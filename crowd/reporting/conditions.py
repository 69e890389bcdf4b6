"""Was this a wise crowd? The four conditions, each as a sign with the figures that it rests on.

The conditions are those of Surowiecki 2004, The Wisdom of Crowds. The sentences say what was
measured and accuse nobody: whatever a figure finds can have harmless reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from crowd.analysis.sample import Question
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.aggregation import aggregation_sentences, aggregation_sign
from crowd.reporting.condition_context import GOOD, UNKNOWN, ConditionContext, Sign
from crowd.reporting.decentralisation import decentralisation_sentences, decentralisation_sign
from crowd.reporting.diversity import diversity_sentences, diversity_sign
from crowd.reporting.evidence import EvidenceFigure, evidence
from crowd.reporting.independence import independence_sentences, independence_sign

ALL_GOOD = Sentence("Was this a wise crowd? Yes: all {all} signs are good")
MOST_GOOD = Sentence("Was this a wise crowd? Mostly: {good} of {all} signs are good")
SOME_GOOD = Sentence("Was this a wise crowd? Partly: {good} of {all} signs are good")
FEW_GOOD = Sentence("Was this a wise crowd? Doubtful: {good} of {all} signs are good")
HARD_TO_SAY = Sentence("Was this a wise crowd? Hard to say: {unknown} of {all} signs are unknown")


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition: its sign, what else is said of it, and the figures behind that."""

    name: str
    mark: str
    title: str
    lead: list[str]
    """Sentences that say why the sign is what it is."""

    sentences: list[str]
    """Everything that is said, in full."""

    evidence: list[EvidenceFigure]

    @property
    def further(self) -> list[str]:
        """What the lead leaves out."""
        return [sentence for sentence in self.sentences if sentence not in self.lead]


class _Parts(NamedTuple):
    sign: Callable[[ConditionContext], Sign]
    sentences: Callable[[ConditionContext], Iterator[str]]


def conditions(results: Results, question: Question, formatter: ValueFormatter) -> list[Condition]:
    """Describe the four conditions in their order on the page; return none without answers."""
    if not results.n:
        return []
    context = ConditionContext(question, results, formatter)
    return [
        Condition(
            name=name,
            **parts.sign(context)._asdict(),
            sentences=list(parts.sentences(context)),
            evidence=evidence(name, results, formatter),
        )
        for name, parts in CONDITIONS.items()
    ]


def verdict(signs: Sequence[Condition], formatter: ValueFormatter) -> str:
    """Answer whether the crowd was wise, by its signs."""
    good = sum(condition.mark == GOOD for condition in signs)
    unknown = sum(condition.mark == UNKNOWN for condition in signs)
    counts = {"good": formatter.number(good), "all": formatter.number(len(signs))}
    if good == len(signs):
        return formatter.translate(ALL_GOOD, all=counts["all"])
    if unknown > len(signs) / 2:
        return formatter.translate(
            HARD_TO_SAY, unknown=formatter.number(unknown), all=counts["all"]
        )
    if good > len(signs) / 2:
        return formatter.translate(MOST_GOOD, **counts)
    return formatter.translate(SOME_GOOD if 2 * good == len(signs) else FEW_GOOD, **counts)


CONDITIONS = {
    "diversity": _Parts(diversity_sign, diversity_sentences),
    "independence": _Parts(independence_sign, independence_sentences),
    "decentralization": _Parts(decentralisation_sign, decentralisation_sentences),
    "aggregation": _Parts(aggregation_sign, aggregation_sentences),
}
