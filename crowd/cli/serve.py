"""``crowd serve``."""

from __future__ import annotations

import os
import resource
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import NoReturn, Self

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from crowd.cli.announcement import announce, local_address
from crowd.cli.running_address import noted_address
from crowd.model.errors import StartFailed
from crowd.secret import ensure_secret
from crowd.settings import Settings, read_settings
from crowd.store.server.supervisor import EmbeddedServer
from crowd.web.http.connections import ConnectionLimits, Connections
from crowd.web.http.protocol import BoundedProtocol
from crowd.web.rendering.branding import load_branding

MAX_DRAIN_SECONDS = 10
"""Seconds that requests get to end when the service stops."""

MAX_START_SECONDS = 60
"""Seconds after which a new web process is given up, and the one that it replaces stays."""

RESERVED_FILES = 500
"""Open files of a web process that are not connections of visitors."""


def _available_cores() -> int:
    """Count the cores that this process may use, or all if the system does not tell."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@click.command()
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
    "--workers",
    default=_available_cores,
    show_default="one for each core",
    type=click.IntRange(1, 64),
    help="Web processes.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Start the service, with its own database unless REDIS_URL names one."""
    settings = read_settings(os.environ)
    # Before anything is started: web processes could not say what is wrong with it.
    load_branding(settings)
    _check_port(host, port)
    _exit_on_sigterm()
    with _database_url(settings) as url:
        ensure_secret(settings)
        # Web processes read the environment, so it carries the address to them.
        os.environ["REDIS_URL"] = url
        # One key for all web processes, so that they share limits; it is never stored.
        os.environ.setdefault("CROWD_VISITOR_KEY", secrets.token_urlsafe(32))
        with noted_address(settings.data, local_address(host, port)):
            _serve(
                ServerConfig.of_service(host, port, workers),
                partial(announce, host, port, settings.public_url),
            )


class ServerConfig(uvicorn.Config):
    """Configuration of uvicorn whose web processes bound their connections."""

    @classmethod
    def of_service(cls, host: str, port: int, workers: int) -> Self:
        """Return the configuration of the service at this address."""
        return cls(
            "crowd.web.worker:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http="httptools",
            ws="none",
            # Addresses of admin and edit links are secrets, so there is no access log.
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=MAX_DRAIN_SECONDS,
        )

    def load(self) -> None:
        """Load the configuration, with the bounded protocol, in the process that serves."""
        super().load()
        limits, settings = ConnectionLimits(), read_settings(os.environ)
        limits = limits._replace(
            connections=_limit_connections(limits.connections),
            waiting_per_address=limits.waiting_per_address if settings.rate_limit else None,
        )
        connections = Connections(limits, settings.trusted_proxies)
        self.http_protocol_class = partial(BoundedProtocol, connections=connections)  # type: ignore[assignment]  # it is only called


class SingleProcess(uvicorn.Server):
    """Server in this process."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `ready`."""
        await super().startup(sockets)
        if self.started:
            self._ready()


class ProcessSupervisor(Multiprocess):
    """Supervisor of several web processes."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], ready: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._ready: Callable[[], None] | None = ready

    def restart_all(self) -> None:
        """Replace all processes, each with enough time to start on a slow machine."""
        usual = self.config.timeout_worker_healthcheck
        self.config.timeout_worker_healthcheck = MAX_START_SECONDS
        try:
            super().restart_all()
        finally:
            self.config.timeout_worker_healthcheck = usual

    def keep_subprocess_alive(self) -> None:
        """Replace processes that died; call `ready` once when all of them serve."""
        super().keep_subprocess_alive()
        if self._ready and all(process.is_ready() for process in self.processes):
            self._ready()
            self._ready = None

    def terminate_all(self) -> None:
        """Stop listening, so that no caller queues at a port without processes, then stop those."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def _serve(config: uvicorn.Config, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; SIGHUP replaces the processes one by one."""
    with suppress(KeyboardInterrupt):
        if config.workers == 1:
            SingleProcess(config, ready).run()
        else:
            ProcessSupervisor(config, [config.bind_socket()], ready).run()


@contextmanager
def _database_url(settings: Settings) -> Iterator[str]:
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    with EmbeddedServer(settings.data, settings.max_memory) as server:
        yield server.url


def _check_port(host: str, port: int) -> None:
    """Raise StartFailed if the port is not free, before anything is started."""
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


def _limit_connections(wanted: int) -> int:
    """Raise the limit of open files, and return how many of `wanted` connections it allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted + RESERVED_FILES
    if soft == resource.RLIM_INFINITY or soft >= files:
        return wanted
    limit = files if hard == resource.RLIM_INFINITY else min(files, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    return min(wanted, max(limit - RESERVED_FILES, limit // 2))


def _exit_on_sigterm() -> None:
    """Turn SIGTERM into an exit, so that the database is closed before the process ends."""

    def end(_signal: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
