"""What a reader of results has to load: little, and nothing from anybody else."""

from __future__ import annotations

import gzip
import random
import re

import httpx

from tests.factories import admin, close, give_answers, make_poll

PAGE_BUDGET = 100_000
"""Bytes, compressed: the page with its style and its scripts."""

LOADED = re.compile(r'<(?:script|img|link rel="(?:stylesheet|icon)")[^>]* (?:src|href)="([^"]+)"')


async def test_results_page_is_small_and_all_our_own(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client, asks={"interval": True, "others": True})
    rng = random.Random(1907)
    await give_answers(client, poll, [round(rng.lognormvariate(6, 1)) for _ in range(300)])
    await close(client, poll)
    address = f"/api/polls/{poll['id']}/resolution"
    await client.post(address, json={"truth": 467}, headers=admin(poll))
    page = await client.get(f"/p/{poll['id']}")
    loaded = LOADED.findall(page.text)
    assert {address.rpartition(".")[2] for address in loaded} == {"css", "js", "svg"}
    assert all(address.startswith("/static/") for address in loaded)
    parts = [page, *[await client.get(address) for address in loaded]]
    assert {part.status_code for part in parts} == {200}
    assert sum(len(gzip.compress(part.content)) for part in parts) <= PAGE_BUDGET
