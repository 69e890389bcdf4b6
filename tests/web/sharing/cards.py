"""Polls in every state for pictures of them, without a database and always the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.charts.card import CardContent
from crowd.kinds import Choice, Date, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.poll import Poll, Resolution, Reveal, State
from crowd.rules.definition import define_poll
from crowd.rules.proposal import Proposal
from crowd.web.sharing.card_content import missing_poll_content, revealed_content, sealed_content
from tests.factories import QUESTION
from tests.kind_examples import EXAMPLES, values_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PIECES = Number(unit="pieces", minimum=0, decimals=0)
HOSTILE = '</svg><script>alert(1)</script> & "q" \']]>\x00\x0b\u202e' + "W" * 300
SPREAD = [float(value) for value in np.round(np.exp(np.linspace(3.5, 8.5, 101)))]


def poll_of(
    question: str,
    kind: Kind,
    state: State,
    resolutions: list[Resolution] | None = None,
    reveal: Reveal = Reveal.AT_CLOSE,
) -> Poll:
    """A poll that closes, or was closed, at noon."""
    proposal = Proposal(question=question[:300], kind=kind, closes_at=NOON, reveal=reveal)
    return Poll(
        id="a-poll-for-a-picture",
        definition=define_poll(proposal, NOON - timedelta(days=30)),
        state=state,
        closes_at=NOON,
        created_at=NOON - timedelta(days=30),
        opened_at=NOON - timedelta(days=30),
        closed_at=None if state is State.OPEN else NOON,
        resolutions=resolutions or [],
    )


def revealed(question: str, kind: Kind, values: list[float], *truths: float | None) -> CardContent:
    """What a card says of a revealed poll."""
    log = [Resolution(at=NOON, truth=truth) for truth in truths]
    poll = poll_of(question, kind, State.REVEALED, log)
    # The examples ascend, which would be told as a drift.
    sample = Sample(values=np.array(values), why_unordered="sorted by value")
    return revealed_content(poll, summarise(poll, sample).results)


def cards() -> dict[str, CardContent]:
    """Each state, each kind of the registry, and what is difficult to draw."""
    moon = [day_number("1969-05-10") + 12 * place for place in range(-30, 31)]
    cities = Choice(options=["Sydney", "Melbourne", "Canberra", "Perth"])
    chosen = [0.0] * 36 + [1.0] * 12 + [2.0] * 44 + [3.0] * 8
    manual = poll_of(QUESTION, PIECES, State.CLOSED, reveal=Reveal.MANUAL)
    written = {
        "open": sealed_content(poll_of(QUESTION, PIECES, State.OPEN)),
        "closed": sealed_content(manual),
        "no-poll": missing_poll_content(),
        "number": revealed(QUESTION, PIECES, SPREAD, 467.0),
        "truth-not-known": revealed(QUESTION, PIECES, SPREAD),
        "truth-given-up": revealed("كم عدد القطع في المزهرية؟", PIECES, SPREAD, None),
        "date": revealed("When was the first walk on the Moon?", Date(), moon, moon[33]),
        "percentage": revealed("How much is water?", Percentage(), [60.0, 70, 70, 80], 71),
        "probability": revealed("Will it rain?", Probability(), [0.2, 0.5, 0.7, 0.9], 1),
        "duration": revealed("How long is the film?", Duration(), [5400.0, 6000, 7200, 9000], 7260),
        "choice": revealed("Which city is the capital of Australia?", cities, chosen, 2),
        "tie": revealed("Which?", Choice(options=["Yes", "No"]), [0.0, 1.0] * 4),
        "one": revealed("What does it cost?", Number(unit="$", minimum=0), [12.5]),
        "nobody": revealed(QUESTION, PIECES, []),
        "hostile": sealed_content(poll_of(HOSTILE, PIECES, State.OPEN)),
        "far-east": sealed_content(
            poll_of("花瓶の中に何個入っていますか？" * 9, PIECES, State.OPEN)
        ),
    }
    derived = {
        name: revealed(QUESTION, kind, values_of(kind), values_of(kind)[1])
        for name, kind in EXAMPLES.items()
        if name not in written
    }
    return written | derived
