"""Measure the acceptance of answers: each from a new participant, on disk before the reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench.compare import Subject, Target, compare, parse_options, running_reference_subject
from bench.load import Request
from bench.reference import running_reference
from bench.service import create_poll, empty_service
from crowd.model.tokens import TokenDeriver
from tools.running_service import RunningService

FORMS_PER_SECOND = 8_000
"""Forms prepared per second of load, more than can be sent: a ticket is valid once."""


def main() -> None:
    """Measure, and print the table."""
    given = parse_options(__doc__)
    answer = b'{"value": 402}'
    with (
        running_reference_subject() as reference,
        running_reference("litestar") as (port, pid),
        empty_service() as service,
    ):
        poll_id = create_poll(service)["id"]
        form = Request(
            f"/p/{poll_id}/answers",
            headers=(("Sec-Fetch-Site", "same-origin"),),
            media_type="application/x-www-form-urlencoded",
            bodies=_form_maker(service, poll_id, FORMS_PER_SECOND * given.seconds),
        )
        json = Request(f"/api/polls/{poll_id}/answers", answer)
        goal = Target(rate=0.12, aim=0.18, cpu=11)
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


def _form_maker(service: RunningService, poll_id: str, count: int) -> Callable[[], list[bytes]]:
    """Return a function that makes forms of the answer page, each with a new ticket."""
    token_deriver = TokenDeriver((service.data / "secret").read_text().strip())

    def make() -> list[bytes]:
        now = datetime.now(UTC)
        tickets = (token_deriver.ticket(f"answer {poll_id}", now, 3600) for _ in range(count))
        return [urlencode({"ticket": ticket, "value": 402}).encode() for ticket in tickets]

    return make


if __name__ == "__main__":
    main()
