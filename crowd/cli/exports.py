"""``crowd export``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from crowd.actions.close_poll import current_poll
from crowd.actions.export_answers import export_answers
from crowd.actions.show_results import Computations
from crowd.cli.database import now, poll_argument, read_environment, with_store
from crowd.cli.progress import progress_bar
from crowd.model.errors import CommandFailed
from crowd.store.store import Store
from crowd.tables.answer_export import EXPORT_FORMATS


@click.command()
@poll_argument
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(EXPORT_FORMATS)),
    default="csv",
    show_default=True,
    help="How to write the answers.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write instead of standard output.",
)
def export(poll: str, format_: str, output: Path | None) -> None:
    """Write the answers of a revealed poll in the order in which they arrived."""
    with progress_bar("Exporting") as report_progress:

        async def work(store: Store) -> None:
            found = await current_poll(store, Computations(), poll, now())
            parts = export_answers(store, found, format_)
            total = await store.backup.count_records([found.id])
            done = 0
            with _open_output(output) as stream:
                async for part in parts:
                    stream.write(part.text)
                    done += part.answers
                    report_progress(done, total)

        with_store(read_environment(), work)


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
