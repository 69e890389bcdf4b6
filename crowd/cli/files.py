"""Input files of commands; `-` is standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crowd.model.errors import CommandFailed


@contextmanager
def open_input(file: Path) -> Iterator[BinaryIO]:
    """Open a file, or standard input for `-`, for reading bytes."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        raw = file.open("rb")
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read ({error.strerror}).") from error
    with raw:
        yield raw


def source_name(file: Path) -> str:
    """Return the name of an input file in messages."""
    return "Standard input" if str(file) == "-" else file.name
