"""Web processes say the same, byte for byte: nothing depends on the order of a set."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import httpx
import pytest
from litestar import Litestar

from tests.factories import close, give_answers, make_poll
from tests.web.replies import replies


async def replies_of_another_process(database: str, polls: list[str]) -> dict[str, str]:
    """What a process says whose hashes have another seed than those of this one."""
    seed = 1 + hash("any text") % 1000
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.web.replies",
        database,
        *polls,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, str] = json.loads(output)
    return found


def difference(one: str, other: str) -> tuple[str, str]:
    """Where two texts begin to differ, with what surrounds it."""
    pairs = zip(one, other, strict=False)
    start = next((place for place, (a, b) in enumerate(pairs) if a != b), 0)
    return one[max(0, start - 60) : start + 60], other[max(0, start - 60) : start + 60]


@pytest.mark.exhaustive
async def test_processes_reply_alike(
    client: httpx.AsyncClient, app: Litestar, empty_database: str
) -> None:
    open_, revealed = await make_poll(client), await make_poll(client)
    chosen = await make_poll(client, kind={"type": "choice", "options": ["a", "b", "c"]})
    await give_answers(client, revealed, [1, 2, 3, 5, 8, 1000])
    await give_answers(client, chosen, ["a", "b", "b", "c", "c"])
    for poll in (revealed, chosen):
        await close(client, poll)
    # The first to ask has the results computed; what it stores is what all others read.
    polls = [poll["id"] for poll in (open_, revealed, chosen)]
    one = await replies(app, polls)
    other = await replies_of_another_process(empty_database, polls)
    assert one[f"en GET /api/polls/{revealed['id']}/results"].startswith("200 ")
    assert one.keys() == other.keys()
    assert [
        difference(one[asked], other[asked]) for asked in one if one[asked] != other[asked]
    ] == []
