"""Put the unit that a column of its own names behind each answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.unit_factors import are_convertible
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import currency_of
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.select import SelectedColumns, select_columns
from crowd.tables.table import Table

UNIT_NAMES = {
    *("unit", "units", "unit of measure", "unit of measurement", "measure", "uom", "currency"),
    *("einheit", "einheiten", "maßeinheit", "währung", "unité", "unités", "devise", "monnaie"),
    *("unidad", "unidades", "moneda", "divisa", "وحدة", "الوحدة", "العملة", "unità", "valuta"),
    *("eenheid", "unidade", "jednostka", "enhet", "enhed", "yksikkö", "jednotka", "birim"),
}
"""Names of columns of units."""

MAX_UNITS = 10
MAX_COLUMNS = 50
"""Columns in which units are looked for."""

NOTE = "The units in column {name} are read with the answers: {units}."


def find_unit_column(table: Table, used: Collection[int]) -> int | None:
    """Return the only column that holds nothing but units: one that is called so, or that has several
    units of one quantity. A column of `m` and `f` holds none."""
    if not table.has_header:
        return None
    found = [
        place
        for place in range(min(MAX_COLUMNS, len(table.names)))
        if place not in used and _holds_units(table, place)
    ]
    return found[0] if len(found) == 1 else None


def add_units(
    table: Table, selected: SelectedColumns, used: Collection[int]
) -> tuple[SelectedColumns, list[str]]:
    """Write the unit of each row behind its answer; return a note as well."""
    place = find_unit_column(table, used)
    if place is None:
        return selected, []
    beside = select_columns(table, {"unit": place})
    units = dict(zip(beside.lines, map(cell_text, beside.cells["unit"]), strict=True))
    cells = [
        _with_unit(cell, units.get(line, ""))
        for line, cell in zip(selected.lines, selected.cells["column"], strict=True)
    ]
    named = ", ".join([*dict.fromkeys(filter(None, units.values()))][:MAX_UNITS])
    note = NOTE.format(name=repr(table.names[place][:60]), units=named)
    return selected._replace(cells=selected.cells | {"column": cells}), [note]


def _with_unit(cell: Cell, unit: str) -> Cell:
    """Write a unit behind a cell that is nothing but a number."""
    text = cell_text(cell)
    if is_missing(text) or is_missing(unit) or any(map(str.isalpha, text)):
        return cell
    return f"{text} {unit}"


def _holds_units(table: Table, place: int) -> bool:
    units = _first_units(table, place)
    if not 0 < len(units) <= MAX_UNITS or not all(map(_is_unit, units)):
        return False
    if comparison_key(table.names[place]) in UNIT_NAMES:
        return True
    symbols = {symbol_of(unit) for unit in units}
    is_one_quantity = all(are_convertible(unit, units[0]) for unit in units)
    return len(symbols) > 1 and is_one_quantity and all(len(unit) > 1 for unit in units)


def _first_units(table: Table, place: int) -> Sequence[str]:
    """Return the different texts of a column, one more than there can be units at most."""
    found: dict[str, None] = {}
    for _, cells in table.first_rows:
        text = cell_text(cells[place]) if cells is not None and place < len(cells) else ""
        if not is_missing(text):
            found[text] = None
        if len(found) > MAX_UNITS:
            break
    return [*found]


def _is_unit(text: str) -> bool:
    return bool(symbol_of(text) or currency_of(text) or text in {"%", "$", "€", "£", "¥"})
