"""Files of answers: names, types, queries, and what callers know already."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from crowd.tables.exports import parquet
from tests.factories import admin, close, give_answers, make_poll
from tests.web.api.calls import Client, Poll, fields, problem

FILES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "csv?for=excel": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


async def revealed(client: Client, **more: Any) -> Poll:
    poll = await make_poll(client, **more)
    await give_answers(client, poll, [402, 1234.5])
    await close(client, poll)
    return poll


def address(poll: Poll, ending: str) -> str:
    return f"/api/polls/{poll['id']}/answers.{ending}"


def sent_name(header: str) -> str:
    """The name under which a program saves the file."""
    found = re.search(r"filename\*=UTF-8''(\S+)$", header)
    assert found
    return unquote(found[1])


async def test_files_are_named_after_the_question(client: Client) -> None:
    poll = await revealed(client, question='Wie viele "Nüsse"/Kerne\r\nsind im Glas?')
    for ending, media_type in FILES.items():
        for method in ("GET", "HEAD"):
            reply = await client.request(method, address(poll, ending), headers=admin(poll))
            assert (reply.status_code, reply.headers["content-type"]) == (200, media_type)
            suffix = ending.partition("?")[0]
            disposition = reply.headers["content-disposition"]
            assert disposition.startswith(
                'attachment; filename="Wie viele Nusse Kerne sind im Glas'
            )
            assert sent_name(disposition) == f"Wie viele Nüsse Kerne sind im Glas.{suffix}"
            assert (reply.content == b"") == (method == "HEAD")
            assert reply.headers["cache-control"] == "no-store"


async def test_csv_for_excel_has_the_notation_of_the_locale(client: Client) -> None:
    poll = await revealed(client, time_zone="Europe/Berlin")
    plain = (await client.get(address(poll, "csv"), headers=admin(poll))).content
    assert plain.splitlines()[0] == b"value,at,on_behalf,label"
    german = await client.get(address(poll, "csv?for=excel&locale=de"), headers=admin(poll))
    assert german.content.startswith(b"\xef\xbb\xbfvalue;at;on_behalf;label\r\n402;")
    assert b"\r\n1234,5;" in german.content
    swiss = await client.get(address(poll, "csv?for=excel&locale=de-CH"), headers=admin(poll))
    assert b"\r\n1234.5;" in swiss.content


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("csv?for=excel&locale=tlh", "locale"),
        ("csv?for=lotus", "for"),
        ("csv?locale=de", "locale"),
        ("xlsx?locale=", "locale"),
        ("parquet?locale=xx", "locale"),
    ],
)
async def test_unknown_queries_are_refused_by_name(client: Client, query: str, field: str) -> None:
    poll = await revealed(client)
    reply = await client.get(address(poll, query), headers=admin(poll))
    assert (problem(reply), fields(reply)) == ((422, "invalid"), [field])


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
async def test_file_known_by_its_tag_is_not_sent_again(client: Client, ending: str) -> None:
    poll = await revealed(client)
    first = await client.get(address(poll, ending), headers=admin(poll))
    assert int(first.headers["content-length"]) == len(first.content)
    known = {**admin(poll), "if-none-match": first.headers["etag"]}
    again = await client.get(address(poll, ending), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    resolution = f"/api/polls/{poll['id']}/resolution"
    await client.post(resolution, json={"truth": 450}, headers=admin(poll))
    corrected = await client.get(address(poll, ending), headers=known)
    assert (corrected.status_code, corrected.headers["etag"]) != (304, first.headers["etag"])


async def test_codebook_is_in_the_language_of_the_locale(client: Client) -> None:
    poll = await revealed(client, truth=450)
    reply = await client.get(address(poll, "xlsx?locale=de"), headers=admin(poll))
    book = CalamineWorkbook.from_filelike(io.BytesIO(reply.content))
    assert book.sheet_names == ["Answers", "Codebook"]
    rows = {row[0]: row[1] for row in book.get_sheet_by_name("Codebook").to_python()}
    assert rows["Frage"] == poll["question"]
    assert rows["Richtige Antwort"] == "450 pieces".replace(" ", "\N{NO-BREAK SPACE}")
    assert rows["Sprache"] == "Deutsch"
    reply = await client.get(address(poll, "parquet?locale=fr"), headers=admin(poll))
    metadata = pq.read_schema(io.BytesIO(reply.content)).metadata
    assert metadata[b"question"].decode() == poll["question"]
    assert metadata[b"language"].decode() == "Français"


async def test_parquet_without_its_package_is_refused_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed, poll = await make_poll(client), await revealed(client)
    monkeypatch.setattr(parquet, "has_parquet_package", lambda: False)
    reply = await client.get(address(poll, "parquet"), headers=admin(poll))
    assert problem(reply) == (501, "not-installed")
    assert "crowd[parquet]" in reply.json()["detail"]
    # Before the reveal all formats are refused alike.
    reply = await client.get(address(sealed, "parquet"), headers=admin(sealed))
    assert problem(reply) == (403, "sealed")


async def test_exports_of_nobody_are_files_too(client: Client) -> None:
    poll = await make_poll(client)
    await close(client, poll)
    replies = {
        ending: (await client.get(address(poll, ending), headers=admin(poll))).content
        for ending in FILES
    }
    assert json.loads(replies["json"]) == []
    assert pq.read_table(io.BytesIO(replies["parquet"])).num_rows == 0
    book = CalamineWorkbook.from_filelike(io.BytesIO(replies["xlsx"]))
    assert book.get_sheet_by_name("Answers").to_python() == [["value", "at", "on_behalf", "label"]]
