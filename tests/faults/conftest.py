"""A place for the services that the tests break."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder on the disk with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="crowd-faults-") as folder:
        yield Path(folder)
