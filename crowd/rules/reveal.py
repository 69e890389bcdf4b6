"""The one place that decides what may be seen now. Everything that shows a result asks here."""

from __future__ import annotations

from crowd.model.errors import Sealed
from crowd.model.poll import Poll, Resolution, Reveal
from crowd.model.sentence import Sentence


def require_revealed(poll: Poll) -> None:
    """Lets results pass only after the reveal, whoever asks: the organizer is no exception."""
    if not poll.revealed:
        raise Sealed(
            Sentence(
                "Nobody can see anything about the answers yet. {promise}", promise=promise(poll)
            )
        )


def visible_resolutions(poll: Poll) -> list[Resolution]:
    """The log of the truth; sealed like the answers, so empty before the reveal."""
    return poll.resolutions if poll.revealed else []


def visible_count(poll: Poll, n: int) -> int | None:
    """How many took part, where the organizer said at creation that it may be shown."""
    return n if poll.revealed or poll.definition.show_count else None


def promise(poll: Poll) -> Sentence:
    """When results will be there, as a sentence."""
    if poll.definition.reveal is Reveal.AT_CLOSE:
        return Sentence("Results appear here when the poll closes.")
    return Sentence("Results appear here after the close, when the organizer reveals them.")
