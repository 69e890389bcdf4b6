"""Render the results of a question for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crowd.analysis.sample import Question
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.web.rendering.templates import Renderer
from crowd.web.views.results import question_display


def render_notebook(
    question: Question,
    results: Results,
    formatter: ValueFormatter,
    title: str,
    notes: Sequence[str],
) -> str:
    """Render title, picture and sentences, with styles that touch nothing else in the notebook."""
    return (
        shared_renderer()
        .page(
            "documents/notebook.html",
            formatter.translator,
            title=title,
            results=question_display(question, results, formatter),
            notes=notes,
        )
        .decode()
    )


@cache
def shared_renderer() -> Renderer:
    """Return the renderer of all documents: templates are compiled once."""
    return Renderer()
