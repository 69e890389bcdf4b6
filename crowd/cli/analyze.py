"""``crowd analyze``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from crowd.analysis.report import compute_results
from crowd.analysis.sample import SEED, Question
from crowd.cli.files import opened
from crowd.cli.progress import bar
from crowd.cli.report import print_report
from crowd.cli.words import counted
from crowd.i18n.formatter import ValueFormatter
from crowd.model.errors import CommandFailed, Invalid, Problem
from crowd.reporting.serialise import results_to_json
from crowd.rules.headline import FILE_HEADLINES
from crowd.tables.answer_columns import ANSWER_PARSERS
from crowd.tables.reader import Watch, decoded
from crowd.tables.to_sample import (
    Format,
    Refused,
    RequestedColumns,
    Table,
    locale_named,
    read_table,
)

NAMED_ROWS = 20
NAMED_REASONS = 20
LARGE = 1_000_000
"""Bytes from which on reading takes long enough for a bar."""

JSON_ENDINGS = {".json", ".jsonl", ".ndjson"}


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--column", help="Column with the answers: its name in the header, or its number.")
@click.option(
    "--kind",
    type=click.Choice(list(ANSWER_PARSERS)),
    default="number",
    show_default=True,
    help="What an answer is. Of a choice the options are the texts in the column, 20 at most.",
)
@click.option("--truth", help="The true value, written like an answer.")
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
    "--locale", default="en", show_default=True, help="Whose numbers and dates these are, as in de."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def analyze(
    *,
    file: Path,
    kind: str,
    truth: str | None,
    headline: str | None,
    question: str,
    seed: int,
    locale: str,
    as_json: bool,
    **columns: str | None,
) -> None:
    """Tell what the answers in FILE say (CSV, TSV or JSON lines, - for standard input)."""
    if (columns["low"] is None) != (columns["high"] is None):
        raise _invalid("low", "A range has two ends: give both --low and --high, or neither.")
    name = _headline(kind, headline)
    form = Format(kind=kind, locale=locale_named(locale), json=file.suffix.lower() in JSON_ENDINGS)
    table = _table(file, RequestedColumns(**columns), form, truth)
    _tell(table)
    if not table.sample.n:
        raise CommandFailed(f"{_named(file)} has no row that can be read.")
    asked = Question(kind=table.kind, headline=name, text=question, truth=table.truth, seed=seed)
    results = compute_results(table.sample, asked)
    if as_json:
        click.echo(msgspec.json.encode(results_to_json(results, asked)))
    else:
        print_report(_named(file), asked, results, ValueFormatter(table.kind, form.locale))


def _table(file: Path, wanted: RequestedColumns, form: Format, truth: str | None) -> Table:
    with opened(file) as raw:
        data = raw.read()
    text = decoded(data)
    if not text.strip():
        raise CommandFailed(f"{_named(file)} is empty.")
    with _watched(len(data)) as watch:
        return read_table(text, wanted, form, truth, watch)


@contextmanager
def _watched(size: int) -> Iterator[Watch]:
    if size < LARGE:
        yield lambda _done, _total: None
        return
    with bar("Reading") as watch:
        yield watch


def _named(file: Path) -> str:
    return "Standard input" if str(file) == "-" else file.name


def _headline(kind: str, name: str | None) -> str:
    names = FILE_HEADLINES[kind]
    if name is not None and name not in names:
        raise _invalid("headline", f"{name!r} cannot lead a {kind}. Choose {_listed(names)}.")
    return name or names[0]


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _tell(table: Table) -> None:
    """Says on standard error what was not read, and what else was done on the way."""
    refused = table.refused
    if refused:
        click.echo(f"{counted(len(refused), 'row')} could not be read.", err=True)
    for row in refused[:NAMED_ROWS]:
        click.echo(f"Line {row.line}: {row.reason}", err=True)
    for line in _more(refused[NAMED_ROWS:]):
        click.echo(line, err=True)
    for note in table.notes:
        click.echo(note, err=True)


def _more(refused: list[Refused]) -> Iterator[str]:
    """The other rows by their reasons, the most frequent ones."""
    reasons = Counter(row.reason for row in refused).most_common()
    for reason, number in reasons[:NAMED_REASONS]:
        yield f"... and {number:,} more: {reason}"
    rest = sum(number for _, number in reasons[NAMED_REASONS:])
    if rest:
        yield f"... and {rest:,} more, for other reasons."


def _invalid(field: str, message: str) -> Invalid:
    return Invalid([Problem(field=field, message=message)])
