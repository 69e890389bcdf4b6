"""What a participant does, with the pages in a language that brackets its sentences."""

from __future__ import annotations

from typing import Any

import httpx

from crowd.i18n.translator import Translator
from tests.factories import hidden_fields, make_poll
from tests.i18n.untranslated import OPEN, untranslated

Client = httpx.AsyncClient

Poll = dict[str, Any]

GERMAN = {"accept-language": "de"}

ASKS = {"interval": True, "others": True, "reason": True, "group": ["NORTH", "SOUTH"], "name": True}

COLOURS = {"type": "choice", "options": ["RED", "GREEN"]}

NUMBER = {"type": "number", "unit": "kg", "minimum": 0, "maximum": 100, "decimals": 0}


async def poll_of(client: Client, **changes: Any) -> Poll:
    changes = {"question": "QUESTION?", "details": "DETAILS.", "kind": NUMBER, **changes}
    return await make_poll(client, **changes)


async def get(visitor: Client, path: str) -> httpx.Response:
    return await visitor.get(path, headers=GERMAN)


async def send(
    visitor: Client, page: str, action: str, path: str = "", **fields: str
) -> httpx.Response:
    """Sends the form of a page that goes to an address."""
    shown = (await get(visitor, page)).text
    data = {**hidden_fields(shown, action), **fields}
    return await visitor.post(path or action, data=data, headers=GERMAN)


async def answer(visitor: Client, poll: Poll, value: str, **fields: str) -> httpx.Response:
    page = f"/p/{poll['id']}"
    return await send(visitor, page, f"{page}/answers", value=value, **fields)


async def change(visitor: Client, poll: Poll, value: str, verb: str = "") -> httpx.Response:
    page = f"/p/{poll['id']}"
    action = f"{page}/answers/mine{verb}"
    asked_at = action if verb == "/withdrawal" else f"{page}/receipt"
    return await send(visitor, asked_at, action, value=value)


def check(reply: httpx.Response, translator: Translator, status: int = 200) -> None:
    """The page says everything in the language of its reader."""
    assert reply.status_code == status, reply.text
    assert OPEN in reply.text
    assert '<html lang="de"' in reply.text
    assert untranslated(reply.text, translator) == []
