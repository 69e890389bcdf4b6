"""Measure the results page, for strangers and for participants."""

from __future__ import annotations

import random

import httpx

from bench.compare import Subject, Target, compare, parse_options, running_reference_subject
from bench.load import Request
from bench.service import create_revealed_poll, empty_service
from tools.running_service import RunningService

ANSWER_COUNT = 100
PARTICIPANT_COUNT = 10_000
GZIP = (("Accept-Encoding", "gzip"),)


def main() -> None:
    """Measure, and print the tables."""
    given = parse_options(__doc__)
    chance = random.Random(1906)
    values = [round(chance.lognormvariate(6, 0.7)) for _ in range(ANSWER_COUNT)]
    with running_reference_subject() as reference, empty_service() as service:
        poll, _ = create_revealed_poll(service, values, 467)
        page, data = f"/p/{poll['id']}/results", f"/api/polls/{poll['id']}/results"
        known = {"If-None-Match": httpx.get(service.url + page).headers["etag"]}
        assert httpx.get(service.url + page, headers=known).status_code == 304
        requests = {
            "results page": (Request(page), Target(rate=0.4, cpu=5)),
            "results page, gzip": (
                Request(page, headers=GZIP),
                Target(rate=0.4),
            ),
            "results page, 304": (Request(page, headers=tuple(known.items())), Target(rate=0.45)),
            "results JSON": (Request(data), Target(rate=0.4)),
        }
        subjects = [
            Subject(name, service.port, service.pid, request, goal)
            for name, (request, goal) in requests.items()
        ]
        compare(reference, subjects, given.rounds, given.seconds)
        compare_participants(service, given.rounds, given.seconds)


def compare_participants(service: RunningService, rounds: int, seconds: int) -> None:
    """Compare pages with an own answer with those of strangers."""
    chance = random.Random(1907)
    exact = [chance.lognormvariate(6, 0.7) for _ in range(PARTICIPANT_COUNT)]
    crowds = {
        "answers as people round them": [float(f"{value:.2g}") for value in exact],
        "whole numbers": [round(value) for value in exact],
        "all answers different": [round(value, 4) for value in exact],
    }
    for name, values in crowds.items():
        poll, cookies = create_revealed_poll(service, values, 467)
        page = Request(f"/p/{poll['id']}/results", headers=GZIP)
        own = page._replace(cookies=tuple(cookies))
        stranger = Subject("results page of strangers", service.port, service.pid, page)
        goal = Target(rate=0.6, cpu=1.5)
        people = Subject(
            f"of {PARTICIPANT_COUNT} people: {name}", service.port, service.pid, own, goal
        )
        compare(stranger, [people], rounds, seconds)


if __name__ == "__main__":
    main()
