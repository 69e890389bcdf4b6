"""The service to be measured, started as a user starts it, with a database of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.factories import admin, poll_body
from tools.running_service import RunningService, running


@contextmanager
def running_service() -> Iterator[RunningService]:
    """A service over an empty folder."""
    with (
        tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder,
        running(Path(folder) / "data") as service,
    ):
        yield service


def new_poll(service: RunningService) -> dict[str, Any]:
    """An open poll."""
    reply = httpx.post(f"{service.url}/api/polls", json=poll_body())
    poll: dict[str, Any] = reply.raise_for_status().json()
    return poll


def revealed_poll(
    service: RunningService, values: Sequence[float], truth: int
) -> tuple[dict[str, Any], list[str]]:
    """A poll with answers, results and truth, and the cookies of those who answered."""
    poll = new_poll(service)
    address, cookies = f"/api/polls/{poll['id']}", []
    with httpx.Client(base_url=service.url, timeout=60) as client:
        for value in values:
            client.cookies.clear()
            reply = client.post(f"{address}/answers", json={"value": value}).raise_for_status()
            cookies += [f"{name}={text}" for name, text in reply.cookies.items()]
        client.post(f"{address}/closure", headers=admin(poll)).raise_for_status()
        truth_body = {"truth": truth}
        client.post(
            f"{address}/resolution", json=truth_body, headers=admin(poll)
        ).raise_for_status()
    return poll, cookies
