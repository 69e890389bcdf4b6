"""Chances: how likely it is that something happens."""

from __future__ import annotations

import msgspec


class Probability(
    msgspec.Struct, frozen=True, kw_only=True, tag="probability", forbid_unknown_fields=True
):
    """How likely it is that something happens, 0 to 1; pages write percent. The truth is 0 or 1."""
