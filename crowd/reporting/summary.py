"""A poll as news: what anyone may be told of it on the home page and in feeds, the same for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from crowd.i18n.formatter import ValueFormatter, format_day, format_moment
from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.notation import with_unit
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.poll import Poll, State
from crowd.model.results import Results
from crowd.reporting.sentences import headline_figure, subtitle
from crowd.rules.lifecycle import is_due
from crowd.rules.reveal import visible_resolutions

LONGEST_KEPT = 60
"""Seconds that others may keep what says that a poll is open."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came out of a revealed poll, in words."""

    headline_name: str
    headline: str
    truth: str
    known: bool
    people: str
    n: str


class News(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as it stands; without an outcome before the reveal."""

    poll_id: str
    question: str
    is_open: bool
    opened_at: datetime
    changed_at: datetime
    day: str
    standing: str
    outcome: Outcome | None

    @property
    def summary(self) -> str:
        """All of it in one line, for those who see no table and no picture."""
        if self.outcome is None:
            return self.standing
        told = self.outcome
        return (
            f"The crowd’s {told.headline_name}: {told.headline}. "
            f"The truth: {told.truth}. {told.people}."
        )


def news_of(
    poll: Poll, results: Results | None, now: datetime, translator: Translator = ENGLISH_TRANSLATOR
) -> News:
    """What is to be told of a poll that is open or was; results only of a revealed one."""
    closed = poll.closed_at or poll.closes_at
    return News(
        poll_id=poll.id,
        question=poll.definition.question,
        is_open=poll.state is State.OPEN and not is_due(poll, now),
        opened_at=_opened_at(poll),
        changed_at=changed_at(poll),
        day=format_day(closed, poll.definition.time_zone, translator),
        standing=_standing(poll, closed, translator),
        outcome=None if results is None else _outcome(poll, results, translator),
    )


def _standing(poll: Poll, closed: datetime, translator: Translator) -> str:
    zone = poll.definition.time_zone
    if poll.state is State.OPEN:
        return translator.translate(
            "Open until {closes}. Answers stay sealed until the reveal.",
            closes=format_moment(poll.closes_at, zone, translator),
        )
    moment = format_moment(closed, zone, translator)
    if poll.state is State.CLOSED:
        return translator.translate(
            "Closed on {closed}, and still sealed: the organizer has yet to reveal the results.",
            closed=moment,
        )
    return translator.translate("Closed on {closed}; sealed until then.", closed=moment)


def changed_at(poll: Poll) -> datetime:
    """When anyone could last see something new of a poll."""
    moments = [_opened_at(poll), poll.closed_at, poll.revealed_at]
    moments += [entry.at for entry in poll.extensions]
    moments += [entry.at for entry in visible_resolutions(poll)]
    return max(moment for moment in moments if moment is not None)


def seconds_to_keep(polls: Iterable[Poll], now: datetime) -> int:
    """How long what is told of these polls stays true for sure: never past the next close."""
    left = [(poll.closes_at - now).total_seconds() for poll in polls if poll.state is State.OPEN]
    return max(0, int(min([LONGEST_KEPT, *left])))


def _opened_at(poll: Poll) -> datetime:
    return poll.opened_at or poll.created_at


def _outcome(poll: Poll, results: Results, translator: Translator) -> Outcome:
    formatter = ValueFormatter(poll.definition.kind, translator.locale, translator)
    truth = results.scoring.get("truth")
    unit = (
        getattr(poll.definition.kind, "unit", "")
        if results.headline.value is not None and not formatter.unit_in_front
        else ""
    )
    return Outcome(
        headline_name=translator.translate(HEADLINE_NAMES[results.headline.name]),
        headline=with_unit(headline_figure(results, formatter), unit),
        truth=_no_truth(poll, translator) if truth is None else formatter.truth(truth),
        known=truth is not None,
        people=subtitle(results, formatter),
        n=formatter.number(results.n),
    )


def _no_truth(poll: Poll, translator: Translator) -> str:
    log = visible_resolutions(poll)
    if log and log[-1].truth is None:
        return translator.translate("will never be known")
    return translator.translate("not known yet")
