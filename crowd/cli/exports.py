"""``crowd export``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from crowd.actions.close_poll import current_poll
from crowd.actions.export_answers import export_answers, export_file
from crowd.actions.show_results import Computations
from crowd.cli.database import now, poll_argument, read_environment, with_store
from crowd.cli.progress import progress_bar
from crowd.model.errors import CommandFailed, Invalid
from crowd.model.progress import ProgressCallback
from crowd.poll import Poll
from crowd.store.store import Store
from crowd.tables.exports.export import parse_reader_locale
from crowd.tables.exports.formats import EXPORT_FORMATS, FILE_FORMATS

FORMATS_BY_SUFFIX = {f".{chosen.suffix}": name for name, chosen in EXPORT_FORMATS.items()} | {
    ".csv": "csv"
}


@click.command()
@poll_argument
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(EXPORT_FORMATS)),
    help="How to write the answers: as xlsx, a spreadsheet with a codebook; as excel-csv, a CSV that "
    "opens by a double click. Without it the suffix of --output decides, or else it is csv.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write instead of standard output.",
)
@click.option(
    "--locale",
    help="Whose language, numbers and dates a spreadsheet, excel-csv and a codebook have, as in de "
    "(default: en).",
)
def export(poll: str, format_: str | None, output: Path | None, locale: str | None) -> None:
    """Write the answers of a revealed poll in the order in which they arrived."""
    chosen = format_ or _format_of(output)
    reader = _reader_locale(locale, chosen)
    if output is None and chosen in FILE_FORMATS and sys.stdout.isatty():
        raise CommandFailed(f"A terminal cannot show {chosen}. Name a file with --output.")
    with progress_bar("Exporting") as report_progress:

        async def work(store: Store) -> None:
            computations = Computations()
            found = await current_poll(store, computations, poll, now())
            with _open_output(output) as stream:
                if chosen in FILE_FORMATS:
                    with _seekable(stream) as file:
                        await export_file(
                            store, computations, found, chosen, reader, file, report_progress
                        )
                else:
                    await _write_text(store, found, chosen, reader, stream, report_progress)

        with_store(read_environment(), work)


def _format_of(output: Path | None) -> str:
    suffix = ".csv" if output is None else output.suffix.lower()
    return FORMATS_BY_SUFFIX.get(suffix, "csv")


def _reader_locale(locale: str | None, format_: str) -> str:
    if locale is not None and format_ in {"csv", "json"}:
        message = f"{format_} is alike in all languages. Leave --locale out, or take excel-csv."
        raise Invalid.of_field("locale", message)
    return parse_reader_locale(locale or "en")


async def _write_text(
    store: Store,
    poll: Poll,
    format_: str,
    locale: str,
    stream: BinaryIO,
    report_progress: ProgressCallback,
) -> None:
    parts = export_answers(store, poll, format_, locale)
    total = await store.backup.count_records([poll.id])
    done = 0
    async for part in parts:
        stream.write(part.data)
        done += part.answers
        report_progress(done, total)


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Provide a file to write in any order; a pipe gets it once it is complete."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as file:
        yield file
        file.seek(0)
        while chunk := file.read(1 << 18):
            stream.write(chunk)


@contextmanager
def _open_output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            yield file
        # Renamed only once complete: an older file stays if this one fails.
        temporary.replace(path)
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        temporary.unlink(missing_ok=True)
