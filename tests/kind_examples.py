"""An example of every kind of question, made from what the kind says of itself.

A new kind is in all tests that go through these without anybody entering it.
"""

from __future__ import annotations

from typing import Any

import msgspec
from babel import Locale

from crowd.kinds import KINDS, Choice
from crowd.kinds.kind import Kind
from crowd.kinds.values import API_LOCALE, parse_value
from crowd.model.errors import Invalid

OPTIONS = ["RED", "GREEN", "BLUE"]
SHARES = (0.25, 0.5, 0.125, 0.75, 0.625)
"""Where the values lie between the bounds of a kind, or as multiples of SIZE."""

SIZE = 20_000.0

CHOSEN = (0, 1, 0, 2, 0)
"""Options that are chosen, one of them most often."""

AMBIGUOUS = ("1.200", "1,200", "0.7", "1:30", "3/4/2027")
"""Texts with several readings in some kind and language."""


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
        return [float(place % len(kind.options)) for place in CHOSEN]
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


def ambiguous_text(kind: Kind, locale: Locale) -> str:
    """A text that a page asks about; empty for kinds that read every text in one way."""
    return next((text for text in AMBIGUOUS if _is_ambiguous(text, kind, locale)), "")


def _is_ambiguous(text: str, kind: Kind, locale: Locale) -> bool:
    try:
        return bool(parse_value(text, kind, locale).alternatives)
    except Invalid:
        return False


EXAMPLES = {name: example_of(name) for name in KINDS}
