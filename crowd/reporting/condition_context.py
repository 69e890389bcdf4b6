"""What the sentences on a crowd are about."""

from __future__ import annotations

from typing import NamedTuple

from crowd.analysis.sample import Question
from crowd.i18n.formatter import ValueFormatter
from crowd.model.results import Results

UNLIKELY = 0.01
"""Chance explains nothing that it brings about less often than this."""


class ConditionContext(NamedTuple):
    """What the sentences are about."""

    question: Question
    results: Results
    formatter: ValueFormatter
