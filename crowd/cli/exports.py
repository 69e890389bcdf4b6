"""``crowd export``."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from crowd.actions.close_poll import current_poll
from crowd.actions.export_answers import ExportedAnswer, stream_answers
from crowd.actions.show_results import Computations
from crowd.cli.database import environment, now, poll_argument, with_store
from crowd.cli.progress import bar
from crowd.model.errors import CommandFailed
from crowd.model.poll import Kind
from crowd.rules.export import write_csv
from crowd.rules.reveal import require_revealed
from crowd.rules.values import plain
from crowd.store.store import Store

COLUMNS = ("value", "at", "on_behalf")

Answers = AsyncIterator[list[ExportedAnswer]]
Texts = AsyncIterator[tuple[bytes, int]]
"""Parts of a file, and how many answers each one has."""


@click.command()
@poll_argument
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "json"]),
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
    with bar("Exporting") as watch:

        async def work(store: Store) -> None:
            found = await current_poll(store, Computations(), poll, now())
            require_revealed(found)
            total = await store.count_records([found.id])
            done = 0
            texts = WRITERS[format_](stream_answers(store, found), found.definition.kind)
            with _output(output) as stream:
                async for text, answers in texts:
                    stream.write(text)
                    done += answers
                    watch(done, total)

        with_store(environment(), work)


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with path.open("wb") as file:
            yield file
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written ({error.strerror}).") from error


async def _csv(parts: Answers, kind: Kind) -> Texts:
    yield write_csv([COLUMNS]).encode(), 0
    async for answers in parts:
        rows = [
            (plain(answer.value, kind), answer.at.isoformat(), answer.on_behalf)
            for answer in answers
        ]
        yield write_csv(rows).encode(), len(answers)


async def _json(parts: Answers, kind: Kind) -> Texts:
    separator = b"["
    async for answers in parts:
        rows = [_row(answer, kind) for answer in answers]
        if rows:
            yield separator + msgspec.json.encode(rows)[1:-1], len(answers)
            separator = b","
    yield (b"]" if separator == b"," else b"[]"), 0


def _row(answer: ExportedAnswer, kind: Kind) -> dict[str, Any]:
    return {
        "value": plain(answer.value, kind),
        "at": answer.at,
        "on_behalf": answer.on_behalf,
    }


WRITERS: dict[str, Callable[[Answers, Kind], Texts]] = {"csv": _csv, "json": _json}
