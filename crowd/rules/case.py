"""What the sentences on a crowd are about."""

from __future__ import annotations

from typing import NamedTuple

from crowd.model.results import Results
from crowd.rules.sample import Question
from crowd.rules.writer import Writer

UNLIKELY = 0.01
"""Chance explains nothing that it brings about less often than this."""


class Case(NamedTuple):
    """What the sentences are about."""

    question: Question
    results: Results
    writer: Writer
