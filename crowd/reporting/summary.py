"""Summaries of polls for the home page and for feeds: public, and the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.moments import format_day, format_moment
from crowd.i18n.notation import with_unit
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.poll import Poll, State
from crowd.reporting.finding import finding
from crowd.reporting.sentences import headline_figure, missing_truth, subtitle
from crowd.rules.lifecycle import is_due
from crowd.rules.reveal import visible_resolutions

MAX_CACHE_SECONDS = 60
"""Seconds for which caches may keep that a poll is open."""


class ResultSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Finding, headline, truth and number of answers of a revealed poll, as texts."""

    finding: str
    headline_name: str
    headline: str
    truth: str
    truth_known: bool
    people: str
    n: str


class PollSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What anyone may read of an opened poll; `outcome` is None before the reveal."""

    poll_id: str
    question: str
    is_open: bool
    opened_at: datetime
    changed_at: datetime
    day: str
    status: str
    """Until when it is open, or since when it is closed, as a sentence."""
    outcome: ResultSummary | None

    @property
    def text(self) -> str:
        """The outcome, or else the status, in one line for readers without tables and pictures."""
        if self.outcome is None:
            return self.status
        outcome = self.outcome
        return (
            f"{outcome.finding}. The crowd’s {outcome.headline_name}: {outcome.headline}. "
            f"Correct answer: {outcome.truth}. {outcome.people}."
        )


def poll_summary(
    poll: Poll, results: Results | None, now: datetime, translator: Translator = ENGLISH_TRANSLATOR
) -> PollSummary:
    """Summarise an opened poll; `results` are those of a revealed one, else None."""
    closed = poll.closed_at or poll.closes_at
    return PollSummary(
        poll_id=poll.id,
        question=poll.definition.question,
        is_open=poll.state is State.OPEN and not is_due(poll, now),
        opened_at=_opened_at(poll),
        changed_at=changed_at(poll),
        day=format_day(closed, poll.definition.time_zone, translator),
        status=_status(poll, closed, translator),
        outcome=None if results is None else _result_summary(poll, results, translator),
    )


def _status(poll: Poll, closed: datetime, translator: Translator) -> str:
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
    """Return when the public view of a poll last changed."""
    moments = [_opened_at(poll), poll.closed_at, poll.revealed_at]
    moments += [entry.at for entry in poll.extensions]
    moments += [entry.at for entry in visible_resolutions(poll)]
    return max(moment for moment in moments if moment is not None)


def max_cache_seconds(polls: Iterable[Poll], now: datetime) -> int:
    """Return for how many seconds summaries of these polls stay true: at most until the next close."""
    left = [(poll.closes_at - now).total_seconds() for poll in polls if poll.state is State.OPEN]
    return max(0, int(min([MAX_CACHE_SECONDS, *left])))


def _opened_at(poll: Poll) -> datetime:
    return poll.opened_at or poll.created_at


def _result_summary(poll: Poll, results: Results, translator: Translator) -> ResultSummary:
    formatter = ValueFormatter(poll.definition.kind, translator.locale, translator)
    truth = results.scoring.get("truth")
    unit = (
        poll.definition.kind.unit
        if results.headline.value is not None and not formatter.unit_in_front
        else ""
    )
    return ResultSummary(
        finding=finding(results, formatter),
        headline_name=translator.translate(HEADLINE_NAMES[results.headline.name]),
        headline=with_unit(headline_figure(results, formatter), unit),
        truth=missing_truth(poll, translator) if truth is None else formatter.truth(truth),
        truth_known=truth is not None,
        people=subtitle(results, formatter),
        n=formatter.number(results.n),
    )
