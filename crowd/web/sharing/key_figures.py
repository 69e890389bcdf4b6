"""The two figures that a revealed poll is shared with: the crowd's, and the correct answer."""

from __future__ import annotations

from crowd.charts.key_figures import KeyFigure
from crowd.charts.text_layout import strip_direction_marks, to_drawable
from crowd.i18n.notation import CURRENCY_SIGNS
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.poll import Poll
from crowd.reporting import sentences


def key_figures(poll: Poll, results: Results, formatter: ValueFormatter) -> list[KeyFigure]:
    """Return the figure of the crowd and the correct answer; none where nobody answered."""
    if not results.n:
        return []
    truth = results.scoring.get("truth")
    translate = formatter.translate
    label = strip_direction_marks(translate("The crowd"))
    value = results.headline.value
    if value is None:
        crowd = KeyFigure(
            role="crowd",
            label=label,
            figure=strip_direction_marks(sentences.headline_figure(results, formatter)),
            missing=True,
        )
    else:
        crowd = _key_figure("crowd", label, value, formatter)
    label = strip_direction_marks(translate("Correct answer"))
    if truth is None:
        note = sentences.missing_truth(poll, formatter.translator)
        return [crowd, KeyFigure(role="truth", label=label, figure=note, missing=True)]
    if formatter.kind.is_chance:
        return [
            crowd,
            KeyFigure(
                role="truth",
                label=label,
                figure=strip_direction_marks(sentences.truth_figure(truth, formatter)),
            ),
        ]
    return [crowd, _key_figure("truth", label, truth, formatter)]


def _key_figure(role: str, label: str, value: float, formatter: ValueFormatter) -> KeyFigure:
    unit = to_drawable(formatter.kind.unit)
    if unit in CURRENCY_SIGNS:
        return KeyFigure(role=role, label=label, figure=formatter.with_unit(value))
    return KeyFigure(role=role, label=label, figure=formatter.figure(value), unit=unit)
