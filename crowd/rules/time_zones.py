"""Names of the IANA time zone database, from the package tzdata rather than this machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

NOT_PLACES = {"Factory", "localtime", "posixrules"}
"""Names without a place: the setting of a machine, or no time zone at all."""


@cache
def time_zones() -> frozenset[str]:
    """Return the names of time zones that a poll can have."""
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(names) - NOT_PLACES
