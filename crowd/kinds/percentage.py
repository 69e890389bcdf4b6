"""Percentages: shares from 0 to 100."""

from __future__ import annotations

import msgspec


class Percentage(
    msgspec.Struct, frozen=True, kw_only=True, tag="percentage", forbid_unknown_fields=True
):
    """A share in percent, 0 to 100."""
