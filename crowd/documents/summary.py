"""The table of questions by aggregates and scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SummaryCell = float | int | str | None


def summarise_questions(
    questions: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, SummaryCell]]:
    """Make one row a question from the objects of `Analysis.to_dict`: numbers of answers, headline,
    truth, every aggregate and every score. All rows have the same columns."""
    rows = [_row(name, figures) for name, figures in questions.items()]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [{column: row.get(column) for column in columns} for row in rows]


def _row(name: str, figures: Mapping[str, Any]) -> dict[str, SummaryCell]:
    counts = {key: figures[key] for key in ("n", "unreadable", "no_answer") if key in figures}
    scores = dict(figures["scoring"])
    return {
        "question": name,
        "column": figures.get("column"),
        **counts,
        "headline": figures["headline"]["name"],
        "value": figures["headline"]["value"],
        "truth": scores.pop("truth", None),
        **figures["aggregates"],
        **scores,
    }
