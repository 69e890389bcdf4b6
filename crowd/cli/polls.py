"""``crowd create``, ``close``, ``reveal`` and ``resolve``: an organizer's actions, for operators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import click
import msgspec

from crowd.actions import manage_poll
from crowd.actions.close_poll import close_poll, current_poll
from crowd.actions.create_poll import create_poll
from crowd.actions.show_results import Computations
from crowd.cli.database import (
    base_option,
    link_base,
    now,
    poll_argument,
    read_environment,
    with_store,
)
from crowd.kinds import KINDS, AnyKind, Kind
from crowd.kinds.kind import KindOptions
from crowd.kinds.values import API_LOCALE, parse_truth
from crowd.model.errors import Invalid
from crowd.poll import Poll, Reveal
from crowd.rules.proposal import Proposal
from crowd.store.store import Store

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@click.option("--question", required=True, help="What people should estimate.")
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    default="number",
    show_default=True,
    help="What an answer is.",
)
@click.option("--unit", default="", help="Unit of a number, such as kg.")
@click.option(
    "--minimum",
    help="Smallest number, earliest date as YYYY-MM-DD, or shortest duration, such as '15 min'.",
)
@click.option(
    "--maximum",
    help="Largest number, latest date as YYYY-MM-DD, or longest duration, such as '2 h'.",
)
@click.option("--option", "options", multiple=True, help="One answer to choose from; give 2 to 20.")
@click.option(
    "--closes-at", required=True, help="Closing time with its offset: 2027-04-18T20:00:00+02:00."
)
@click.option("--headline", help="Aggregate that leads the results; the kind has a default.")
@click.option(
    "--reveal",
    type=click.Choice([reveal.value for reveal in Reveal]),
    default=Reveal.AT_CLOSE.value,
    show_default=True,
    help="When results may be seen.",
)
@click.option("--truth", help="The true value, sealed like the answers until the reveal.")
@click.option("--details", default="", help="What people should know beside the question.")
@click.option(
    "--exact-times", is_flag=True, help="Export the second of each answer, not its minute."
)
@base_option
@json_option
def create(
    *,
    question: str,
    kind: str,
    unit: str,
    minimum: str | None,
    maximum: str | None,
    options: tuple[str, ...],
    closes_at: str,
    headline: str | None,
    reveal: str,
    truth: str | None,
    details: str,
    exact_times: bool,
    base: str | None,
    as_json: bool,
) -> None:
    """Open a poll and print its links."""
    settings = read_environment()
    asked = _build_kind(kind, KindOptions(unit, minimum, maximum, options))
    proposal = Proposal(
        question=question,
        kind=asked,
        closes_at=_parse_moment(closes_at),
        details=details,
        reveal=Reveal(reveal),
        headline=headline,
        truth=_read_optional_truth(truth, asked),
        exact_times=exact_times,
    )
    created = with_store(settings, lambda store: create_poll(store, proposal, now()))
    base = link_base(settings, base)
    links = {
        "id": created.poll.id,
        "url": f"{base}/p/{created.poll.id}",
        "admin_token": created.admin_token,
        "admin_url": f"{base}/a/{created.admin_token}",
    }
    if as_json:
        click.echo(msgspec.json.encode(links))
    else:
        click.echo(f"For everyone: {links['url']}\nFor its organizer: {links['admin_url']}")


@click.command()
@poll_argument
@base_option
@json_option
def close(poll: str, base: str | None, as_json: bool) -> None:
    """Close a poll now, for good."""
    _change_and_print(base, as_json, lambda store: close_poll(store, Computations(), poll))


@click.command()
@poll_argument
@base_option
@json_option
def reveal(poll: str, base: str | None, as_json: bool) -> None:
    """Let everybody see the results of a closed poll."""

    async def work(store: Store) -> Poll:
        found = await current_poll(store, Computations(), poll, now())
        return await manage_poll.reveal_poll(store, Computations(), found)

    _change_and_print(base, as_json, work)


# A negative truth begins with a minus sign, but is no option.
@click.command(context_settings={"ignore_unknown_options": True})
@poll_argument
@click.argument("truth", required=False)
@base_option
@json_option
def resolve(poll: str, truth: str | None, base: str | None, as_json: bool) -> None:
    """Enter or correct the truth; without TRUTH, declare that it will never be known."""

    async def work(store: Store) -> Poll:
        found = await current_poll(store, Computations(), poll, now())
        value = _read_optional_truth(truth, found.definition.kind)
        return await manage_poll.resolve_poll(store, Computations(), found, value, now())

    _change_and_print(base, as_json, work)


def _change_and_print(
    base: str | None, as_json: bool, work: Callable[[Store], Awaitable[Poll]]
) -> None:
    settings = read_environment()
    poll = with_store(settings, work)
    url = f"{link_base(settings, base)}/p/{poll.id}"
    if as_json:
        click.echo(msgspec.json.encode({"id": poll.id, "url": url, "state": poll.public_state}))
    else:
        click.echo(f"The poll is {poll.public_state.value}: {url}")


def _build_kind(name: str, options: KindOptions) -> AnyKind:
    kind = KINDS[name]
    for field, given in options._asdict().items():
        if given and field not in kind.option_names:
            raise Invalid.of_field(field, f"--{field} is not for a {name}. Leave it out.")
    return kind.from_options(options)


def _parse_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = "Write --closes-at with its offset, such as 2027-04-18T20:00:00+02:00."
        raise Invalid.of_field("closes_at", message)
    return moment


def _read_optional_truth(text: str | None, kind: Kind) -> float | None:
    """Read a truth; None where there is none."""
    return None if text is None else parse_truth(text, kind, API_LOCALE)
