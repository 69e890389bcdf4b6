"""The main walk over the JSON API: create, answer, close, truth, results."""

from __future__ import annotations

import httpx

from tests.factories import admin, close, give_answers, make_poll


async def test_results_after_the_walk(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [300, 402, "1,200", 467, "250 pieces"])
    closed = await close(client, poll)
    assert closed["state"] == "revealed"
    reply = await client.post(
        f"/api/polls/{poll['id']}/resolution", json={"truth": 467}, headers=admin(poll)
    )
    assert reply.json()["state"] == "resolved"
    results = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    assert results["n"] == 5
    assert results["headline"] == {"name": "median", "value": 402.0}
    assert results["scoring"]["truth"] == 467
    assert results["scoring"]["closer_than"] == 0.6
    assert results["why_null"]["uncertainty.median_interval"].startswith("Too few answers")
