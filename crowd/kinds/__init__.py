"""Kinds of questions: what a value is, how it is read, checked, counted and written."""

from __future__ import annotations

from typing import get_args

from crowd.kinds.choice import Choice
from crowd.kinds.date import Date
from crowd.kinds.duration import Duration
from crowd.kinds.kind import Kind
from crowd.kinds.number import Number
from crowd.kinds.percentage import Percentage
from crowd.kinds.probability import Probability

__all__ = [
    "KINDS",
    "AnyKind",
    "Choice",
    "Date",
    "Duration",
    "Kind",
    "Number",
    "Percentage",
    "Probability",
]

AnyKind = Number | Date | Duration | Percentage | Probability | Choice

KINDS: dict[str, type[AnyKind]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyKind)
}
"""Kinds by name, in the order of the form; the first is the default."""
