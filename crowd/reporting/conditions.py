"""Was this a wise crowd? The four conditions, each in sentences with the figures they rest on.

The conditions are those of Surowiecki 2004, The Wisdom of Crowds. The sentences say what was
measured and accuse nobody: whatever a figure finds can have harmless reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from crowd.analysis.sample import Question
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.aggregation import aggregation_sentences
from crowd.reporting.condition_context import ConditionContext
from crowd.reporting.decentralisation import decentralisation_sentences
from crowd.reporting.diversity import diversity_sentences
from crowd.reporting.evidence import EvidenceFigure, evidence
from crowd.reporting.independence import independence_sentences


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition: what is said of it, and the figures behind that."""

    name: str
    title: str
    sentences: list[str]
    evidence: list[EvidenceFigure]


def conditions(results: Results, question: Question, formatter: ValueFormatter) -> list[Condition]:
    """Describe the four conditions in their order on the page; return none without answers."""
    if not results.n:
        return []
    context = ConditionContext(question, results, formatter)
    return [
        Condition(
            name=name,
            title=formatter.translate(title),
            sentences=list(sentences_of(context)),
            evidence=evidence(name, results, formatter),
        )
        for name, (title, sentences_of) in CONDITIONS.items()
    ]


CONDITIONS: dict[str, tuple[Sentence, Callable[[ConditionContext], Iterator[str]]]] = {
    "diversity": (Sentence("Diverse"), diversity_sentences),
    "independence": (Sentence("Independent"), independence_sentences),
    "decentralization": (Sentence("Decentralised"), decentralisation_sentences),
    "aggregation": (Sentence("Aggregated fairly"), aggregation_sentences),
}
