"""Files that people name, and standard input where they name none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crowd.model.errors import CommandFailed


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for `-`."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        raw = file.open("rb")
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read ({error.strerror}).") from error
    with raw:
        yield raw
