"""Print to standard error what was left out of a table."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NoReturn

import click

from crowd.cli.text import printable, rejected_line, with_count
from crowd.tables.questions.read_questions import QuestionSample
from crowd.tables.questions.repeated_people import repetition_note
from crowd.tables.to_sample import RejectedRow

MAX_ROWS_NAMED = 20
"""Unreadable rows printed with their line."""

MAX_REASONS_NAMED = 20
"""Reasons printed for further unreadable rows."""


def print_problems(question: QuestionSample, told: set[str], title: str) -> None:
    """Print unreadable rows, people who repeat, and notes.

    Notes that are in `told` already are not printed again. Lines begin with the title, if any.
    """
    notes = [note for note in question.table.notes if note not in told]
    told.update(notes)
    if question.persons is not None:
        notes.append(repetition_note(question.persons, question.table.lines))
    for line in (*_row_lines(question), *notes):
        if line:
            click.echo(f"{title}: {line}" if title else line, err=True)


def problem_lines(question: QuestionSample) -> list[str]:
    """Return everything that is told of the rows of a question: unreadable ones, people who repeat,
    and notes."""
    notes = [*question.table.notes]
    if question.persons is not None:
        notes.append(repetition_note(question.persons, question.table.lines))
    return [line for line in (*_row_lines(question), *notes) if line]


def refuse_mostly_unreadable(questions: Sequence[QuestionSample]) -> NoReturn:
    """End with 2, as most of what was answered would be missing from the figures."""
    column = questions[0].table.column
    named = f" of column {column[:60]!r}" if column and len(questions) == 1 else ""
    readable = sum(one.table.sample.n for one in questions)
    answered = readable + sum(len(one.table.rejected) for one in questions)
    click.echo(
        f"Error: Only {readable:,} of {answered:,} answers{named} could be read. Name another "
        "--column or --kind, or add --anyway.",
        err=True,
    )
    sys.exit(2)


def mostly_unreadable_note(question: QuestionSample) -> str:
    """Say that one of several questions is left out, as most of its answers would be missing."""
    readable = question.table.sample.n
    answered = readable + len(question.table.rejected)
    return printable(
        f"{question.name} was left out. Only {readable:,} of {answered:,} answers could be read. Add "
        "--anyway to analyze it nevertheless."
    )


def are_mostly_unreadable(questions: Sequence[QuestionSample]) -> bool:
    """Return whether fewer than half of the cells with an answer could be read, in all questions."""
    readable = sum(one.table.sample.n for one in questions)
    return readable < sum(len(one.table.rejected) for one in questions)


def _row_lines(question: QuestionSample) -> Iterator[str]:
    rejected, no_answer = question.table.rejected, question.table.no_answer
    if rejected:
        yield f"{with_count(len(rejected), 'row')} could not be read."
    for row in rejected[:MAX_ROWS_NAMED]:
        yield rejected_line(row.line, row.text, row.reason)
    yield from _further_reasons(rejected[MAX_ROWS_NAMED:])
    if no_answer:
        yield f"{with_count(no_answer, 'row')} {'has' if no_answer == 1 else 'have'} no answer."


def _further_reasons(rejected: list[RejectedRow]) -> Iterator[str]:
    """Count further rows by reason, the most frequent first."""
    reasons = Counter(row.reason for row in rejected).most_common()
    for reason, number in reasons[:MAX_REASONS_NAMED]:
        yield f"... and {number:,} more: {reason}"
    rest = sum(number for _, number in reasons[MAX_REASONS_NAMED:])
    if rest:
        yield f"... and {rest:,} more, for other reasons."
