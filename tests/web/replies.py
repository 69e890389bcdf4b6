"""What a process says to many requests.

`python -m tests.web.replies DATABASE_URL POLL_ID ...` writes it as JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Sequence

import httpx
from litestar import Litestar

from crowd.settings import Settings
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.app import build_app
from tests.conftest import SECRET

EVERYWHERE = ("/", "/new", "/methods", "/styleguide", "/robots.txt", "/sitemap.xml", "/feed.atom")
FURTHER = ("/feed.json", "/embed.js", "/schema/openapi.json", "/api/polls", "/language", "/nowhere")
OF_A_POLL = (
    "/p/{id}",
    "/p/{id}/results",
    "/p/{id}.svg?theme=dark",
    "/p/{id}.png",
    "/p/{id}.ics",
    "/p/{id}/og.png",
    "/p/{id}/og.png?own=5",
    "/p/{id}/square.png",
    "/p/{id}/my-result.png",
    "/p/{id}/manage",
    "/embed/{id}",
    "/embed/{id}/answer",
    "/oembed?url=http://crowd.test/p/{id}",
    "/api/polls/{id}",
    "/api/polls/{id}/results",
    "/api/polls/{id}/results.csv",
    "/api/polls/{id}/results.csv?for=excel&locale=de",
    "/api/polls/{id}/answers",
    "/api/polls/{id}/answers/mine",
    "/api/polls/{id}/answers.json",
    "/api/polls/{id}/answers.csv",
    "/api/polls/{id}/answers.csv?for=excel&locale=de",
    "/api/polls/{id}/answers.xlsx?locale=de",
    "/api/polls/{id}/answers.parquet",
)
METHODS = ("GET", "OPTIONS", "PATCH")
TYPED = {"kind": "number", "question": "", "closes_at": "never", "options": "a\na", "details": "x"}
OF_THE_MOMENT = re.compile(r'name="(?:ticket|form_key)" value="[^"]*"|data-now="[^"]*"|DTSTAMP:\S+')
"""Tickets of forms and times of writing: they differ from one moment to the next."""


async def replies(app: Litestar, poll_ids: Sequence[str]) -> dict[str, str]:
    """Status, headers and body of everything, by what was asked."""
    paths = [*EVERYWHERE, *FURTHER]
    paths += [path.format(id=poll_id) for path in OF_A_POLL for poll_id in poll_ids]
    transport = httpx.ASGITransport(app=app)
    found = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        for language in ("en", "de"):
            # Not compressed: the length would tell of the ticket inside.
            headers = {"accept-language": language, "accept-encoding": "identity"}
            headers["sec-fetch-site"] = "same-origin"
            for path in paths:
                for method in METHODS:
                    reply = await client.request(method, path, headers=headers)
                    found[f"{language} {method} {path}"] = _written(reply)
            for path in ("/polls", "/api/polls"):
                for form in ({"data": TYPED}, {"json": {"unknown": 1, "other": 2}}):
                    reply = await client.post(path, headers=headers, **form)  # type: ignore[arg-type]
                    found[f"{language} POST {path} {next(iter(form))}"] = _written(reply)
    return found


def _written(reply: httpx.Response) -> str:
    text = reply.content.decode("utf-8", "backslashreplace")
    return f"{reply.status_code} {reply.headers.multi_items()} {OF_THE_MOMENT.sub('', text)}"


async def _main(database: str, poll_ids: Sequence[str]) -> None:
    store = Store(connect(database))
    print(json.dumps(await replies(build_app(Settings(), store, SECRET), poll_ids)))
    await store.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2:]))
