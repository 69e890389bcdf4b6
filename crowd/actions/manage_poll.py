"""Change, open, extend, reveal, resolve, copy or delete a poll, as its organizer."""

from __future__ import annotations

from datetime import datetime

from crowd.actions.create_poll import PollCreation, new_poll
from crowd.actions.show_results import Computations, load_with_results
from crowd.kinds.values import check_truth
from crowd.model import tokens
from crowd.model.errors import Invalid
from crowd.poll import Extension, Poll, Resolution
from crowd.rules.closing_choices import closing_moment
from crowd.rules.definition import define_poll
from crowd.rules.lifecycle import check_closing_time
from crowd.rules.proposal import Proposal
from crowd.store.store import Store


async def change_draft(
    store: Store, poll: Poll, proposal: Proposal, now: datetime, image: bytes | None
) -> None:
    """Replace what a draft says."""
    definition = define_poll(proposal, now)
    await store.polls.change_draft(poll, definition, proposal.closes_at, image, proposal.closing)


async def open_poll(store: Store, poll: Poll, now: datetime) -> None:
    """Open a draft for answers and freeze it; a closing time that was chosen by name counts from now."""
    zone = poll.definition.time_zone
    closes_at = closing_moment(poll.closing, zone, now) if poll.closing else None
    await store.polls.open(poll.id, closes_at)


async def extend_poll(store: Store, poll: Poll, closes_at: datetime, now: datetime) -> None:
    """Move the closing time later, visibly for everybody."""
    message = check_closing_time(closes_at, now)
    if message:
        raise Invalid.of_field("closes_at", message)
    await store.polls.extend(poll.id, Extension(at=now, closes_at=closes_at))


async def reveal_poll(store: Store, computations: Computations, poll: Poll) -> Poll:
    """Reveal the results of a closed poll; they are computed on return."""
    await store.polls.reveal(poll.id)
    return await load_with_results(store, computations, poll.id)


async def resolve_poll(
    store: Store, computations: Computations, poll: Poll, truth: float | None, now: datetime
) -> Poll:
    """Enter, correct or (with None) remove the truth; it is sealed like the answers until the reveal."""
    message = "" if truth is None else check_truth(truth, poll.definition.kind)
    if message:
        raise Invalid.of_field("truth", message)
    if poll.resolution is None or poll.resolution.truth != truth:
        await store.polls.resolve(poll.id, Resolution(at=now, truth=truth))
    return await load_with_results(store, computations, poll.id)


async def replace_admin_token(store: Store, poll: Poll, token: str) -> str:
    """Replace the admin token; return the new one. The old one is refused from now on."""
    new_token = tokens.new_admin_token(poll.id)
    await store.polls.replace_admin(poll.id, tokens.digest(token), tokens.digest(new_token))
    return new_token


async def delete_poll(store: Store, poll: Poll) -> None:
    """Remove the poll, its picture and all answers for good."""
    await store.polls.delete(poll.id)


async def duplicate_poll(
    store: Store, poll: Poll, closes_at: datetime, now: datetime
) -> PollCreation:
    """Create a draft that asks the same, with its own links and no answers."""
    image = await store.polls.load_image(poll.id) if poll.definition.image else b""
    token = tokens.new_admin_token(tokens.new_poll_id())
    proposal = Proposal(
        question=poll.definition.question, kind=poll.definition.kind, closes_at=closes_at
    )
    poll_id = tokens.poll_id_of_token(token)
    copy = new_poll(poll_id, poll.definition, proposal, now, draft=True, feed=poll.feed)
    await store.polls.create(copy, tokens.digest(token), image)
    return PollCreation(poll=copy, admin_token=token)


async def count_image_bytes(store: Store, poll: Poll) -> int:
    """Count the bytes of the poll's picture; 0 without one."""
    return await store.polls.count_image_bytes(poll.id)


async def join_feed(store: Store, poll: Poll, feed: str) -> None:
    """Put the poll into an organizer's feed, instead of the one that it is in."""
    await store.index.change_feed(poll, feed)


async def leave_feed(store: Store, poll: Poll) -> None:
    """Take the poll out of its feed."""
    await store.index.change_feed(poll, "")
