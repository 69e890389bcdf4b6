"""Whether the package that reads and writes Parquet, of the extra `crowd[parquet]`, is there."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec


@cache
def has_parquet_package() -> bool:
    """Return whether the package is installed; it is not imported."""
    return find_spec("pyarrow") is not None
