"""Find signs that the rows of a table belong to several questions although all are read as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

import numpy as np

from crowd.analysis.sample import Labels, Values
from crowd.tables.columns.column import encode_labels
from crowd.tables.formats.cells import Cell
from crowd.tables.questions.read_questions import QuestionSample, column_name
from crowd.tables.shell_words import quote_for_shell
from crowd.tables.table import Table

MAX_ROWS = 100_000
"""Rows that are looked at."""

MAX_COLUMNS = 20
"""Columns that are looked at."""

MAX_BLOCKS = 500
MIN_ROWS_PER_BLOCK = 5
"""Blocks into which a column splits the rows: how many at most, and how large on average."""

MIN_EXPLAINED = 0.5
"""Share of the variance of ranks that blocks explain, adjusted for their number, from which on their
answers are very different; groups that answer one question seldom reach a fifth."""

MAX_RANK_CORRELATION = 0.7
MIN_NUMBERS = 10
"""Different numbers from which on a column that rises with the answers says the same, as people's
expectations do, and is none of questions."""

PERSON_WORDS = {
    *("participant", "person", "respondent", "subject", "user", "worker", "player", "student"),
    *("name", "id", "email", "pid", "rater", "judge", "teilnehmer", "sujet", "participante"),
}
QUESTION_WORDS = {"question", "item", "task", "poll", "frage", "pregunta"}
"""Words in the names of columns that tell people apart, and in those that tell questions apart."""

MIN_ANSWERS_PER_PERSON = 1.5
"""Answers of a person on average from which on people seem to answer several questions."""


def pooling_warnings(table: Table, used: AbstractSet[int], question: QuestionSample) -> list[str]:
    """Warn where another column splits the answers into very different blocks, or where people repeat.

    Each warning says what to type.
    """
    candidates = [place for place in range(len(table.names)) if place not in used][:MAX_COLUMNS]
    values, columns = _aligned(table, candidates, question)
    if values.size < 2 * MIN_ROWS_PER_BLOCK:
        return []
    ranks = _mid_ranks(values)
    blocks = {place: _explained(ranks, cells) for place, cells in columns.items()}
    found: list[str] = []
    by = max(blocks, key=lambda place: blocks[place], default=None)
    if by is not None and blocks[by] >= MIN_EXPLAINED:
        found.append(_warn_of_blocks(column_name(table, by), columns[by]))
    for place, cells in columns.items():
        if place != by or not found:
            found += _warn_of_people(column_name(table, place), cells)[: 2 - len(found)]
    return found


def _aligned(
    table: Table, places: Sequence[int], question: QuestionSample
) -> tuple[Values, Mapping[int, list[Cell]]]:
    """Return the first answers, and the cells of other columns beside them."""
    values = dict(zip(question.table.lines, question.table.sample.values, strict=True))
    found: list[float] = []
    columns: dict[int, list[Cell]] = {place: [] for place in places}
    for line, cells in islice(table.rows(), MAX_ROWS):
        if line in values and cells is not None:
            found.append(values[line])
            for place, column in columns.items():
                column.append(cells[place] if place < len(cells) else "")
    return np.array(found), columns


def _explained(ranks: Values, cells: Sequence[Cell]) -> float:
    """Return the share of the variance of ranks that the blocks of a column explain, adjusted; 0 for
    columns that cannot tell questions apart."""
    labels, names = encode_labels(cells)
    known = labels >= 0
    number, rows = len(names), int(np.count_nonzero(known))
    if not 2 <= number <= min(MAX_BLOCKS, rows / MIN_ROWS_PER_BLOCK):
        return 0.0
    chosen, codes = ranks[known], labels[known]
    if _rises_with(chosen, codes, names):
        return 0.0
    total = float(np.sum((chosen - chosen.mean()) ** 2))
    if total == 0:
        return 0.0
    counts = np.bincount(codes)
    means = np.bincount(codes, chosen) / counts
    within = total - float(np.sum(counts * (means - chosen.mean()) ** 2))
    return 1 - (within / (rows - number)) / (total / (rows - 1))


def _rises_with(ranks: Values, codes: Labels, names: Sequence[str]) -> bool:
    try:
        numbers = np.array([float(name) for name in names])
    except ValueError:
        return False
    if len(names) < MIN_NUMBERS:
        return False
    return abs(float(np.corrcoef(_mid_ranks(numbers)[codes], ranks)[0, 1])) > MAX_RANK_CORRELATION


def _mid_ranks(values: Values) -> Values:
    """Return ranks from 0 on, the middle one for equal values."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Values = (np.cumsum(counts) - (counts + 1) / 2)[codes]
    return ranks


def _warn_of_blocks(name: str, cells: Sequence[Cell]) -> str:
    number = len(encode_labels(cells)[1])
    return (
        f"Warning: the answers differ very much between the {number:,} values of {name!r}, so these "
        "may be several questions, and the report takes them for one. For a report on each, add "
        f"--by {quote_for_shell(name)}."
    )


def _warn_of_people(name: str, cells: Sequence[Cell]) -> list[str]:
    words = {*name.casefold().replace("_", " ").replace("-", " ").split()}
    words |= {word.removesuffix("id") for word in words}
    if words & QUESTION_WORDS or not words & PERSON_WORDS:
        return []
    labels, names = encode_labels(cells)
    answers = int(np.count_nonzero(labels >= 0))
    if len(names) < 2 or answers < MIN_ANSWERS_PER_PERSON * len(names):
        return []
    warning = (
        f"Warning: {answers:,} answers come from {len(names):,} people by {name!r}, and the report "
        "counts each as one of another person. If they answered several questions, name the column "
        f"of these with --by; to be told who answered one twice, add --person {quote_for_shell(name)}."
    )
    return [warning]
