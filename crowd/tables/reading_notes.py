"""Say how the cells of a table were read: units, marks, codes, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from crowd.tables.answer_columns import AnswerColumns, unit_of
from crowd.tables.columns.column import Column
from crowd.tables.doubt_notes import doubt_notes, place_of
from crowd.tables.formats.cells import Cell

MAX_UNITS_NAMED = 5

M_MEANINGS = {
    "m": "metres (m), not as millions",
    "min": "minutes (m), not as millions",
    "million": "millions (m), not as metres",
}
"""What an `m` is read as, and as what not."""


def reading_notes(answers: AnswerColumns, cells: Sequence[Cell], lines: Sequence[int]) -> list[str]:
    """Return the notes on how cells were read."""
    column = answers.column
    notes = [
        *answers.notes,
        *doubt_notes(column, cells, lines, answers.as_text),
        *_unit_notes(column, cells, lines),
        *_other_notes(column, cells, lines),
    ]
    for role, extra in answers.extra.items():
        bad = sorted(extra.problems)
        if bad:
            first = f"Line {lines[bad[0]]}: {extra.problems[bad[0]]}"
            notes.append(f"Cells of --{role} that were left out: {len(bad):,}. {first}")
    return notes


def _unit_notes(column: Column, cells: Sequence[Cell], lines: Sequence[int]) -> Iterator[str]:
    """Say which units were left out or converted, and which one numbers without any are taken for."""
    for unit, number in Counter(column.units.values()).items():
        note = f"Answers with a unit, which was left out: {number:,} ({unit})."
        if column.bare:
            first = place_of(column.bare[0], cells, lines)
            note += (
                f" Those without a unit, {len(column.bare):,}, are read as {unit}, as of {first}."
            )
        yield note
    typed: dict[str, list[int]] = {}
    for place, unit in column.converted.items():
        typed.setdefault(unit, []).append(place)
    for unit, places in [*typed.items()][:MAX_UNITS_NAMED]:
        place = min(places)
        what = f"{place_of(place, cells, lines)}, which is {float(column.values[place]):,.12g}"
        usual = column.units.get(place, unit_of(column))
        yield f"Answers converted from {unit} to {usual}: {len(places):,}, as of {what}."
    if len(typed) > MAX_UNITS_NAMED:
        yield f"... and from {len(typed) - MAX_UNITS_NAMED:,} more units."


def _other_notes(column: Column, cells: Sequence[Cell], lines: Sequence[int]) -> Iterator[str]:
    if column.m_cells:
        first = place_of(column.m_cells[0], cells, lines)
        meaning = M_MEANINGS[column.m_meaning]
        yield f"Answers with an m that are read as {meaning}: {len(column.m_cells):,}, as of {first}."
    if column.annotated:
        first = place_of(column.annotated[0], cells, lines)
        number = len(column.annotated)
        yield f"Answers with a mark or a remark, which was left out: {number:,}, as of {first}."
    for code, places in column.codes:
        where = f"{len(places):,} rows, from line {lines[places[0]]} on"
        yield (
            f"{code:.12g} stands in {where}, far from the other answers. It counts like them; if it "
            "is a code for no answer, leave these cells empty."
        )
