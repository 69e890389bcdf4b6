"""Names and reasons that people gave, as the results of a poll show them."""

from __future__ import annotations

import msgspec


class NamedPeople(msgspec.Struct, frozen=True, kw_only=True):
    """The people who gave one of the closest answers, in the order of arrival.

    A name of None is one that the organizer hides. `unnamed` people gave no name that may be shown;
    `more` were not looked at.
    """

    names: list[str | None] = []
    unnamed: int = 0
    more: int = 0
    first_place: int = 0
    """Place in the order of arrival of who gave this answer first."""

    first_name: str | None = None
    """Name of that person; None without one that may be shown."""

    first_hidden: bool = False
    """Whether the organizer hides that name."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A reason, and the answer that it was given for; None where the poll asks for names."""

    text: str
    value: float | None


class ShownTexts(msgspec.Struct, frozen=True, kw_only=True):
    """What the results show of names and reasons."""

    closest: dict[float, NamedPeople] = {}
    """The people who gave each of the closest answers; empty where names are not asked for."""

    quotes: list[Quote] = []
    further_quotes: list[Quote] = []
    more_reasons: int = 0
    """Reasons beyond both lists."""


NO_TEXTS = ShownTexts()
"""What the results show where nobody was asked for names or reasons."""
