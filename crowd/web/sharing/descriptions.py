"""What a poll is described with where it is shared, in each state."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.charts.key_figures import KeyFigure
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.poll import Poll, Reveal, State
from crowd.rules.reveal import require_revealed
from crowd.web.sharing.key_figures import key_figures


def sealed_description(poll: Poll, translator: Translator) -> str:
    """Describe a poll before the reveal; nothing in it depends on answers."""
    is_open = poll.state is State.OPEN
    state = open_until(poll, translator) if is_open else translator.translate("Closed.")
    return " ".join([state, results_time(poll, translator), seal_promise(translator)])


def open_until(poll: Poll, translator: Translator) -> str:
    """Say until when an open poll takes answers."""
    moment = format_moment(poll.closes_at, poll.definition.time_zone, translator, weekday=True)
    return translator.translate("Open until {moment}.", moment=moment)


def results_time(poll: Poll, translator: Translator) -> str:
    """Say when there will be results."""
    if poll.definition.reveal is Reveal.AT_CLOSE:
        return translator.translate("Results as soon as it closes.")
    return translator.translate("Results when the organizer reveals them.")


def seal_promise(translator: Translator) -> str:
    """Say what is sealed, and until when."""
    return translator.translate("Nobody sees any answer before the results.")


def revealed_description(
    poll: Poll, results: Results, formatter: ValueFormatter, further_sentences: Sequence[str]
) -> str:
    """Describe a revealed poll beside its finding: by its key figures and what else is told of it.

    Raises Sealed before the reveal.
    """
    require_revealed(poll)
    figures = key_figures(poll, results, formatter)
    return " ".join(
        [
            *(_figure_sentence(figure, formatter.translator) for figure in figures),
            *further_sentences,
        ]
    )


def _figure_sentence(key_figure: KeyFigure, translator: Translator) -> str:
    figure = f"{key_figure.figure} {key_figure.unit}".strip()
    return translator.translate("{label}: {figure}.", label=key_figure.label, figure=figure)
