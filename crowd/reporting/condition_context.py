"""The input of the sentences on the four conditions."""

from __future__ import annotations

from typing import NamedTuple

from crowd.analysis.sample import Question
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results


class ConditionContext(NamedTuple):
    """A question, its results, and the formatter of the reader's language."""

    question: Question
    results: Results
    formatter: ValueFormatter
