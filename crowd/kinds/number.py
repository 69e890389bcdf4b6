"""Numbers: quantities with or without a unit."""

from __future__ import annotations

import msgspec


class Number(msgspec.Struct, frozen=True, kw_only=True, tag="number", forbid_unknown_fields=True):
    """A quantity. No minimum means that it may be negative; `decimals` None allows any, 0 none."""

    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None
