"""The database that a command works on, and what it needs to know of the service around it."""

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

from crowd.model.errors import StoreUnavailable
from crowd.settings import Settings, read_settings
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import embedded, is_embedded
from crowd.store.store import Store, opened

Result = TypeVar("Result")

BASE = "http://127.0.0.1:8000"

base_option = click.option(
    "--base", default=BASE, show_default=True, help="Address of the service, for the links."
)


def _id_of(_context: click.Context, _option: click.Parameter, poll: str) -> str:
    """The id of a poll, from itself or from the poll's link."""
    return poll.partition("?")[0].rstrip("/").rpartition("/")[2]


poll_argument = click.argument("poll", callback=_id_of)
"""A poll by its link or its id."""


@contextmanager
def attached(settings: Settings) -> Iterator[str]:
    """The url of the database: REDIS_URL, a running service's, or one started for the duration."""
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    with embedded(settings.data, settings.max_memory) as url:
        yield url


def with_store(settings: Settings, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """The result of some work on the store."""
    _unwind_on_sigterm()

    async def run(url: str) -> Result:
        disk = settings.data if is_embedded(settings.redis_url, settings.data) else None
        async with opened(connect(url), disk) as store:
            # What there is no room for is refused here as on pages; work tells of other failures.
            with suppress(StoreUnavailable):
                await store.capacity.measure()
            return await work(store)

    with attached(settings) as url:
        return asyncio.run(run(url))


def environment() -> Settings:
    """The settings of this command."""
    return read_settings(os.environ)


def links_base(settings: Settings, base: str) -> str:
    """The address that links begin with."""
    return settings.public_url or base.rstrip("/")


def now() -> datetime:
    """The present moment: the only place in the command line that reads a clock."""
    return datetime.now(UTC)


def _unwind_on_sigterm() -> None:
    """Has SIGTERM tidy up like Ctrl-C: drafts of files go, the database is closed."""

    def interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
