"""``crowd analyze``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from crowd.analysis.sample import SEED
from crowd.cli.analyzed_questions import (
    AskedQuestion,
    analyze_questions,
    print_analyses,
    question_title,
)
from crowd.cli.files import open_input, source_name
from crowd.cli.progress import no_progress, progress_bar
from crowd.documents.analysis import Analysis
from crowd.documents.summary import summarise_questions
from crowd.kinds import KINDS
from crowd.model.errors import Invalid
from crowd.model.progress import ProgressCallback
from crowd.rules.headline import file_headlines
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.formats.limits import MAX_FILE_BYTES
from crowd.tables.questions.read_questions import (
    TableQuestions,
    find_questions,
)
from crowd.tables.questions.requested_questions import RequestedQuestions
from crowd.tables.to_sample import RequestedColumns, TableFormat, locale_option, read_table
from crowd.tables.write_table import check_table_file, write_table

MIN_BYTES_FOR_PROGRESS = 1_000_000
"""Bytes of a file from which on a progress bar is shown."""


REPEATED_OPTIONS = ("answers", "truths", "truth_columns")


EXAMPLES = """\b
Examples:
  crowd analyze guesses.csv --truth 1355
  crowd analyze times.csv --kind duration --truth 1:00:35
  crowd analyze long.csv --column value --by question --truth-column truth
  crowd analyze wide.xlsx --all --report report.html --summary summary.csv
  crowd analyze contest.csv --truth 1355 --name name
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--column",
    "answers",
    multiple=True,
    help="Column with the answers: its name in the header, or its number. Several times: a report "
    "for each.",
)
@click.option("--all", "all_columns", is_flag=True, help="A report for each column of answers.")
@click.option("--by", help="Column with the question of each row: a report for each.")
@click.option(
    "--kind",
    type=click.Choice(list(ANSWER_PARSERS)),
    default="number",
    show_default=True,
    help="What an answer is. Of a choice the options are the texts in the column, 20 at most.",
)
@click.option(
    "--truth",
    "truths",
    multiple=True,
    help="The true value, written like an answer. Of several questions NAME=TRUTH, once for each.",
)
@click.option(
    "--truth-column",
    "truth_columns",
    multiple=True,
    help="Column with the truth, the same in all rows of a question. Of several --column once for "
    "each, in the same order.",
)
@click.option("--person", help="Column that tells people apart: who answered twice is told.")
@click.option("--name", help="Column with people's names: who came closest to the truth is told.")
@click.option("--order", help="Column that tells who came first: numbers, dates or times.")
@click.option("--branch", help="Column with whose link each person came by.")
@click.option("--group", help="Column with the group each person belongs to.")
@click.option(
    "--others",
    help="Column with what each person thinks the others say on average; of a choice of two, "
    "the share of people that choose the option that sorts last, such as 1 of 0 and 1.",
)
@click.option("--low", help="Column with the lower end of each person's range; needs --high.")
@click.option("--high", help="Column with the upper end of each person's range; needs --low.")
@click.option("--headline", help="Way of putting answers together that leads the report.")
@click.option("--question", default="", help="The question, to look for its numbers in answers.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=SEED,
    show_default=True,
    help="Where chance is used, the same seed gives the same figures.",
)
@click.option(
    "--locale",
    help="Whose numbers and dates these are, as in de; without it the column tells, or else English.",
)
@click.option("--sheet", help="Sheet of a workbook: its name, or its number.")
@click.option(
    "--encoding", help="Encoding of a text that is no UTF-8, such as windows-1251 or gb18030."
)
@click.option(
    "--anyway", is_flag=True, help="Go on where fewer than half of the answers can be read."
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table to this file, .csv or .parquet: a row for each question, all its figures.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report to this file, .html: words and pictures in one file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def analyze(
    *,
    file: Path,
    kind: str,
    headline: str | None,
    question: str,
    seed: int,
    locale: str | None,
    sheet: str | None,
    encoding: str | None,
    anyway: bool,
    summary: Path | None,
    report: Path | None,
    as_json: bool,
    **columns: Any,
) -> None:
    """Tell what the answers in FILE say (a spreadsheet, CSV, TSV, JSON lines or Parquet).

    With - for FILE it reads standard input.
    """
    requested = _request_questions(columns)
    _check_outputs(file, {"summary": summary, "report": report})
    asked = AskedQuestion(_choose_headline(kind, headline), question, seed)
    table_format = TableFormat(
        kind=kind,
        locale=locale_option(locale),
        name=source_name(file),
        sheet=sheet,
        encoding=encoding,
        question=question,
    )
    questions = _read_questions(file, requested, table_format)
    analyses = analyze_questions(file, questions, asked, anyway=anyway)
    if summary is not None:
        objects = {question_title(one): one.to_dict() for one in analyses}
        write_table(summary, summarise_questions(objects))
    if report is not None:
        _write_report(report, analyses)
    print_analyses(file, questions, analyses, as_json=as_json)


def _request_questions(columns: dict[str, Any]) -> RequestedQuestions:
    """Read the options that name columns, which share their names with the request."""
    if (columns["low"] is None) != (columns["high"] is None):
        raise Invalid.of_field(
            "low", "A range has two ends: give both --low and --high, or neither."
        )
    roles = {
        name: columns.pop(name) for name in RequestedColumns.__struct_fields__ if name in columns
    }
    lists: dict[str, Any] = {name: [*columns.pop(name)] for name in REPEATED_OPTIONS}
    return RequestedQuestions(**lists, **columns, companions=RequestedColumns(**roles))


def _check_outputs(file: Path, outputs: dict[str, Path | None]) -> None:
    """Raise Invalid for files that cannot be written to, before anything is computed."""
    for option, output in outputs.items():
        if output is None:
            continue
        if output.exists() and file.exists() and output.samefile(file):
            message = f"--{option} would overwrite the answers. Name another file."
            raise Invalid.of_field(option, message)
        if not output.absolute().parent.is_dir():
            message = f"There is no folder {output.parent} to write {output.name} to."
            raise Invalid.of_field(option, message)
    if outputs["summary"] is not None:
        check_table_file(outputs["summary"], "summary")
    report = outputs["report"]
    if report is not None and report.suffix.lower() not in {".html", ".htm"}:
        raise Invalid.of_field("report", f"--report {report} is no HTML file. End it in .html.")


def _write_report(report: Path, analyses: Sequence[Analysis]) -> None:
    # Imported here: templates take a fifth of a second to load, and few calls need them.
    from crowd.documents.html_report import render_report  # noqa: PLC0415

    report.write_bytes(render_report(analyses))


def _read_questions(
    file: Path, requested: RequestedQuestions, table_format: TableFormat
) -> TableQuestions:
    with open_input(file) as raw:
        data = raw.read(MAX_FILE_BYTES + 1)
    with _reading_progress(len(data)) as report_progress:
        table = read_table(
            data, requested.companions, table_format, report_progress, requested.column_names
        )
        return find_questions(table, requested, table_format)


@contextmanager
def _reading_progress(size: int) -> Iterator[ProgressCallback]:
    if size < MIN_BYTES_FOR_PROGRESS:
        yield no_progress
        return
    with progress_bar("Reading") as report_progress:
        yield report_progress


def _choose_headline(kind: str, name: str | None) -> str:
    names = file_headlines(KINDS[kind])
    if name is not None and name not in names:
        raise Invalid.of_field(
            "headline", f"{name!r} cannot lead a {kind}. Choose {_join_alternatives(names)}."
        )
    return name or names[0]


def _join_alternatives(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
