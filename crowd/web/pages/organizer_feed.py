"""The feed of an organizer's polls: without accounts, it belongs to browsers that have its cookie.

Whoever has a feed's link sees the polls in it. Adding polls takes the cookie, which a browser gets
with the first poll that it puts into a feed, or from the page of a poll that is in one.
"""

from __future__ import annotations

import msgspec

from crowd.actions import manage_poll
from crowd.model.errors import Conflict
from crowd.model.sentence import Sentence
from crowd.model.tokens import decode, encode
from crowd.poll import Poll
from crowd.web.auth import feed_cookie, known_feed
from crowd.web.deps import Service
from crowd.web.forms.base import Form
from crowd.web.forms.tickets import read_ticket
from crowd.web.http.responses import BytesResponse, redirect
from crowd.web.pages.notices import notice_cookie
from crowd.web.visitor import VisitorRequest


class FeedDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """The feed that a poll is in; `own` if this browser adds polls to it."""

    url: str
    own: bool


def feed_display(request: VisitorRequest, service: Service, poll: Poll) -> FeedDisplay | None:
    """Describe the feed that a poll is in; None if it is in none."""
    if not poll.feed:
        return None
    feed = decode(poll.feed)
    token = service.token_deriver.feed_tokens(feed).address
    return FeedDisplay(
        url=f"{request.base}/feeds/{token}/feed.atom",
        own=known_feed(request, service) == feed,
    )


def own_or_new_feed(request: VisitorRequest, service: Service, key: bytes) -> bytes:
    """Return the browser's feed; without one, a new one derived from the ticket's key."""
    return known_feed(request, service) or service.token_deriver.feed_of_form(key)


async def join_feed(
    request: VisitorRequest, service: Service, poll: Poll, form: Form
) -> BytesResponse:
    """Put a poll into the browser's feed."""
    ticket = read_ticket(service, form, f"manage {poll.id}")
    assert ticket is not None, "checked before any action"
    feed = own_or_new_feed(request, service, ticket.key)
    await manage_poll.join_feed(service.store, poll, encode(feed))
    return _done(service, poll, "feed", feed_cookie(service, feed))


async def adopt_feed(
    _request: VisitorRequest, service: Service, poll: Poll, _form: Form
) -> BytesResponse:
    """Let this browser add polls to the feed that a poll is in."""
    if not poll.feed:
        raise Conflict(Sentence("The poll is in no feed."))
    return _done(service, poll, "feed-here", feed_cookie(service, decode(poll.feed)))


def _done(service: Service, poll: Poll, act: str, cookie: str) -> BytesResponse:
    return redirect(f"/p/{poll.id}/manage", cookie, notice_cookie(service, poll.id, act))


async def leave_feed(_request: VisitorRequest, service: Service, poll: Poll, _form: Form) -> None:
    """Take a poll out of its feed."""
    await manage_poll.leave_feed(service.store, poll)
