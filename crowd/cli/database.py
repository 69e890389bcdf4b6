"""The database, settings and clock of a command."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn, TypeVar

import click

from crowd.cli.running_address import running_address
from crowd.model.errors import StoreUnavailable
from crowd.parsing.pasted_links import poll_id_in
from crowd.settings import Settings, read_settings
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import embedded, is_embedded
from crowd.store.store import Store, opened

Result = TypeVar("Result")

DEFAULT_BASE = "http://127.0.0.1:8000"

base_option = click.option(
    "--base",
    show_default="the running service's",
    help="Address of the service, for the links.",
)


def _poll_id_of(_context: click.Context, _option: click.Parameter, poll: str | None) -> str | None:
    """Return the id of a poll that is given by id or by link; None where none is given."""
    return None if poll is None else poll_id_in(poll)


poll_argument = click.argument("poll", callback=_poll_id_of)
"""Argument for a poll, given by id or by link."""

optional_poll_argument = click.argument("poll", required=False, callback=_poll_id_of)
"""The same, where it may be left out."""


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """Provide the database's URL: REDIS_URL, a running service's, or that of one started here."""
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    with embedded(settings.data, settings.max_memory) as url:
        yield url


def with_store(settings: Settings, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """Run `work` on the store and return its result."""
    _unwind_on_sigterm()

    async def run(url: str) -> Result:
        disk = settings.data if is_embedded(settings.redis_url, settings.data) else None
        async with opened(connect(url), disk) as store:
            # Measures capacity, so that commands are refused as pages are; `work` meets other failures.
            with suppress(StoreUnavailable):
                await store.capacity.measure()
            return await work(store)

    with database_url(settings) as url:
        return asyncio.run(run(url))


def read_environment() -> Settings:
    """Read the settings of this command from the environment."""
    return read_settings(os.environ)


def link_base(settings: Settings, base: str | None) -> str:
    """Return the address that links begin with: the public one, the given one, or the running one."""
    if settings.public_url:
        return settings.public_url
    return (base or running_address(settings.data) or DEFAULT_BASE).rstrip("/")


def now() -> datetime:
    """Return the present time; nothing else in the command line reads a clock."""
    return datetime.now(UTC)


def _unwind_on_sigterm() -> None:
    """Turn SIGTERM into KeyboardInterrupt, so that files and the database are closed."""

    def interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
