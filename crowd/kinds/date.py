"""Dates: calendar days."""

from __future__ import annotations

import msgspec


class Date(msgspec.Struct, frozen=True, kw_only=True, tag="date", forbid_unknown_fields=True):
    """A calendar day; values are days since 1970-01-01, bounds are written YYYY-MM-DD."""

    minimum: str | None = None
    maximum: str | None = None
