"""What it costs to show the results of a poll after the reveal, to everybody and to participants."""

from __future__ import annotations

import random

import httpx

from bench.compare import Goal, Subject, compare, options, reference_subject
from bench.load import Request
from bench.service import revealed_poll, running_service
from tools.running_service import RunningService

ANSWERS = 100
PEOPLE = 10_000
GZIP = (("Accept-Encoding", "gzip"),)


def main() -> None:
    """Prints the table."""
    given = options(__doc__)
    chance = random.Random(1906)
    values = [round(chance.lognormvariate(6, 0.7)) for _ in range(ANSWERS)]
    with reference_subject() as reference, running_service() as service:
        poll, _ = revealed_poll(service, values, 467)
        page, data = f"/p/{poll['id']}/results", f"/api/polls/{poll['id']}/results"
        known = {"If-None-Match": httpx.get(service.url + page).headers["etag"]}
        assert httpx.get(service.url + page, headers=known).status_code == 304
        requests = {
            "results page": (Request(page), Goal(rate=0.4)),
            "results page, gzip": (
                Request(page, headers=GZIP),
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
        participants(service, given.rounds, given.seconds)


def participants(service: RunningService, rounds: int, seconds: int) -> None:
    """Prints what it costs that people find their own answer in the page when they come back."""
    chance = random.Random(1907)
    exact = [chance.lognormvariate(6, 0.7) for _ in range(PEOPLE)]
    crowds = {
        "answers as people round them": [float(f"{value:.2g}") for value in exact],
        "whole numbers": [round(value) for value in exact],
        "all answers different": [round(value, 4) for value in exact],
    }
    for name, values in crowds.items():
        poll, cookies = revealed_poll(service, values, 467)
        page = Request(f"/p/{poll['id']}/results", headers=GZIP)
        own = page._replace(cookies=tuple(cookies))
        stranger = Subject("results page of strangers", service.port, service.pid, page)
        goal = Goal(rate=0.6, cpu=1.5)
        people = Subject(f"of {PEOPLE} people: {name}", service.port, service.pid, own, goal)
        compare(stranger, [people], rounds, seconds)


if __name__ == "__main__":
    main()
