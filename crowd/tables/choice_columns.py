"""Parse a column of options that people chose, with predicted shares of two options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from babel import Locale

from crowd.kinds import Choice
from crowd.model.errors import Invalid
from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.options import MAX_OPTIONS
from crowd.tables.answer_columns import (
    NOT_A_CHANCE,
    AnswerColumns,
    Cells,
    ExtraColumns,
    is_percent,
    parse_truth_option,
    reject_outside,
)
from crowd.tables.columns.column import Column, group_spellings
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.columns.number_columns import parse_numbers
from crowd.tables.formats.cells import cell_text

ADDED_OPTION = "another answer"
"""Added where there is one option, since a choice has at least two."""


def parse_choices(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    """Parse options, which are sorted by number or text, and predicted shares."""
    texts = [cell_text(cell) for cell in cells]
    missing = {place for place, text in enumerate(texts) if is_missing(text, is_choice=True)}
    given = [text for place, text in enumerate(texts) if place not in missing]
    keys, spelled, notes = _find_options([*given, truth or ""])
    ordered = sorted(spelled, key=_sort_key(spelled))
    places = {key: place for place, key in enumerate(ordered)}
    values = np.array(
        [np.nan if place in missing else places[keys[text]] for place, text in enumerate(texts)],
        dtype=np.float64,
    )
    kind = Choice(options=[spelled[key] for key in ordered])
    others, share_notes = _parse_shares(extra, kind, locale)
    return AnswerColumns(
        column=Column(values=values, problems={}, missing=missing, units={}),
        kind=lambda _: kind,
        extra={} if others is None else {"others": others},
        predicted=None if others is None else np.column_stack([1 - others.values, others.values]),
        truth=parse_truth_option(truth, kind, locale),
        notes=[*notes, *share_notes],
    )


def _find_options(texts: Sequence[str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return the comparison key of each text, the options by their key, and notes."""
    keys, options = group_spellings(texts)
    if len(options) > MAX_OPTIONS:
        raise Invalid.of_field(
            "column",
            f"There are {len(options)} different answers, and a choice has at most {MAX_OPTIONS}. "
            "Is this the right column?",
        )
    if len(options) != 1:
        return keys, options, []
    note = f"Everybody gave the same answer; an option is added that nobody gave: {ADDED_OPTION}."
    return keys, options | {comparison_key(ADDED_OPTION): ADDED_OPTION}, [note]


def _parse_shares(
    extra: ExtraColumns, kind: Choice, locale: Locale
) -> tuple[Column | None, list[str]]:
    """Parse the predicted shares of the last of two options; also return notes."""
    if set(extra) - {"others"}:
        raise Invalid.of_field("low", "A choice has no --low and --high. Leave them out.")
    if "others" not in extra:
        return None, []
    if len(kind.options) != 2:
        raise Invalid.of_field(
            "others",
            f"--others is the share thought to choose the last of two options, and there are "
            f"{len(kind.options)}.",
        )
    column = parse_numbers(extra["others"], locale)
    percent = is_percent(column, extra["others"])
    if percent:
        column.values /= 100
    reject_outside(column, 1, NOT_A_CHANCE)
    last = f"--others is read as the share of people thought to choose “{kind.options[-1]}”"
    return column, [f"{last}, in percent." if percent else f"{last}."]


def _sort_key(texts: Mapping[str, str]) -> Callable[[str], tuple[float, str]]:
    try:
        numbers = {text: float(text) for text in texts}
    except ValueError:
        numbers = {}
    return lambda text: (numbers.get(text, 0.0), text)


def is_first_unique(cells: Cells) -> bool:
    """Return whether no other cell equals the first, as for a header among options."""
    first, *rest = (comparison_key(cell_text(cell)) for cell in cells or [""])
    return bool(rest) and first not in rest
