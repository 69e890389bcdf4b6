"""Services and polls to be measured."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.factories import admin, poll_body
from tools.running_service import RunningService, running_service


class Service(Protocol):
    """A service at an address."""

    url: str


@contextmanager
def empty_service() -> Iterator[RunningService]:
    """Provide a service over an empty folder, with its own database."""
    with (
        tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder,
        running_service(Path(folder) / "data") as service,
    ):
        yield service


def create_poll(service: Service) -> dict[str, Any]:
    """Create an open poll."""
    reply = httpx.post(f"{service.url}/api/polls", json=poll_body())
    poll: dict[str, Any] = reply.raise_for_status().json()
    return poll


def create_revealed_poll(
    service: Service, values: Sequence[float], truth: int
) -> tuple[dict[str, Any], list[str]]:
    """Create a poll with answers, results and truth; return it with the cookies of its participants."""
    poll = create_poll(service)
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
