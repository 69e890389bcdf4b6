"""The page about the API names this service, and every call that there is."""

from __future__ import annotations

import re

import httpx

from tests.factories import in_hours


async def test_guide_names_every_call(client: httpx.AsyncClient) -> None:
    page = (await client.get("/api")).text
    document = (await client.get("/schema/openapi.json")).json()
    expected = {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }
    assert set(re.findall(r"<dt><code>([^<]+)</code></dt>", page)) == expected
    assert len(expected) > 15


async def test_examples_of_the_guide_are_taken(client: httpx.AsyncClient) -> None:
    page = (await client.get("/api")).text.replace("&#39;", "'").replace("&#34;", '"')
    bodies = re.findall(r"-d '(\{.*?\})'</code>|-d '(\{.*?\})'", page, re.DOTALL)
    made, answer = (first or second for first, second in bodies)
    made = re.sub(r"2030-[^\"]+", in_hours(5), made)
    headers = {"content-type": "application/json"}
    poll = (await client.post("/api/polls", content=made, headers=headers)).json()
    reply = await client.post(f"/api/polls/{poll['id']}/answers", content=answer, headers=headers)
    assert reply.status_code == 201
    admin = {"authorization": f"Bearer {poll['admin_token']}"}
    await client.post(f"/api/polls/{poll['id']}/closure", headers=admin)
    assert (await client.get(f"/api/polls/{poll['id']}/results")).json()["n"] == 1


async def test_examples_are_at_the_address_that_people_use(client: httpx.AsyncClient) -> None:
    for host in ("crowd.test", "other.example", "third.example"):
        page = (await client.get("/api", headers={"host": host})).text
        assert set(re.findall(r"curl (?:-X POST )?(http://[^/]+)/", page)) == {f"http://{host}"}
