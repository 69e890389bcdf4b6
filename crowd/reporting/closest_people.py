"""The sentence on people who came equally close to the truth."""

from __future__ import annotations

from crowd.analysis.closest_people import ClosestPeople
from crowd.kinds.formatter import ValueFormatter


def tie_sentence(closest: ClosestPeople, formatter: ValueFormatter) -> str:
    """Tell that several people share the first place, and who of them answered first; empty if one
    has it alone."""
    winners = [person.name for person in closest.people if person.place == 1]
    shared = len(winners) + (closest.omitted if len(winners) == len(closest.people) else 0)
    if shared < 2:
        return ""
    if shared == 2 and closest.ordered:
        return formatter.translate(
            "{first} and {second} came equally close; {first} answered first.",
            first=winners[0],
            second=winners[1],
        )
    if closest.ordered:
        return formatter.plural(
            "{n} person shares the first place; {first} answered first.",
            "{n} people share the first place; {first} answered first.",
            shared,
            first=winners[0],
        )
    return formatter.plural(
        "{n} person shares the first place; who answered first is not known.",
        "{n} people share the first place; who answered first is not known.",
        shared,
    )
