"""What it costs to take an answer: on the disk before it is acknowledged, each from somebody new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench.compare import Goal, Subject, compare, options, reference_subject
from bench.load import Request
from bench.reference import running_reference
from bench.service import new_poll, running_service
from crowd.model.tokens import TokenDeriver
from tools.running_service import RunningService

FORMS_A_SECOND = 8_000
"""More than this machine can take: each is good once."""


def main() -> None:
    """Prints the table."""
    given = options(__doc__)
    answer = b'{"value": 402}'
    with (
        reference_subject() as reference,
        running_reference("litestar") as (port, pid),
        running_service() as service,
    ):
        poll_id = new_poll(service)["id"]
        form = Request(
            f"/p/{poll_id}/answers",
            headers=(("Sec-Fetch-Site", "same-origin"),),
            media_type="application/x-www-form-urlencoded",
            bodies=_forms(service, poll_id, FORMS_A_SECOND * given.seconds),
        )
        json = Request(f"/api/polls/{poll_id}/answers", answer)
        goal = Goal(rate=0.12, aim=0.18, cpu=0.2 / 0.026)
        compare(
            reference,
            [
                Subject("accept an answer, JSON", service.port, service.pid, json, goal),
                Subject("accept an answer, form", service.port, service.pid, form),
                Subject("bare JSON POST", port, pid, Request("/answers", answer)),
            ],
            given.rounds,
            given.seconds,
        )


def _forms(service: RunningService, poll_id: str, count: int) -> Callable[[], list[bytes]]:
    """Forms as the answer page makes them, each with a ticket of its own, so from somebody new."""
    token_deriver = TokenDeriver((service.data / "secret").read_text().strip())

    def make() -> list[bytes]:
        now = datetime.now(UTC)
        tickets = (token_deriver.ticket(f"answer {poll_id}", now, 3600) for _ in range(count))
        return [urlencode({"ticket": ticket, "value": 402}).encode() for ticket in tickets]

    return make


if __name__ == "__main__":
    main()
