"""The command line: ``crowd serve`` and ``crowd demo``."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn

import click
import uvicorn
from rich.console import Console
from rich.table import Table

from crowd import __version__
from crowd.actions.demo import Example, make_examples
from crowd.model.errors import CrowdError, StartFailed
from crowd.model.tokens import Derivation
from crowd.settings import Settings, WrongSetting, read_secret, read_settings
from crowd.store.connect import connect
from crowd.store.embedded import EmbeddedServer, embedded
from crowd.store.store import opened
from crowd.web.images import demo_picture

DRAIN_SECONDS = 10
MOST_CONNECTIONS = 512
"""Requests under way at once in one worker; more get 503 at once instead of waiting in vain."""


class Group(click.Group):
    """Turns expected failures into one line on the terminal."""

    def invoke(self, context: click.Context) -> object:
        """Runs the command that was asked for."""
        try:
            return super().invoke(context)
        except (CrowdError, WrongSetting) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crowd")
def main() -> None:
    """Sealed estimation polls: collect answers, reveal them, learn how wise the crowd was."""


@main.command()
@click.option(
    "--host", default="127.0.0.1", envvar="HOST", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    default=8000,
    envvar="PORT",
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on.",
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes."
)
def serve(host: str, port: int, workers: int) -> None:
    """Start the service, with its own database unless REDIS_URL names one."""
    settings = read_settings(os.environ)
    _check_port(host, port)
    _end_cleanly()
    with _database(settings) as url:
        read_secret(settings)
        # Workers are processes of their own: the environment is how they learn where it is.
        os.environ["REDIS_URL"] = url
        uvicorn.run(
            "crowd.web.app:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http="httptools",
            # Addresses of admin and edit links are secrets, so requests are not logged.
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )


@main.command()
@click.option(
    "--base",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="Address of the service, for the links.",
)
def demo(base: str) -> None:
    """Make example polls, open and resolved, and print their links."""
    settings = read_settings(os.environ)
    base = settings.public_url or base.rstrip("/")
    with _attached(settings) as url:
        examples = asyncio.run(_fill(url, Derivation(read_secret(settings))))
    _print_examples(examples, base)


async def _fill(url: str, derivation: Derivation) -> list[Example]:
    async with opened(connect(url)) as store:
        return await make_examples(store, derivation, demo_picture(), datetime.now(UTC))


def _print_examples(examples: list[Example], base: str) -> None:
    console = Console()
    if not console.is_terminal:
        for example in examples:
            click.echo(
                f"{example.title}\t{base}/p/{example.poll_id}\t{base}/a/{example.admin_token}"
            )
        return
    table = Table(title="Example polls", show_lines=True)
    for heading in ("Poll", "For everyone", "For its organizer"):
        table.add_column(heading, overflow="fold")
    for example in examples:
        table.add_row(
            example.title, f"{base}/p/{example.poll_id}", f"{base}/a/{example.admin_token}"
        )
    console.print(table)


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    with EmbeddedServer(settings.data) as server:
        yield server.url


@contextmanager
def _attached(settings: Settings) -> Iterator[str]:
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    with embedded(settings.data) as url:
        yield url


def _check_port(host: str, port: int) -> None:
    """Finds out before anything is started whether the port is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartFailed(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another one with "
                "--port or PORT=, or stop what is using it."
            ) from error


def _end_cleanly() -> None:
    """Lets SIGTERM unwind like an exit, so that the database is closed before the process is."""

    def end(_signal: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
