"""What it costs to take an answer: on the disk before it is acknowledged, each from somebody new."""

from __future__ import annotations

from bench.compare import Subject, compare, options, reference_subject
from bench.load import Request
from bench.reference import running_reference
from bench.service import new_poll, running_service


def main() -> None:
    """Prints the table."""
    given = options(__doc__)
    answer = b'{"value": 402}'
    with (
        reference_subject() as reference,
        running_reference("litestar") as (port, pid),
        running_service() as service,
    ):
        path = f"/api/polls/{new_poll(service)['id']}/answers"
        subjects = [
            Subject("accept an answer", service.port, service.pid, Request(path, answer)),
            Subject("bare JSON POST", port, pid, Request("/answers", answer)),
        ]
        compare(reference, subjects, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
