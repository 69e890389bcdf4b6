"""Compute the results of questions whose answers were read from a table."""

from __future__ import annotations

from babel import Locale

from crowd.analysis.closest_people import ClosestPeople, closest_people
from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question
from crowd.documents.analysis import Analysis
from crowd.tables.questions.read_questions import QuestionSample


def analyze_question(
    found: QuestionSample, asked: Question, locale: Locale, *, file: str
) -> Analysis:
    """Compute the results of a question, and rank the people by name."""
    sample = found.table.sample
    people = ClosestPeople()
    if found.names is not None:
        names = [
            text or f"(no name, line {line})"
            for text, line in zip(found.names, found.table.lines, strict=True)
        ]
        people = closest_people(sample.values, names, asked, ordered=not sample.why_unordered)
    return Analysis(
        question=asked,
        results=compute_results(sample, asked),
        locale=locale,
        no_answer=found.table.no_answer,
        file=file,
        column=found.column,
        closest_people=people,
    )
