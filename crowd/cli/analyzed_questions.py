"""Analyze the questions of a table, and print what they say."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from crowd.analysis.sample import Question
from crowd.cli.files import source_name
from crowd.cli.progress import no_progress, progress_bar
from crowd.cli.rejected_rows import (
    are_mostly_unreadable,
    mostly_unreadable_note,
    print_problems,
    problem_lines,
    refuse_mostly_unreadable,
)
from crowd.cli.terminal_report import print_report
from crowd.cli.terminal_summary import print_summary
from crowd.cli.text import printable
from crowd.documents.analysis import Analysis
from crowd.documents.analyze_questions import analyze_question
from crowd.documents.summary import summarise_questions
from crowd.model.errors import CommandFailed
from crowd.tables.questions.pooling import pooling_warnings
from crowd.tables.questions.read_questions import QuestionSample, TableQuestions, UnreadQuestion


class AskedQuestion(NamedTuple):
    """What the options say of the question: what leads, its text, and the seed."""

    headline: str
    text: str
    seed: int


def analyze_questions(
    file: Path, questions: TableQuestions, asked: AskedQuestion, *, anyway: bool
) -> list[Analysis]:
    """Analyze the questions one by one; raise CommandFailed if nothing could be read.

    What was left out is printed to standard error. Where that is most of it, the command ends with 2,
    unless it goes on `anyway`.
    """
    number = len(questions.names)
    for note in questions.notes:
        click.echo(printable(note), err=True)
    with progress_bar("Analyzing") if number > 1 else nullcontext(no_progress) as report_progress:
        samples, analyses, told = [], [], set[str]()
        for done, one in enumerate(questions.read(), 1):
            if isinstance(one, UnreadQuestion):
                click.echo(f"{one.name} was left out. {one.problem}", err=True)
                continue
            print_problems(one, told, title=one.name if number > 1 else "")
            samples.append(one)
            if number > 1 and are_mostly_unreadable([one]) and not anyway:
                click.echo(mostly_unreadable_note(one), err=True)
                continue
            if number == 1 and are_mostly_unreadable(samples) and one.table.sample.n and not anyway:
                refuse_mostly_unreadable(samples)
            analyses.append(_analyze_question(file, questions, one, asked))
            report_progress(done, number)
    if not any(one.table.sample.n for one in samples):
        raise CommandFailed(f"{source_name(file)} has no row that can be read.")
    if are_mostly_unreadable(samples) and not anyway:
        refuse_mostly_unreadable(samples)
    return analyses


def _analyze_question(
    file: Path, questions: TableQuestions, one: QuestionSample, asked: AskedQuestion
) -> Analysis:
    several = len(questions.names) > 1
    question = Question(
        kind=one.table.kind,
        headline=asked.headline,
        truth=one.table.truth,
        text=one.text if several else asked.text or one.text,
        seed=asked.seed,
    )
    warnings = []
    if not questions.requested.are_told_apart:
        used = {*questions.places(questions.columns[0]).values()}
        warnings = pooling_warnings(questions.table, used, one)
        for warning in warnings:
            click.echo(printable(warning), err=True)
    locale = questions.table_format.locale
    found = analyze_question(one, question, locale, file=source_name(file))
    return msgspec.structs.replace(
        found, name=one.name if several else "", warnings=warnings, notes=problem_lines(one)
    )


def question_title(analysis: Analysis) -> str:
    """Name a question by its own name, or where it is the only one by its column."""
    return analysis.name or analysis.column


def print_analyses(
    file: Path, questions: TableQuestions, analyses: Sequence[Analysis], *, as_json: bool
) -> None:
    """Print the reports of all questions, or one JSON object."""
    name = source_name(file)
    if as_json and len(questions.names) == 1:
        click.echo(msgspec.json.encode({**analyses[0].to_dict(), "file": name}))
    elif as_json:
        objects = {question_title(one): one.to_dict() for one in analyses}
        found = {"file": name, "questions": objects, "summary": summarise_questions(objects)}
        click.echo(msgspec.json.encode(found))
    else:
        for place, one in enumerate(analyses):
            if place:
                click.echo("\n")
            print_report(_source(name, questions, one), one)
        if len(analyses) > 1:
            print_summary(analyses)


def _source(file: str, questions: TableQuestions, analysis: Analysis) -> str:
    """Name the file, the question and the column that a report is about."""
    parts = [file, analysis.name]
    is_named = questions.table.has_header or len(questions.table.names) > 1
    if is_named and analysis.column != analysis.name:
        parts.append(f"column {analysis.column}")
    return ", ".join(part for part in parts if part)
