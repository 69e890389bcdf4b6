"""Find people who answered a question more than once."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.parsing.comparison_key import comparison_key

MAX_PEOPLE = 5
MAX_LINES = 5
"""People whom a note lists, and lines of each."""


def repetition_note(persons: Sequence[str], lines: Sequence[int]) -> str:
    """Tell who gave more than one answer, and on which lines; empty if nobody did."""
    lines_of: dict[str, list[int]] = {}
    spelling: dict[str, str] = {}
    for person, line in zip(persons, lines, strict=True):
        if person:
            key = comparison_key(person)
            spelling.setdefault(key, person)
            lines_of.setdefault(key, []).append(line)
    repeated = {key: sorted(found) for key, found in lines_of.items() if len(found) > 1}
    if not repeated:
        return ""
    listed = "; ".join(
        f"{spelling[key]} on lines {_list_lines(found)}"
        for key, found in list(repeated.items())[:MAX_PEOPLE]
    )
    omitted = len(repeated) - MAX_PEOPLE
    more = f"; and {omitted:,} more" if omitted > 0 else ""
    answers = sum(map(len, repeated.values()))
    return (
        f"People who answered more than once: {len(repeated):,}, with {answers:,} answers, all of "
        f"which count ({listed}{more})."
    )


def _list_lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:MAX_LINES]))
    omitted = len(lines) - MAX_LINES
    return f"{shown} and {omitted:,} more" if omitted > 0 else shown
