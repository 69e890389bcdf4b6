"""The input of the sentences on the four conditions, and what is said at their head."""

from __future__ import annotations

from typing import NamedTuple

from crowd.analysis.sample import Question
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results

GOOD, WARNING, UNKNOWN = "good", "warning", "unknown"
"""What a condition is for the crowd: a good sign, a sign to be careful, or none."""


class ConditionContext(NamedTuple):
    """A question, its results, and the formatter of the reader's language."""

    question: Question
    results: Results
    formatter: ValueFormatter


class Sign(NamedTuple):
    """What was found of a condition: its mark, a heading, and the sentences that say why."""

    mark: str
    title: str
    lead: list[str]
