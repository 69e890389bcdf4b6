"""Print a table of all questions of a file."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.text import Text

from crowd.cli.console import flush, make_console, make_table
from crowd.cli.figure_text import error_text
from crowd.documents.analysis import Analysis
from crowd.kinds.formatter import ValueFormatter


def print_summary(analyses: Sequence[Analysis]) -> None:
    """Print a table of questions: how many answered, what the crowd says, and how far off it is."""
    console, _ = make_console()
    known = any(one.results.scoring.get("truth") is not None for one in analyses)
    table = make_table("Question", "people", "the crowd says", *(["truth", "and is"] * known))
    for one in analyses:
        formatter = ValueFormatter(one.question.kind, one.locale)
        value, truth = one.results.headline.value, one.results.scoring.get("truth")
        cells = [one.name, formatter.number(one.results.n)]
        cells.append("" if value is None else formatter.with_unit(value))
        if known:
            cells.append("" if truth is None else formatter.truth(truth))
            cells.append(_outcome(one, value, truth, formatter))
        table.add_row(*cells)
    console.print()
    console.print(Text("All questions", style="bold"))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    flush(console)


def _outcome(
    analysis: Analysis, value: float | None, truth: float | None, formatter: ValueFormatter
) -> str:
    """Tell how near the crowd came; empty where that is not known."""
    if value is None or truth is None:
        return ""
    if analysis.results.choice is not None:
        return "right" if value == truth else "wrong"
    return error_text(value, truth, formatter)
