"""A word after each of the organizer's acts, said once by the page that the act leads to.

It is kept in a cookie until that page is shown: an address would say it again on each reload.
"""

from __future__ import annotations

from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.web.deps import Service
from crowd.web.http.headers import read_cookie
from crowd.web.middleware.security import cookie_header, cookie_name
from crowd.web.visitor import VisitorRequest

SAID = {
    "opening": Sentence("The poll is open. People can answer now."),
    "reveal": Sentence("The results are published."),
    "draft": Sentence("The draft is saved."),
    "reasons": Sentence("Saved. The results page shows it."),
    "feed": Sentence("The poll is in your feed."),
    "feed-here": Sentence("This browser adds its next polls to that feed."),
    "feed-exit": Sentence("The poll is out of the feed."),
}
"""What is said after an act that always has the same effect, by its name."""


def notice_cookie(service: Service, poll_id: str, act: str) -> str:
    """Return the Set-Cookie header by which the next page says that an act is done."""
    return cookie_header(service.settings, "notice", f"{poll_id}.{act}", max_age=None)


def ended_notice_cookie(service: Service) -> str:
    """Return the Set-Cookie header that ends what was said."""
    return cookie_header(service.settings, "notice", "", 0)


def read_notice(request: VisitorRequest, service: Service, poll: Poll) -> str:
    """Return the sentence about what was just done to this poll; empty if that was nothing."""
    said = read_cookie(request, cookie_name(service.settings, "notice")) or ""
    poll_id, _, act = said.partition(".")
    return _sentence(act, poll, request.translator) if poll_id == poll.id else ""


def _sentence(act: str, poll: Poll, translator: Translator) -> str:
    translate = translator.translate
    match act:
        case "extension":
            zone = poll.definition.time_zone
            moment = format_moment(poll.closes_at, zone, translator, weekday=True)
            return translate("The closing time is now {time}.", time=moment)
        case "closure" if poll.revealed:
            return translate("The poll is closed, and its results are published.")
        case "closure":
            return translate("The poll is closed. Publish the results when you are ready.")
        case "resolution" if poll.resolution is not None:
            return " ".join(translate(words) for words in _resolution_words(poll))
        case _:
            return translate(SAID[act]) if act in SAID else ""


def _resolution_words(poll: Poll) -> list[Sentence]:
    assert poll.resolution is not None, "asked only where there is one"
    known = Sentence("The correct answer is saved.")
    unknown = Sentence("Saved: the correct answer will never be known.")
    return [
        unknown if poll.resolution.truth is None else known,
        Sentence("The results page shows it.")
        if poll.revealed
        else Sentence("It stays hidden until the results are published."),
    ]
