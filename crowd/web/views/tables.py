"""Tables of the results page: figures and bins of the histogram."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import msgspec

from crowd.analysis.figures import figure_at
from crowd.charts.chart_words import bin_rows
from crowd.i18n.labels import LABELS
from crowd.i18n.reasons import translate_reason
from crowd.i18n.translator import Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Reason, Results
from crowd.reporting.figures import format_figure, trims_nobody

SHOWN_ELSEWHERE = {"scoring.truth"}
"""Figures that the page shows outside the table."""


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table of all figures; `path` is the fragment of its method's address."""

    path: str
    words: str
    term: str
    value: str


def histogram_rows(results: Results, formatter: ValueFormatter) -> list[tuple[str, str]]:
    """List the bins of the histogram with their number of answers."""
    if results.histogram is None:
        return []
    return list(bin_rows(results.histogram, formatter))


def figure_rows(results: Results, formatter: ValueFormatter) -> list[FigureRow]:
    """List every figure that exists, with its label and its term."""
    rows = []
    for path, label in LABELS.items():
        figure = figure_at(results, path) if "." in path else None
        omitted = path in SHOWN_ELSEWHERE or path in formatter.kind.hidden_figures
        if figure is not None and not omitted and not trims_nobody(path, results):
            value = format_figure(path, figure, formatter)
            words = formatter.translate(label.words)
            rows.append(FigureRow(path=path, words=words, term=label.term, value=value))
    return rows


def missing_figures(results: Results, translator: Translator) -> list[tuple[str, str]]:
    """List the figures that do not exist by their reasons."""
    names: dict[str, list[str]] = {}
    reasons: dict[str, Reason] = {}
    for path, reason in results.why_null.items():
        if path in LABELS:
            sentence = str(reason)
            reasons[sentence] = reason
            names.setdefault(sentence, []).append(translator.translate(LABELS[path].words))
    return [
        (_joined_names(names[sentence], translator), translate_reason(reason, translator))
        for sentence, reason in reasons.items()
    ]


def _joined_names(names: Sequence[str], translator: Translator) -> str:
    """Join names by semicolons: some have commas in them."""
    first, *others = names
    return reduce(
        lambda row, name: translator.translate("{one}; {other}", one=row, other=name), others, first
    )
