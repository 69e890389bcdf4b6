"""Decide what anybody can see of a poll now; whatever shows a result asks here."""

from __future__ import annotations

from crowd.model.errors import Sealed
from crowd.model.sentence import Sentence
from crowd.poll import Poll, Resolution, Reveal


def require_revealed(poll: Poll) -> None:
    """Raise Sealed before the reveal, for organizers as for everybody else."""
    if not poll.revealed:
        raise Sealed(
            Sentence(
                "Nobody can see anything about the answers yet. {promise}",
                promise=reveal_promise(poll),
            )
        )


def visible_resolutions(poll: Poll) -> list[Resolution]:
    """Return the log of the truth; empty before the reveal."""
    return poll.resolutions if poll.revealed else []


def visible_count(poll: Poll, n: int) -> int | None:
    """Return the number of answers after the reveal, or if the poll shows it; else None."""
    return n if poll.revealed or poll.definition.show_count else None


def reveal_promise(poll: Poll) -> Sentence:
    """Return the sentence that says when results appear."""
    if poll.definition.reveal is Reveal.AT_CLOSE:
        return Sentence("Results appear here when the poll closes.")
    return Sentence("Results appear here after the close, when the organizer reveals them.")
