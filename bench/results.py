"""What it costs to show the results of a poll with 100 answers, after the reveal."""

from __future__ import annotations

import random

import httpx

from bench.compare import Goal, Subject, compare, options, reference_subject
from bench.load import Request
from bench.service import revealed_poll, running_service

ANSWERS = 100


def main() -> None:
    """Prints the table."""
    given = options(__doc__)
    chance = random.Random(1906)
    values = [round(chance.lognormvariate(6, 0.7)) for _ in range(ANSWERS)]
    with reference_subject() as reference, running_service() as service:
        poll = revealed_poll(service, values, 467)
        page, data = f"/p/{poll['id']}/results", f"/api/polls/{poll['id']}/results"
        known = {"If-None-Match": httpx.get(service.url + page).headers["etag"]}
        assert httpx.get(service.url + page, headers=known).status_code == 304
        requests = {
            "results page": (Request(page), Goal(rate=0.4)),
            "results page, gzip": (
                Request(page, headers=(("Accept-Encoding", "gzip"),)),
                Goal(rate=0.4),
            ),
            "results page, 304": (Request(page, headers=tuple(known.items())), Goal(rate=0.45)),
            "results JSON": (Request(data), Goal(rate=0.4)),
        }
        subjects = [
            Subject(name, service.port, service.pid, request, goal)
            for name, (request, goal) in requests.items()
        ]
        compare(reference, subjects, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
