"""``crowd feature``: which public polls the home page shows."""

from __future__ import annotations

import click
import msgspec

from crowd.actions.lists.feature_poll import feature_poll, list_featured, unfeature_poll
from crowd.cli.database import (
    base_option,
    link_base,
    now,
    optional_poll_argument,
    read_environment,
    with_store,
)
from crowd.cli.polls import json_option
from crowd.poll import Poll
from crowd.settings import HomePolls, Settings
from crowd.store.store import Store

NOT_SHOWN = {
    HomePolls.NONE: "CROWD_HOME_POLLS is none: the home page shows no polls.",
    HomePolls.NEWEST: "CROWD_HOME_POLLS is newest: the home page shows the newest public polls instead.",
}


@click.command()
@optional_poll_argument
@click.option("--remove", is_flag=True, help="Take the poll from the home page.")
@base_option
@json_option
def feature(poll: str | None, remove: bool, base: str | None, as_json: bool) -> None:
    """Show a public poll on the home page, to the front; without POLL, list those that are shown."""
    settings = read_environment()
    if remove and poll is None:
        raise click.UsageError("Name the poll to take from the home page: its link or its id.")
    if remove and poll is not None:
        _remove(settings, poll)

    async def work(store: Store) -> list[Poll]:
        if poll is not None and not remove:
            await feature_poll(store, poll, now())
        return await list_featured(store)

    _print(settings, with_store(settings, work), link_base(settings, base), as_json)


def _remove(settings: Settings, poll: str) -> None:
    if not with_store(settings, lambda store: unfeature_poll(store, poll)):
        raise click.ClickException("This poll is not among those that the home page shows.")


def _print(settings: Settings, polls: list[Poll], base: str, as_json: bool) -> None:
    if settings.home_polls in NOT_SHOWN:
        click.echo(NOT_SHOWN[settings.home_polls], err=True)
    shown = [{"id": poll.id, "url": f"{base}/p/{poll.id}"} for poll in polls]
    if as_json:
        click.echo(msgspec.json.encode({"featured": shown}))
        return
    for poll, entry in zip(polls, shown, strict=True):
        click.echo(f"{entry['url']}  {poll.definition.question}")
    if not polls:
        click.echo("The home page shows no polls: choose one with crowd feature POLL.")
