"""The truths of the questions in a table: given one by one, or in a column of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crowd.model.errors import Invalid
from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.quantity_words import unit_in_name
from crowd.parsing.unit_factors import are_convertible, convert
from crowd.parsing.unit_spellings import symbol_of
from crowd.tables.answer_columns import ParseContext, other_unit_problem
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.formats.cells import cell_text
from crowd.tables.select import SelectedColumns
from crowd.tables.shell_words import quote_for_shell
from crowd.tables.to_sample import TableFormat

TEXT_KINDS = {"choice", "probability"}
"""Kinds whose truth is no answer like others: of a chance it is whether something happened."""

MAX_NAMES = 10
"""Names of questions that a message lists."""


def assign_truths(texts: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return the truths by the names of questions, from texts such as `jar=1355`; alone, a question
    needs no name. Raise Invalid for names that are none."""
    if len(names) == 1 and len(texts) == 1:
        return {names[0]: _split_name(texts[0], names)[1]}
    found: dict[str, str] = {}
    for text in texts:
        name, truth = _split_name(text, names)
        if name is None:
            listed = ", ".join(map(repr, names[:MAX_NAMES]))
            more = f" and {len(names) - MAX_NAMES:,} more" * (len(names) > MAX_NAMES)
            raise Invalid.of_field(
                "truth",
                f"--truth {text!r} does not begin with the name of a question. There are "
                f"{len(names):,}: {listed}{more}. Write --truth {quote_for_shell(names[0] + '=TRUTH')}, "
                "once for each whose truth is known.",
            )
        found[name] = truth
    return found


def _split_name(text: str, names: Sequence[str]) -> tuple[str | None, str]:
    """Split a text such as `jar=1355` into the name of a question, in any case, and the truth."""
    by_key = {comparison_key(name): name for name in reversed(names)} | {n: n for n in names}
    # The longest name: names may have a sign of equality themselves.
    for place in reversed([place for place, sign in enumerate(text) if sign == "="]):
        typed = text[:place]
        name = by_key.get(typed) or by_key.get(comparison_key(typed))
        if name is not None:
            return name, text[place + 1 :]
    return None, text


class TruthInRows(NamedTuple):
    """The truth in the rows of a question: as text where the kind reads it unlike answers."""

    text: str | None = None
    value: float | None = None
    has_unit: bool = False


def read_truth(
    selected: SelectedColumns,
    table_format: TableFormat,
    name: str,
    context: ParseContext,
    unit: str = "",
) -> TruthInRows:
    """Read the truth in the rows of a question, in the unit of its answers where that is known; raise
    Invalid where the cells say different things."""
    lines: dict[str, int] = {}
    for line, cell in zip(selected.lines, selected.cells.get("truth", []), strict=False):
        text = cell_text(cell)
        if not is_missing(text, is_choice=table_format.kind == "choice"):
            lines.setdefault(text, line)
    if not lines:
        return TruthInRows()
    texts = list(lines)
    values: Sequence[float | str] = [comparison_key(text) for text in texts]
    if table_format.kind not in TEXT_KINDS:
        values = _read_values(lines, table_format, name, context, unit)
    for text, value in zip(texts, values, strict=True):
        if value != values[0]:
            raise Invalid.of_field(
                "truth-column",
                f"The truths of {name!r} differ: {texts[0]} on line {lines[texts[0]]}, {text} on "
                f"line {lines[text]}. A question has one truth; if these rows belong to several, "
                "name the column that tells them apart with --by.",
            )
    if isinstance(values[0], str):
        return TruthInRows(text=texts[0])
    return TruthInRows(value=values[0], has_unit=any(map(str.isalpha, texts[0])))


def in_unit_of_answers(
    truth: TruthInRows, header: str, context: ParseContext, unit: str
) -> float | None:
    """Convert a truth without a unit of its own from that of its header; raise Invalid where that cannot
    be."""
    theirs, own = unit_in_name(header), unit or unit_in_name(context.name)
    if truth.value is None or truth.has_unit or not theirs or not own:
        return truth.value
    if symbol_of(theirs) == symbol_of(own):
        return truth.value
    if are_convertible(theirs, own):
        return convert(truth.value, theirs, own)
    message = f"The column of truths is in {theirs}, and the answers are in {own}."
    raise Invalid.of_field("truth-column", message)


def _read_values(
    lines: dict[str, int], table_format: TableFormat, name: str, context: ParseContext, unit: str
) -> list[float]:
    """Read truths as the answers beside them are read; raise Invalid for what is none."""
    parser = ANSWER_PARSERS[table_format.kind]
    column = parser.parse(list(lines), {}, context.with_unit(unit), None).column
    other_unit = other_unit_problem(column, unit, context.locale)
    for place, text in enumerate(lines):
        if np.isnan(column.values[place]) or other_unit:
            reason = column.problems.get(place, "") or other_unit
            message = (
                f"The truth of {name!r} on line {lines[text]} cannot be read: {text}. {reason}"
            )
            raise Invalid.of_field("truth-column", message.rstrip())
    return [float(value) for value in column.values]
