"""Who calls: an organizer by token, a participant by cookie or edit token."""

from __future__ import annotations

from crowd.actions.authorize import authorize
from crowd.actions.manage_answer import has_answered
from crowd.model import tokens
from crowd.model.errors import Gone, NotFound, TokenMissing
from crowd.poll import Poll
from crowd.web.deps import Service
from crowd.web.http.headers import AppRequest, read_cookie, read_header
from crowd.web.middleware.rate_limits import hit
from crowd.web.middleware.security import cookie_header, cookie_name, frame_cookie_header


def bearer_token(request: AppRequest) -> str:
    """Return the token of the Authorization header; empty without one."""
    scheme, _, token = (read_header(request, b"authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def has_admin_bearer(request: AppRequest) -> bool:
    """Return whether the Authorization header has the form of an admin token, valid or not."""
    return bool(tokens.poll_id_of_token(bearer_token(request)))


def admin_token(request: AppRequest, service: Service, poll_id: str) -> str:
    """Return the admin token of a request, by its header or by the cookie of the admin link."""
    name = cookie_name(service.settings, f"admin-{poll_id}")
    return bearer_token(request) or request.cookies.get(name, "")


def is_organizers_browser(request: AppRequest, service: Service, poll: Poll) -> bool:
    """Return whether this browser has the poll's admin cookie, and it was not replaced since."""
    token = read_cookie(request, cookie_name(service.settings, f"admin-{poll.id}"))
    return bool(token) and tokens.is_admin(token, poll.admin_digest)


def managed_polls(request: AppRequest, service: Service) -> list[str]:
    """Return the polls that this browser has an admin cookie of, valid or not."""
    prefix = cookie_name(service.settings, "admin-")
    return [name.removeprefix(prefix) for name in request.cookies if name.startswith(prefix)]


def organizer_token(request: AppRequest, service: Service) -> str:
    """Return the token of the list of polls that this browser made; empty if it made none."""
    return read_cookie(request, cookie_name(service.settings, "organizer")) or ""


def own_or_new_token(request: AppRequest, service: Service, key: bytes) -> str:
    """Return the token of this browser's list of polls; without one, a new one from a ticket's key."""
    return organizer_token(request, service) or service.token_deriver.organizer_of_form(key)


def organizer_cookie(service: Service, token: str) -> str:
    """Return the Set-Cookie header by which a browser finds the polls that it made."""
    return cookie_header(service.settings, "organizer", token)


def ended_organizer_cookie(service: Service) -> str:
    """Return the Set-Cookie header by which a browser forgets the polls that it made."""
    return cookie_header(service.settings, "organizer", "", 0)


def ended_admin_cookie(service: Service, poll_id: str) -> str:
    """Return the Set-Cookie header by which a browser forgets how to manage a poll."""
    return cookie_header(service.settings, f"admin-{poll_id}", "", 0)


async def require_organizer(request: AppRequest, service: Service, poll_id: str) -> Poll:
    """Return the poll if the organizer calls; else raise NotFound, Gone or TokenMissing."""
    return await authorize(service.store, poll_id, admin_token(request, service, poll_id))


async def require_acting_organizer(
    request: AppRequest, service: Service, poll_id: str, purpose: str = "manage"
) -> Poll:
    """Return the poll if the organizer calls to change something; calls of browsers are limited."""
    if has_admin_bearer(request):
        return await require_unlimited_organizer(request, service, poll_id, purpose)
    await hit(request, service, purpose)
    return await require_organizer(request, service, poll_id)


async def require_unlimited_organizer(
    request: AppRequest, service: Service, poll_id: str, purpose: str
) -> Poll:
    """Return the poll if the organizer calls, without limit; count the attempts of others."""
    try:
        return await require_organizer(request, service, poll_id)
    except (NotFound, Gone, TokenMissing):
        await hit(request, service, purpose)
        raise


def admin_cookie(service: Service, token: str) -> str:
    """Return the Set-Cookie header by which a browser manages a poll."""
    return cookie_header(service.settings, f"admin-{tokens.poll_id_of_token(token)}", token)


def browser_cookie(service: Service, browser: bytes) -> str:
    """Return the Set-Cookie header by which a browser changes its answers."""
    return cookie_header(service.settings, "browser", tokens.encode(browser))


def framed_browser_cookie(service: Service, browser: bytes) -> str:
    """Return the Set-Cookie header by which a browser finds its answer in a frame on one site."""
    return frame_cookie_header(service.settings, "frame", tokens.encode(browser))


def framed_browser(request: AppRequest, service: Service) -> bytes | None:
    """Return the id of a browser that calls from a frame; the usual one where the site is ours."""
    name = tokens.decode(request.cookies.get(cookie_name(service.settings, "frame"), ""))
    return name if len(name) == tokens.KEY_BYTES else known_browser(request, service)


def edit_cookie(service: Service, poll_id: str, token: str) -> str:
    """Return the Set-Cookie header by which a browser changes the answer of an edit link."""
    # A session cookie: the next person at this browser gives an answer of their own.
    return cookie_header(service.settings, f"edit-{poll_id}", token, max_age=None)


def feed_cookie(service: Service, feed: bytes) -> str:
    """Return the Set-Cookie header by which a browser adds polls to a feed."""
    return cookie_header(service.settings, "feed", service.token_deriver.feed_tokens(feed).owner)


def known_feed(request: AppRequest, service: Service) -> bytes | None:
    """Return the feed that this browser adds polls to; None if it has none."""
    token = request.cookies.get(cookie_name(service.settings, "feed"), "")
    return service.token_deriver.feed_of_owner(token) if token.isascii() else None


def known_browser(request: AppRequest, service: Service) -> bytes | None:
    """Return the id of the browser; None if it has not answered before."""
    text = read_cookie(request, cookie_name(service.settings, "browser"))
    name = tokens.decode(text) if text else b""
    return name if len(name) == tokens.KEY_BYTES else None


def own_participant(request: AppRequest, service: Service, poll_id: str) -> bytes | None:
    """Return the participant who calls, by edit token or by browser; None if there is none."""
    token = bearer_token(request)
    participant = service.token_deriver.participant_of_edit_token(poll_id, token) if token else None
    if participant is not None:
        return participant
    browser = known_browser(request, service)
    return None if browser is None else service.token_deriver.participant(poll_id, browser)


async def receipt_participant(request: AppRequest, service: Service, poll_id: str) -> bytes | None:
    """Return the participant whose answer the receipt shows: the caller if they have answered, else
    that of the edit link that was opened in this browser."""
    own = own_participant(request, service, poll_id)
    token = request.cookies.get(cookie_name(service.settings, f"edit-{poll_id}"), "")
    opened = service.token_deriver.participant_of_edit_token(poll_id, token)
    if own is None or opened is None:
        return own or opened
    return own if await has_answered(service.store, poll_id, own) else opened
