"""Print where the processor time of a route goes, sampled while it is asked under load.

ROUTE is the name of a prepared one, or a path: `results`, `accept`, `/healthz`. In a path, {open} and
{revealed} stand for the ids of two polls.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn
from rich.console import Console
from rich.table import Table

from bench.compare import CONNECTIONS
from bench.load import LoadResult, Request, generate_load
from bench.parts import part_of, parts_of
from bench.sampling import Sampler
from bench.service import create_poll, create_revealed_poll
from crowd.cli.serve import ServerConfig
from crowd.store.server.supervisor import EmbeddedServer
from tools.ports import free_port
from tools.running_service import service_environment

MAX_SECONDS = 60
MAX_SAMPLES = 100_000
WARM_UP_SECONDS = 0.5
ANSWERS = [300 + 3 * step for step in range(100)]
TRUTH = 467
JSON_ANSWER = b'{"value": 402}'
GZIP = (("Accept-Encoding", "gzip"),)

ROUTES = {
    "accept": Request("/api/polls/{open}/answers", JSON_ANSWER),
    "results": Request("/p/{revealed}/results"),
    "results-gzip": Request("/p/{revealed}/results", headers=GZIP),
    "results-json": Request("/api/polls/{revealed}/results"),
    "answer-page": Request("/p/{open}"),
    "widget": Request("/embed/{revealed}"),
}
"""Requests by the names of their routes."""


class Profile(NamedTuple):
    """What was measured: replies, processor seconds of the web process, and the samples."""

    load: LoadResult
    seconds: float
    sampler: Sampler


def main() -> None:
    """Profile the route that the arguments name, and print the tables."""
    given = _parse_arguments()
    request = ROUTES.get(given.route) or Request(given.route)
    profile = profile_route(request, given.seconds, given.samples)
    _print(f"{given.route}: {request.path}", profile, given.functions)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__)
    parser.add_argument("route", metavar="ROUTE", type=_route, help=", ".join(ROUTES) + " or /path")
    parser.add_argument("--seconds", type=_bounded(MAX_SECONDS), default=6, help="of load")
    parser.add_argument(
        "--samples", type=_bounded(MAX_SAMPLES), default=MAX_SAMPLES, help="after which to stop"
    )
    parser.add_argument("--functions", type=int, default=20, help="the costliest to list")
    return parser.parse_args()


def _route(text: str) -> str:
    if text not in ROUTES and not text.startswith("/"):
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(ROUTES)}, and no path")
    return text


def _bounded(maximum: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not 0 < number <= maximum:
            raise argparse.ArgumentTypeError(f"choose a number from 1 to {maximum:,}")
        return number

    return read


def profile_route(request: Request, seconds: int, max_samples: int = MAX_SAMPLES) -> Profile:
    """Serve in this process, generate load from another one, and sample meanwhile."""
    sampler, found = Sampler(max_samples), []

    def measure(server: LocalServer) -> None:
        found.append(_measure(server, request, seconds, sampler))

    with sampler.installed(), _environment():
        LocalServer(measure).run()
    return found[0]


class LocalServer(uvicorn.Server):
    """Server in this process, which runs a function in a thread once it listens, and ends with it."""

    def __init__(self, run: Callable[[LocalServer], None]) -> None:
        super().__init__(ServerConfig.of_service("127.0.0.1", free_port(), 1))
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        self.url = f"http://127.0.0.1:{self.config.port}"
        self._run = run
        self._task: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then run the function."""
        await super().startup(sockets)
        self._task = asyncio.create_task(self._run_and_end())

    async def _run_and_end(self) -> None:
        try:
            await asyncio.to_thread(self._run, self)
        finally:
            self.should_exit = True


@contextmanager
def _environment() -> Iterator[None]:
    """Provide a database, and the environment of a service over an empty folder."""
    before = dict(os.environ)
    with (
        tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder,
        EmbeddedServer(Path(folder) / "data") as database,
    ):
        os.environ.clear()
        os.environ.update(service_environment(database.data, REDIS_URL=database.url))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _measure(server: LocalServer, request: Request, seconds: int, sampler: Sampler) -> Profile:
    ids = {
        "{open}": create_poll(server)["id"],
        "{revealed}": create_revealed_poll(server, ANSWERS, TRUTH)[0]["id"],
    }
    path = request.path
    for name, poll_id in ids.items():
        path = path.replace(name, poll_id)
    request, port = request._replace(path=path), server.config.port
    # The first requests fill caches.
    generate_load(port, request, CONNECTIONS, WARM_UP_SECONDS)
    begin = time.process_time()
    sampler.start()
    load = generate_load(port, request, CONNECTIONS, seconds)
    sampler.stop()
    if load.failed or not load.requests:
        raise SystemExit(f"{request.path}: {load.failed} of {load.requests} failed")
    return Profile(load, time.process_time() - begin, sampler)


def _print(title: str, profile: Profile, functions: int) -> None:
    per_request = profile.seconds / profile.load.requests * 1e6
    console = Console(width=110)
    console.print(
        f"{profile.load.requests:,} replies, {per_request:.0f} us of processor time for each, without "
        f"the database; {profile.sampler.samples:,} samples"
    )
    own, total = Counter[str](), Counter[str]()
    for stack, count in profile.sampler.stacks.items():
        parts = parts_of(stack)
        own[parts[0]] += count
        total.update(dict.fromkeys(parts, count))
    console.print(_table(title, "part", own, total, per_request))
    if functions:
        console.print(
            _table("functions", "function", *_by_function(profile), per_request, functions)
        )


def _by_function(profile: Profile) -> tuple[Counter[str], Counter[str]]:
    """Count the samples in each function of ours or of a framework, without and with its callees."""
    own, total = Counter[str](), Counter[str]()
    for stack, count in profile.sampler.stacks.items():
        names = [f"{call.name} ({Path(call.file).name})" for call in stack if part_of(call)]
        own.update({names[0]: count} if names else {})
        total.update(dict.fromkeys(names, count))
    return own, total


def _table(
    title: str,
    heading: str,
    own: Counter[str],
    total: Counter[str],
    per_request: float,
    rows: int | None = None,
) -> Table:
    """Return a table of shares: those of all samples in a part itself, and with what it calls."""
    table, samples = Table(title=title), sum(own.values())
    for name in (heading, "own %", "own us", "with callees %", "us"):
        table.add_column(name, justify="left" if name == heading else "right")
    for name in sorted(total, key=lambda name: (-own[name], -total[name]))[:rows]:
        cells = []
        for share in (own[name] / samples, total[name] / samples):
            cells += [f"{share:.1%}".rstrip("%"), f"{share * per_request:.1f}"]
        table.add_row(name, *cells)
    return table


if __name__ == "__main__":
    main()
