"""The polls of one browser as its list shows them: nothing that depends on answers."""

from __future__ import annotations

import msgspec

from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator
from crowd.model.sentence import Sentence
from crowd.poll import Poll, State
from crowd.rules.lifecycle import is_due
from crowd.web.deps import now

REPLACED = Sentence(
    "Its admin link was replaced. Open the new one in this browser to manage the poll."
)
UNKNOWN = Sentence("Open its admin link in this browser to manage the poll.")


class OwnPoll(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the list. `obstacle` says why this browser cannot manage the poll."""

    id: str
    question: str
    status: str
    is_draft: bool
    has_results: bool
    obstacle: str


def own_poll(poll: Poll, translator: Translator, *, manages: bool, has_cookie: bool) -> OwnPoll:
    """Describe a poll for the browser that made it."""
    obstacle = "" if manages else REPLACED if has_cookie else UNKNOWN
    return OwnPoll(
        id=poll.id,
        question=poll.definition.question,
        status=_status(poll, translator),
        is_draft=poll.state is State.DRAFT,
        has_results=poll.revealed,
        obstacle=translator.translate(obstacle) if obstacle else "",
    )


def _status(poll: Poll, translator: Translator) -> str:
    zone = poll.definition.time_zone
    if poll.state is State.DRAFT:
        return translator.translate("Draft, not open yet")
    if poll.revealed:
        published = format_moment(poll.revealed_at or poll.closes_at, zone, translator)
        return translator.translate("Results published {time}", time=published)
    if poll.state is State.CLOSED or is_due(poll, now()):
        return translator.translate("Closed, results not published yet")
    closes = format_moment(poll.closes_at, zone, translator)
    return translator.translate("Open until {time}", time=closes)
