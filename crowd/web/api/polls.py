"""The JSON API on polls: create, read, open, extend, close, reveal, resolve, delete."""

from __future__ import annotations

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from crowd.actions import manage_poll
from crowd.actions.close_poll import close_if_due, close_poll
from crowd.actions.count_answers import count_answers
from crowd.actions.create_poll import create_poll
from crowd.actions.load_poll import load_poll
from crowd.kinds import Kind
from crowd.kinds.values import API_LOCALE, parse_truth
from crowd.model.errors import (
    Closed,
    Conflict,
    Frozen,
    Invalid,
    NotOpen,
    StorageFullForPolls,
    StoredTooMuch,
)
from crowd.poll import Poll
from crowd.web.api.conversion import poll_fields, poll_view
from crowd.web.api.poll_messages import (
    CreatedPoll,
    ExtensionBody,
    NewPoll,
    Nothing,
    PollView,
    ResolutionBody,
)
from crowd.web.api.tokens import ADMIN, ANYONE
from crowd.web.auth import require_acting_organizer
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.middleware.rate_limits import hit, hit_poll
from crowd.web.urls import base_url
from crowd.web.visible_polls import load_poll_or_own_draft


@post(
    "/polls",
    operation_id="createPoll",
    problems=(Invalid, StoredTooMuch, StorageFullForPolls),
    summary="Create a poll",
)
async def create(request: AppRequest, service: OurService, data: JSONBody[NewPoll]) -> CreatedPoll:
    """Create a poll, open unless `draft` is true. No other reply has the admin token."""
    await hit(request, service, "create")
    if data.closes_at.tzinfo is None:
        raise Invalid.of_field(
            "closes_at",
            "Write the closing time with its offset, such as 2027-04-18T20:00:00+00:00.",
        )
    truth = parse_optional_truth(data.truth, data.kind.kind())
    proposal = data.proposal(truth)
    await hit_poll(request, service, proposal, 0)
    created = await create_poll(service.store, proposal, now(), draft=data.draft)
    base = base_url(request, service.settings)
    return CreatedPoll(
        **poll_fields(created.poll, base),
        admin_token=created.admin_token,
        admin_url=f"{base}/a/{created.admin_token}",
    )


@get(
    "/polls/{poll_id:str}", operation_id="getPoll", security=[ANYONE, ADMIN], summary="Read a poll"
)
async def read(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> Response[PollView]:
    """Read a poll as anyone may see it; a draft, as its organizer."""
    poll = await load_poll_or_own_draft(request, service, poll_id)
    return Response(
        await current_poll_view(request, service, poll),
        headers={"Cache-Control": cache_until_close(poll)},
    )


@post(
    "/polls/{poll_id:str}/opening",
    operation_id="openPoll",
    problems=(Conflict, Frozen),
    security=[ADMIN],
    summary="Open a draft",
    status_code=200,
)
async def open_(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> PollView:
    """Open a draft; after that nothing of it can be changed."""
    poll = await require_acting_organizer(request, service, poll_id)
    await manage_poll.open_poll(service.store, poll, now())
    return await current_poll_view(request, service, await load_poll(service.store, poll_id))


@post(
    "/polls/{poll_id:str}/extension",
    operation_id="extendPoll",
    problems=(Conflict, Closed, Invalid),
    security=[ADMIN],
    summary="Close later",
    status_code=200,
)
async def extend(
    request: AppRequest, service: OurService, poll_id: FromPath[str], data: JSONBody[ExtensionBody]
) -> PollView:
    """Move the closing time of an open poll later; everybody sees that it was moved."""
    poll = await require_acting_organizer(request, service, poll_id)
    if data.closes_at.tzinfo is None:
        raise Invalid.of_field("closes_at", "Write the time with its offset.")
    await manage_poll.extend_poll(service.store, poll, data.closes_at, now())
    return await current_poll_view(request, service, await load_poll(service.store, poll_id))


@post(
    "/polls/{poll_id:str}/closure",
    operation_id="closePoll",
    problems=(Conflict, NotOpen),
    security=[ADMIN],
    summary="Close now",
    status_code=200,
)
async def close(
    request: AppRequest,
    service: OurService,
    poll_id: FromPath[str],
    data: JSONBody[Nothing | None] = None,
) -> PollView:
    """Close the poll for good; with the reveal at the close, the reply comes after it."""
    del data  # declared so that anything but an empty body and {} is refused
    await require_acting_organizer(request, service, poll_id)
    return await current_poll_view(
        request, service, await close_poll(service.store, service.computations, poll_id)
    )


@post(
    "/polls/{poll_id:str}/reveal",
    operation_id="revealPoll",
    problems=(Conflict,),
    security=[ADMIN],
    summary="Reveal",
    status_code=200,
)
async def reveal(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> PollView:
    """Reveal the results of a closed poll to everybody."""
    poll = await _load_up_to_date(request, service, poll_id)
    revealed = await manage_poll.reveal_poll(service.store, service.computations, poll)
    return await current_poll_view(request, service, revealed)


@post(
    "/polls/{poll_id:str}/resolution",
    operation_id="resolvePoll",
    problems=(Conflict, Invalid),
    security=[ADMIN],
    summary="Enter the truth",
    status_code=200,
)
async def resolve(
    request: AppRequest, service: OurService, poll_id: FromPath[str], data: JSONBody[ResolutionBody]
) -> PollView:
    """Enter or correct the truth; null declares that it will never be known."""
    poll = await _load_up_to_date(request, service, poll_id)
    truth = parse_optional_truth(data.truth, poll.definition.kind)
    resolved = await manage_poll.resolve_poll(
        service.store, service.computations, poll, truth, now()
    )
    return await current_poll_view(request, service, resolved)


@delete(
    "/polls/{poll_id:str}", operation_id="deletePoll", security=[ADMIN], summary="Delete a poll"
)
async def remove(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> None:
    """Delete the poll and all its answers for good."""
    poll = await require_acting_organizer(request, service, poll_id)
    await manage_poll.delete_poll(service.store, poll)


async def current_poll_view(request: AppRequest, service: Service, poll: Poll) -> PollView:
    """Describe a poll, with the number of answers where that may be shown."""
    return poll_view(
        poll, base_url(request, service.settings), await count_answers(service.store, poll)
    )


def parse_optional_truth(raw: float | str | None, kind: Kind) -> float | None:
    """Parse the truth; None stays None."""
    return None if raw is None else parse_truth(raw, kind, API_LOCALE)


async def _load_up_to_date(request: AppRequest, service: Service, poll_id: str) -> Poll:
    poll = await require_acting_organizer(request, service, poll_id)
    return await close_if_due(service.store, service.computations, poll, now())
