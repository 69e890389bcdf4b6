"""What a card says of a poll in each state: words and figures, in English, for everybody the same."""

from __future__ import annotations

from crowd.charts.calendar import calendar_ticks
from crowd.charts.card import Content, Hero, OptionRow
from crowd.charts.histogram import Point
from crowd.charts.lines import drawable
from crowd.charts.pictures import Picture
from crowd.model.poll import Date, Poll, Probability, Reveal, State
from crowd.model.results import Results
from crowd.rules import sentences
from crowd.rules.headline import NAMES
from crowd.rules.reveal import require_revealed, visible_resolutions
from crowd.rules.summarise import question_of
from crowd.rules.values import CURRENCY_SIGNS
from crowd.rules.writer import ENGLISH, Writer, write_moment

SEALED = "Nobody sees any answer before the results."
NO_POLL = Content(
    question="There is no poll here",
    subtitle="The link may be mistyped, or the poll was deleted.",
    words="There is no poll at this address.",
)


def content_before(poll: Poll) -> Content:
    """A poll before its reveal; nothing in here depends on answers."""
    moment = write_moment(poll.closes_at, poll.definition.time_zone, weekday=True)
    results = f"Results {promised(poll)}."
    if poll.state is State.OPEN:
        state, moments = "Open: add your answer", [f"Open until {moment}.", results]
    else:
        state, moments = "Closed, still sealed", [results]
    return Content(
        question=poll.definition.question,
        state=state,
        moments=moments,
        foot=SEALED,
        words=" ".join([*(moments if poll.state is State.OPEN else ["Closed.", results]), SEALED]),
    )


def promised(poll: Poll) -> str:
    """When results will be there."""
    if poll.definition.reveal is Reveal.AT_CLOSE:
        return "as soon as it closes"
    return "when the organizer reveals them"


def content_after(poll: Poll, results: Results) -> Content:
    """A revealed poll: the top of its results page."""
    require_revealed(poll)
    writer = Writer(poll.definition.kind, ENGLISH)
    told = list(sentences.sentences(question_of(poll), results, writer))
    closed = write_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone)
    heroes = _heroes(poll, results, writer) if results.n else []
    return Content(
        question=poll.definition.question,
        subtitle=sentences.subtitle(results, writer),
        heroes=heroes,
        options=_options(results, writer) if results.n else [],
        picture=picture_of(results, writer),
        sentences=told,
        foot=f"Sealed until {closed}",
        words=" ".join([*map(_said, heroes), *told]),
    )


def _said(hero: Hero) -> str:
    figure = f"{hero.figure} {hero.unit}".strip()
    return f"{hero.label}: {figure}."


def _heroes(poll: Poll, results: Results, writer: Writer) -> list[Hero]:
    truth, log = results.scoring.get("truth"), visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    name = f"The crowd’s {NAMES[results.headline.name]}"
    value = results.headline.value
    if value is None:
        crowd = Hero(
            role="crowd",
            label=name,
            figure=sentences.headline_figure(results, writer),
            missing=True,
        )
    else:
        crowd = _hero("crowd", name, value, writer)
    if truth is None:
        note = "will never be known" if given_up else "not known yet"
        return [crowd, Hero(role="truth", label="The truth", figure=note, missing=True)]
    if isinstance(writer.kind, Probability):
        return [crowd, Hero(role="truth", label="The truth", figure=writer.truth(truth))]
    return [crowd, _hero("truth", "The truth", truth, writer)]


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
            note="right answer" if entry.option == truth else "",
        )
        for entry in sorted(results.choice.options, key=lambda entry: -entry.count)
    ]


def picture_of(results: Results, writer: Writer) -> Picture | None:
    """The histogram with its marks; None where there are no bars."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if results.histogram is None or headline is None:
        return None
    word = "middle" if results.headline.name == "median" else "crowd"
    points = [Point(name="crowd", value=headline, label=f"{word} {writer.figure(headline)}")]
    if truth is not None:
        points.append(Point(name="truth", value=truth, label=f"truth {writer.figure(truth)}"))
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    return Picture(
        histogram=results.histogram,
        points=points,
        middle_half=None if low is None or high is None or results.n < 4 else (low, high),
        label=writer.tick,
        choose_ticks=calendar_ticks if isinstance(writer.kind, Date) else None,
    )
