"""What a card says of a poll in each state: words in a language, figures as that writes them."""

from __future__ import annotations

from functools import partial

from babel import Locale

from crowd.analysis.summarise import question_of
from crowd.charts.card import Content, OptionRow
from crowd.charts.date_ticks import calendar_ticks
from crowd.charts.histogram import Point
from crowd.charts.histogram_spec import Picture
from crowd.charts.key_figures import Hero
from crowd.charts.text_layout import drawable, visible
from crowd.i18n.formatter import ValueFormatter, format_moment
from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.languages.en import ENGLISH
from crowd.i18n.notation import CURRENCY_SIGNS
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.poll import Date, Poll, Probability, Reveal, State
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.rules.reveal import require_revealed, visible_resolutions


def no_poll(translator: Translator = ENGLISH_TRANSLATOR) -> Content:
    """An address without a poll."""
    return Content(
        question=visible(translator.translate("There is no poll here")),
        subtitle=visible(
            translator.translate("The link may be mistyped, or the poll was deleted.")
        ),
        words=translator.translate("There is no poll at this address."),
        from_right=_from_right(translator),
    )


def content_before(poll: Poll, translator: Translator = ENGLISH_TRANSLATOR) -> Content:
    """A poll before its reveal; nothing in here depends on answers."""
    results = promised(poll, translator)
    sealed = translator.translate("Nobody sees any answer before the results.")
    if poll.state is State.OPEN:
        moment = format_moment(poll.closes_at, poll.definition.time_zone, translator, weekday=True)
        state = translator.translate("Open: add your answer")
        moments = [translator.translate("Open until {moment}.", moment=moment), results]
        told = [*moments, sealed]
    else:
        state, moments = translator.translate("Closed, still sealed"), [results]
        told = [translator.translate("Closed."), results, sealed]
    return Content(
        question=poll.definition.question,
        state=visible(state),
        moments=list(map(visible, moments)),
        foot=visible(sealed),
        words=" ".join(told),
        from_right=_from_right(translator),
    )


def promised(poll: Poll, translator: Translator) -> str:
    """When results will be there."""
    if poll.definition.reveal is Reveal.AT_CLOSE:
        return translator.translate("Results as soon as it closes.")
    return translator.translate("Results when the organizer reveals them.")


def content_after(
    poll: Poll,
    results: Results,
    translator: Translator = ENGLISH_TRANSLATOR,
    locale: Locale = ENGLISH.locale,
) -> Content:
    """A revealed poll: the top of its results page."""
    require_revealed(poll)
    formatter = ValueFormatter(poll.definition.kind, locale, translator)
    told = list(sentences.sentences(question_of(poll), results, formatter))
    closed = format_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone, translator)
    heroes = _heroes(poll, results, formatter) if results.n else []
    return Content(
        question=poll.definition.question,
        subtitle=visible(sentences.subtitle(results, formatter)),
        heroes=heroes,
        options=_options(results, formatter) if results.n else [],
        picture=picture_of(results, formatter),
        sentences=told,
        foot=visible(translator.translate("Sealed until {moment}", moment=closed)),
        words=" ".join([*(_said(hero, translator) for hero in heroes), *told]),
        more=partial(_and_more, translator),
        logarithmic=visible(translator.translate("logarithmic scale")),
        from_right=_from_right(translator),
    )


def _from_right(translator: Translator) -> bool:
    return translator.direction == "rtl"


def _and_more(translator: Translator, left: int) -> str:
    return visible(translator.plural("and {n} more", "and {n} more", left))


def _said(hero: Hero, translator: Translator) -> str:
    figure = f"{hero.figure} {hero.unit}".strip()
    return translator.translate("{label}: {figure}.", label=hero.label, figure=figure)


def _heroes(poll: Poll, results: Results, formatter: ValueFormatter) -> list[Hero]:
    truth, log = results.scoring.get("truth"), visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    translate, name = (
        formatter.translate,
        formatter.translate(HEADLINE_NAMES[results.headline.name]),
    )
    label = visible(translate("The crowd’s {name}", name=name))
    value = results.headline.value
    if value is None:
        crowd = Hero(
            role="crowd",
            label=label,
            figure=visible(sentences.headline_figure(results, formatter)),
            missing=True,
        )
    else:
        crowd = _hero("crowd", label, value, formatter)
    label = visible(translate("The truth"))
    if truth is None:
        note = translate("will never be known") if given_up else translate("not known yet")
        return [crowd, Hero(role="truth", label=label, figure=note, missing=True)]
    if isinstance(formatter.kind, Probability):
        return [crowd, Hero(role="truth", label=label, figure=visible(formatter.truth(truth)))]
    return [crowd, _hero("truth", label, truth, formatter)]


def _hero(role: str, label: str, value: float, formatter: ValueFormatter) -> Hero:
    unit = drawable(getattr(formatter.kind, "unit", ""))
    if unit in CURRENCY_SIGNS:
        return Hero(role=role, label=label, figure=formatter.with_unit(value))
    return Hero(role=role, label=label, figure=formatter.figure(value), unit=unit)


def _options(results: Results, formatter: ValueFormatter) -> list[OptionRow]:
    if results.choice is None:
        return []
    truth = results.scoring.get("truth")
    return [
        OptionRow(
            name=formatter.figure(entry.option),
            share=entry.share,
            figure=formatter.percent(entry.share),
            note=formatter.translate("right answer") if entry.option == truth else "",
        )
        for entry in sorted(results.choice.options, key=lambda entry: -entry.count)
    ]


def picture_of(results: Results, formatter: ValueFormatter) -> Picture | None:
    """The histogram with its marks; None where there are no bars."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if results.histogram is None or headline is None:
        return None
    crowd = formatter.figure(headline)
    if results.headline.name == "median":
        label = formatter.translate("middle {figure}", figure=crowd)
    else:
        label = formatter.translate("crowd {figure}", figure=crowd)
    points = [Point(name="crowd", value=headline, label=visible(label))]
    if truth is not None:
        label = formatter.translate("truth {figure}", figure=formatter.figure(truth))
        points.append(Point(name="truth", value=truth, label=visible(label)))
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    return Picture(
        histogram=results.histogram,
        points=points,
        middle_half=None if low is None or high is None or results.n < 4 else (low, high),
        label=formatter.tick,
        choose_ticks=calendar_ticks if isinstance(formatter.kind, Date) else None,
    )
