"""The time zones that a poll can have: names of the IANA database, whatever this machine has."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

NO_PLACES = {"Factory", "localtime", "posixrules"}
"""Names that mean what the machine happens to be set to, or nothing."""


@cache
def zones() -> frozenset[str]:
    """The names that everybody means the same by, in the spelling of the database."""
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(names) - NO_PLACES
