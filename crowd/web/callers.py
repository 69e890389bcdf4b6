"""Who is calling: an organizer by token, a participant by cookie, edit link or key."""

from __future__ import annotations

from crowd.actions.accept_answer import Sender
from crowd.actions.authorize import authorize
from crowd.actions.edit_answer import has_answered
from crowd.model import tokens
from crowd.model.errors import Forbidden, Malformed
from crowd.model.poll import Poll
from crowd.web.deps import Service
from crowd.web.headers import Anyone, header
from crowd.web.limits import allowance
from crowd.web.security import cookie, cookie_name, frame_cookie

LONGEST_KEY = 128


def bearer(request: Anyone) -> str:
    """The token of an Authorization header; empty without one."""
    scheme, _, token = (header(request, b"authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def admin_token(request: Anyone, service: Service, poll_id: str) -> str:
    """The admin token that a caller brings, by header or by the cookie of its admin link."""
    name = cookie_name(service.settings, f"admin-{poll_id}")
    return bearer(request) or request.cookies.get(name, "")


async def organizer(request: Anyone, service: Service, poll_id: str) -> Poll:
    """The poll, for its organizer alone."""
    return await authorize(service.store, poll_id, admin_token(request, service, poll_id))


def admin_cookie(service: Service, token: str) -> str:
    """What makes a browser an organizer's."""
    return cookie(service.settings, f"admin-{tokens.poll_of_token(token)}", token)


def browser_cookie(service: Service, browser: bytes) -> str:
    """What lets a browser change its answers; no other site ever sees it."""
    return cookie(service.settings, "browser", tokens.encode(browser))


def framed_browser_cookie(service: Service, browser: bytes) -> str:
    """What lets a browser come back to the answer that it gave in a frame on one site."""
    return frame_cookie(service.settings, "frame", tokens.encode(browser))


def framed_browser(request: Anyone, service: Service) -> bytes | None:
    """The name of a browser that calls from a frame; its usual one where the site is our own."""
    name = tokens.decode(request.cookies.get(cookie_name(service.settings, "frame"), ""))
    return name if len(name) == tokens.KEY_BYTES else known_browser(request, service)


def edit_cookie(service: Service, poll_id: str, token: str) -> str:
    """What lets a browser change the answer of an edit link, on the receipt's page alone."""
    # For this visit only: whoever uses the browser next answers for themselves.
    return cookie(service.settings, f"edit-{poll_id}", token, max_age=None)


def feed_cookie(service: Service, feed: bytes) -> str:
    """What lets a browser add polls to an organizer's feed."""
    return cookie(service.settings, "feed", service.derivation.feed_tokens(feed).owner)


def known_feed(request: Anyone, service: Service) -> bytes | None:
    """The feed that this browser adds polls to, if it has begun one."""
    token = request.cookies.get(cookie_name(service.settings, "feed"), "")
    return service.derivation.feed_of_owner(token) if token.isascii() else None


def known_browser(request: Anyone, service: Service) -> bytes | None:
    """The browser's name, if it has answered here before."""
    name = tokens.decode(request.cookies.get(cookie_name(service.settings, "browser"), ""))
    return name if len(name) == tokens.KEY_BYTES else None


def own_participant(request: Anyone, service: Service, poll_id: str) -> bytes | None:
    """Whose answer is the caller's own: by a program's edit token, or by the browser."""
    participant = service.derivation.participant_of_edit_token(poll_id, bearer(request))
    if participant is not None:
        return participant
    browser = known_browser(request, service)
    return None if browser is None else service.derivation.participant(poll_id, browser)


async def receipt_participant(request: Anyone, service: Service, poll_id: str) -> bytes | None:
    """Whose answer the receipt's page shows and changes: the caller's own as long as one stands,
    else that of the edit link that was opened in this browser."""
    own = own_participant(request, service, poll_id)
    token = request.cookies.get(cookie_name(service.settings, f"edit-{poll_id}"), "")
    opened = service.derivation.participant_of_edit_token(poll_id, token)
    if own is None or opened is None:
        return own or opened
    return own if await has_answered(service.store, poll_id, own) else opened


async def sender_of(
    request: Anyone,
    service: Service,
    poll_id: str,
    key: bytes,
    sharer: str,
    known: bytes | None = None,
) -> tuple[Sender, bytes]:
    """Who sends an answer, and the name of the browser that it comes from."""
    limited = not tokens.poll_of_token(bearer(request))
    if not limited:
        # With the admin token a call is not limited.
        await organizer(request, service, poll_id)
    derivation = service.derivation
    # A browser without a name gets one that its key determines: a repeat finds the same answer.
    browser = known or known_browser(request, service) or derivation.browser(poll_id, key)
    sender = Sender(
        participant=derivation.participant(poll_id, browser),
        key=key,
        sharer=derivation.participant_of_share_token(poll_id, sharer) if sharer else None,
        allowance=allowance(request, service, poll_id) if limited else None,
    )
    return sender, browser


async def sender_on_behalf(
    request: Anyone, service: Service, poll_id: str, key: bytes, name: str
) -> Sender:
    """An organizer who enters somebody else's answer, such as a paper slip."""
    if not admin_token(request, service, poll_id):
        raise Forbidden("X-Participant counts only together with the poll's admin token.")
    await organizer(request, service, poll_id)
    if not 0 < len(name) <= LONGEST_KEY:
        raise Malformed(f"X-Participant has 1 to {LONGEST_KEY} characters.")
    participant = service.derivation.participant_on_behalf(poll_id, name)
    return Sender(participant=participant, key=key, on_behalf=True)


def idempotency_key(request: Anyone, in_body: str | None) -> bytes:
    """The caller's key, from the body or the header; a fresh one if there is none."""
    in_header = header(request, b"idempotency-key")
    if in_body is not None and in_header is not None and in_body != in_header:
        raise Malformed("The key in the body and the Idempotency-Key header differ. Send one.")
    key = in_header if in_body is None else in_body
    if key is None:
        return tokens.new_key()
    if not 0 < len(key) <= LONGEST_KEY:
        raise Malformed(f"An idempotency key has 1 to {LONGEST_KEY} characters.")
    return key.encode()
