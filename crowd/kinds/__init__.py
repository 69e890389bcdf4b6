"""Kinds of questions: what a value is, how it is read, checked and written."""

from __future__ import annotations

from crowd.kinds.choice import Choice
from crowd.kinds.date import Date
from crowd.kinds.number import Number
from crowd.kinds.percentage import Percentage
from crowd.kinds.probability import Probability

__all__ = [
    "Choice",
    "Date",
    "Kind",
    "Number",
    "Percentage",
    "Probability",
    "options_of",
    "same_values",
]

Kind = Number | Percentage | Probability | Date | Choice


def same_values(one: Kind, other: Kind) -> bool:
    """Return whether values of one kind mean the same in the other."""
    return one == other if isinstance(one, Choice) else type(one) is type(other)


def options_of(kind: Kind) -> list[str]:
    """Return the options of a choice; none for other kinds."""
    return list(getattr(kind, "options", ()))
