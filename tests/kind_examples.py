"""An example of every kind of question, made from what the kind says of itself.

A new kind is in all tests that go through these without anybody entering it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.kinds import KINDS, Choice
from crowd.kinds.kind import Kind
from crowd.kinds.values import API_LOCALE

OPTIONS = ["RED", "GREEN", "BLUE"]
SHARES = (0.25, 0.5, 0.125, 0.75, 0.625)
"""Where the values lie between the bounds of a kind, or as multiples of SIZE."""

SIZE = 20_000.0


def example_of(name: str) -> Kind:
    """The kind without any bounds of its own."""
    kind = KINDS[name]
    return Choice(options=OPTIONS) if not kind.is_numeric else kind()  # type: ignore[call-arg]


def to_body(kind: Kind) -> dict[str, Any]:
    """The kind as the API takes it."""
    body: dict[str, Any] = msgspec.to_builtins(kind)
    return body


def values_of(kind: Kind) -> list[float]:
    """Five different answers; of a choice, indices of its options."""
    if kind.options:
        return [float(place % len(kind.options)) for place in range(len(SHARES))]
    low, high = kind.bounds
    if low is None or high is None:
        low, high = 0.0, SIZE
    return [low + share * (high - low) for share in SHARES]


def typed_values(kind: Kind) -> list[str]:
    """The same answers as people type them in English."""
    return [kind.format_typed(value, API_LOCALE) for value in values_of(kind)]


def typed_truth(kind: Kind) -> str:
    """A truth as an organizer types it."""
    return "yes" if kind.is_chance else typed_values(kind)[1]


EXAMPLES = {name: example_of(name) for name in KINDS}
