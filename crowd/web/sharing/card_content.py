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
from crowd.i18n.formatter import ENGLISH, Writer, write_moment
from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.notation import CURRENCY_SIGNS
from crowd.i18n.translator import ENGLISH_WORDS, Words
from crowd.model.poll import Date, Poll, Probability, Reveal, State
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.rules.reveal import require_revealed, visible_resolutions


def no_poll(words: Words = ENGLISH_WORDS) -> Content:
    """An address without a poll."""
    return Content(
        question=visible(words.say("There is no poll here")),
        subtitle=visible(words.say("The link may be mistyped, or the poll was deleted.")),
        words=words.say("There is no poll at this address."),
        from_right=_from_right(words),
    )


def content_before(poll: Poll, words: Words = ENGLISH_WORDS) -> Content:
    """A poll before its reveal; nothing in here depends on answers."""
    results = promised(poll, words)
    sealed = words.say("Nobody sees any answer before the results.")
    if poll.state is State.OPEN:
        moment = write_moment(poll.closes_at, poll.definition.time_zone, words, weekday=True)
        state = words.say("Open: add your answer")
        moments = [words.say("Open until {moment}.", moment=moment), results]
        told = [*moments, sealed]
    else:
        state, moments = words.say("Closed, still sealed"), [results]
        told = [words.say("Closed."), results, sealed]
    return Content(
        question=poll.definition.question,
        state=visible(state),
        moments=list(map(visible, moments)),
        foot=visible(sealed),
        words=" ".join(told),
        from_right=_from_right(words),
    )


def promised(poll: Poll, words: Words) -> str:
    """When results will be there."""
    if poll.definition.reveal is Reveal.AT_CLOSE:
        return words.say("Results as soon as it closes.")
    return words.say("Results when the organizer reveals them.")


def content_after(
    poll: Poll, results: Results, words: Words = ENGLISH_WORDS, locale: Locale = ENGLISH
) -> Content:
    """A revealed poll: the top of its results page."""
    require_revealed(poll)
    writer = Writer(poll.definition.kind, locale, words)
    told = list(sentences.sentences(question_of(poll), results, writer))
    closed = write_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone, words)
    heroes = _heroes(poll, results, writer) if results.n else []
    return Content(
        question=poll.definition.question,
        subtitle=visible(sentences.subtitle(results, writer)),
        heroes=heroes,
        options=_options(results, writer) if results.n else [],
        picture=picture_of(results, writer),
        sentences=told,
        foot=visible(words.say("Sealed until {moment}", moment=closed)),
        words=" ".join([*(_said(hero, words) for hero in heroes), *told]),
        more=partial(_and_more, words),
        logarithmic=visible(words.say("logarithmic scale")),
        from_right=_from_right(words),
    )


def _from_right(words: Words) -> bool:
    return words.direction == "rtl"


def _and_more(words: Words, left: int) -> str:
    return visible(words.plural("and {n} more", "and {n} more", left))


def _said(hero: Hero, words: Words) -> str:
    figure = f"{hero.figure} {hero.unit}".strip()
    return words.say("{label}: {figure}.", label=hero.label, figure=figure)


def _heroes(poll: Poll, results: Results, writer: Writer) -> list[Hero]:
    truth, log = results.scoring.get("truth"), visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    say, name = writer.say, writer.say(HEADLINE_NAMES[results.headline.name])
    label = visible(say("The crowd’s {name}", name=name))
    value = results.headline.value
    if value is None:
        crowd = Hero(
            role="crowd",
            label=label,
            figure=visible(sentences.headline_figure(results, writer)),
            missing=True,
        )
    else:
        crowd = _hero("crowd", label, value, writer)
    label = visible(say("The truth"))
    if truth is None:
        note = say("will never be known") if given_up else say("not known yet")
        return [crowd, Hero(role="truth", label=label, figure=note, missing=True)]
    if isinstance(writer.kind, Probability):
        return [crowd, Hero(role="truth", label=label, figure=visible(writer.truth(truth)))]
    return [crowd, _hero("truth", label, truth, writer)]


def _hero(role: str, label: str, value: float, writer: Writer) -> Hero:
    unit = drawable(getattr(writer.kind, "unit", ""))
    if unit in CURRENCY_SIGNS:
        return Hero(role=role, label=label, figure=writer.with_unit(value))
    return Hero(role=role, label=label, figure=writer.figure(value), unit=unit)


def _options(results: Results, writer: Writer) -> list[OptionRow]:
    if results.choice is None:
        return []
    truth = results.scoring.get("truth")
    return [
        OptionRow(
            name=writer.figure(entry.option),
            share=entry.share,
            figure=writer.percent(entry.share),
            note=writer.say("right answer") if entry.option == truth else "",
        )
        for entry in sorted(results.choice.options, key=lambda entry: -entry.count)
    ]


def picture_of(results: Results, writer: Writer) -> Picture | None:
    """The histogram with its marks; None where there are no bars."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if results.histogram is None or headline is None:
        return None
    crowd = writer.figure(headline)
    if results.headline.name == "median":
        label = writer.say("middle {figure}", figure=crowd)
    else:
        label = writer.say("crowd {figure}", figure=crowd)
    points = [Point(name="crowd", value=headline, label=visible(label))]
    if truth is not None:
        label = writer.say("truth {figure}", figure=writer.figure(truth))
        points.append(Point(name="truth", value=truth, label=visible(label)))
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    return Picture(
        histogram=results.histogram,
        points=points,
        middle_half=None if low is None or high is None or results.n < 4 else (low, high),
        label=writer.tick,
        choose_ticks=calendar_ticks if isinstance(writer.kind, Date) else None,
    )
