"""The content of a poll's card in each state, in one language."""

from __future__ import annotations

from functools import partial

from babel import Locale

from crowd.analysis.summarise import question_of
from crowd.charts.card import CardContent
from crowd.charts.card_options import OptionRow
from crowd.charts.text_layout import strip_direction_marks
from crowd.i18n.languages.en import ENGLISH
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.poll import Poll, State
from crowd.reporting import sentences
from crowd.reporting.finding import finding, finding_sentence
from crowd.reporting.option_shares import ranked_options, share_texts
from crowd.rules.reveal import require_revealed
from crowd.web.sharing.descriptions import (
    open_until,
    results_time,
    revealed_description,
    seal_promise,
    sealed_description,
)
from crowd.web.sharing.key_figures import key_figures
from crowd.web.views.charts import histogram_spec


def missing_poll_content(translator: Translator = ENGLISH_TRANSLATOR) -> CardContent:
    """Return the content for an address without a poll."""
    return CardContent(
        question=strip_direction_marks(translator.translate("There is no poll here")),
        subtitle=strip_direction_marks(
            translator.translate("The link may be mistyped, or the poll was deleted.")
        ),
        description=translator.translate("There is no poll at this address."),
        from_right=_is_right_to_left(translator),
    )


def sealed_content(poll: Poll, translator: Translator = ENGLISH_TRANSLATOR) -> CardContent:
    """Return the content before the reveal; nothing in it depends on answers."""
    if poll.state is State.OPEN:
        state = translator.translate("Open: add your answer")
        times = [open_until(poll, translator), results_time(poll, translator)]
    else:
        state = translator.translate("Closed, still sealed")
        times = [results_time(poll, translator)]
    return CardContent(
        question=poll.definition.question,
        state=strip_direction_marks(state),
        times=list(map(strip_direction_marks, times)),
        footer=strip_direction_marks(seal_promise(translator)),
        description=sealed_description(poll, translator),
        from_right=_is_right_to_left(translator),
    )


def revealed_content(
    poll: Poll,
    results: Results,
    translator: Translator = ENGLISH_TRANSLATOR,
    locale: Locale = ENGLISH.locale,
) -> CardContent:
    """Return the content after the reveal; raise Sealed before it."""
    require_revealed(poll)
    formatter = ValueFormatter(poll.definition.kind, locale, translator)
    further = list(sentences.further_sentences(question_of(poll), results, formatter))
    described = [
        finding_sentence(results, formatter),
        revealed_description(poll, results, formatter, further),
    ]
    closed = format_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone, translator)
    return CardContent(
        question=poll.definition.question,
        finding=strip_direction_marks(finding(results, formatter)),
        subtitle=strip_direction_marks(sentences.subtitle(results, formatter)) if results.n else "",
        key_figures=key_figures(poll, results, formatter),
        options=_options(results, formatter) if results.n else [],
        histogram=histogram_spec(results, formatter),
        sentences=_sentences(results, formatter),
        footer=strip_direction_marks(translator.translate("Sealed until {moment}", moment=closed)),
        description=" ".join(described).strip(),
        format_hidden=partial(_format_hidden, translator),
        log_scale_label=strip_direction_marks(translator.translate("logarithmic scale")),
        from_right=_is_right_to_left(translator),
    )


def _sentences(results: Results, formatter: ValueFormatter) -> list[str]:
    """Tell what the finding leaves to a second line, and what the crowd's figure is."""
    told = sentences.standfirst(results, formatter), sentences.explanation(results, formatter)
    return [strip_direction_marks(sentence) for sentence in told if sentence]


def _is_right_to_left(translator: Translator) -> bool:
    return translator.direction == "rtl"


def _format_hidden(translator: Translator, hidden: int) -> str:
    return strip_direction_marks(translator.plural("and {n} more", "and {n} more", hidden))


def _options(results: Results, formatter: ValueFormatter) -> list[OptionRow]:
    if results.choice is None:
        return []
    truth, shares = results.scoring.get("truth"), share_texts(results.choice, formatter)
    return [
        OptionRow(
            name=formatter.figure(entry.option),
            share=entry.share,
            figure=shares[entry.option],
            people=strip_direction_marks(sentences.option_people(entry, formatter)),
            note=formatter.translate("correct") if entry.option == truth else "",
        )
        for entry in ranked_options(results.choice)
    ]
