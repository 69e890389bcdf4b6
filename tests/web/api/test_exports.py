"""Files of answers: names, types, queries, and what callers know already."""

from __future__ import annotations

import asyncio
import io
import json
import re
import resource
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from litestar import Litestar
from python_calamine import CalamineWorkbook

from crowd.actions.export_answers import export_file
from crowd.actions.export_files import MAX_PER_CALLER
from crowd.actions.show_results import Computations
from crowd.store.answers import Answers
from crowd.store.store import Store
from crowd.tables.exports import parquet
from crowd.web.http import parts_response
from tests.factories import admin, close, give_answers, make_poll
from tests.web.api.calls import Client, Poll, fields, problem
from tests.web.serving import serving

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


async def test_file_known_by_its_tag_is_not_written(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await revealed(client)
    tags = {
        ending: (await client.get(address(poll, ending), headers=admin(poll))).headers["etag"]
        for ending in ("xlsx", "xlsx?locale=de", "parquet")
    }
    assert len(set(tags.values())) == len(tags)
    monkeypatch.setattr("crowd.web.api.exports.export_file", None)
    for ending, tag in tags.items():
        known = {**admin(poll), "if-none-match": f'"other", W/{tag}'}
        assert (await client.get(address(poll, ending), headers=known)).status_code == 304
        # Whoever may not have the file is told so first.
        reply = await client.get(address(poll, ending), headers={"if-none-match": tag})
        assert problem(reply) == (401, "token-missing")


async def test_head_gets_the_headers_and_nothing_is_written(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, sealed = await revealed(client), await make_poll(client)
    replies = {
        ending: await client.get(address(poll, ending), headers=admin(poll))
        for ending in ("xlsx", "parquet", "csv", "json")
    }
    monkeypatch.setattr("crowd.web.api.exports.export_file", None)
    monkeypatch.setattr("crowd.web.api.exports.export_answers", None)
    for ending, reply in replies.items():
        head = await client.head(address(poll, ending), headers=admin(poll))
        assert (head.status_code, head.content) == (200, b"")
        assert reply.headers.keys() - head.headers.keys() <= {"content-length"}
        assert head.headers.items() <= reply.headers.items()
        refused = await client.head(address(sealed, ending), headers=admin(sealed))
        assert (refused.status_code, refused.content) == (403, b"")


@pytest.fixture
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process may be larger than 100 bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
async def test_disk_without_room_is_told_and_nothing_stays_on_it(
    client: Client,
    ending: str,
    temporary_folder: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    poll = await revealed(client)
    request.getfixturevalue("small_files")
    reply = await client.get(address(poll, ending), headers=admin(poll))
    assert problem(reply) == (503, "no-room-for-files")
    assert reply.headers["retry-after"] == "60"
    assert "Take CSV or JSON instead" in reply.json()["detail"]
    assert names_in(temporary_folder) == []
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    # What is sent while it is written needs no room.
    reply = await client.get(address(poll, "csv"), headers=admin(poll))
    assert reply.status_code == 200


class Download:
    """A download by somebody who takes no more of it than they are told to."""

    def __init__(self, app: Litestar, poll: Poll, ending: str) -> None:
        path, _, query = address(poll, ending).partition("?")
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in admin(poll).items()],
            "root_path": "",
            "scheme": "http",
            "client": ("192.0.2.1", 1),
            "server": ("crowd.test", 80),
        }
        self.app = app
        self.messages: list[Any] = []
        self.has_part, self.may_take, self.has_gone = (
            asyncio.Event(),
            asyncio.Event(),
            asyncio.Event(),
        )

    async def __call__(self) -> None:
        await self.app(self.scope, self._receive, self._send)  # type: ignore[arg-type]

    @property
    def is_complete(self) -> bool:
        return bool(self.messages) and self.messages[-1].get("more_body") is False

    async def _receive(self) -> dict[str, Any]:
        await self.has_gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.messages.append(message)
        if self.is_complete:
            self.has_gone.set()
        if message.get("body"):
            self.has_part.set()
            await self.may_take.wait()


TEXTS = ["csv", "csv?for=excel", "json"]


@pytest.mark.parametrize("ending", TEXTS)
async def test_text_of_a_poll_that_is_deleted_meanwhile_breaks_off(
    app: Litestar,
    client: Client,
    store: Store,
    ending: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(parts_response, "PART_BYTES", 1)
    poll = await revealed(client)
    whole, broken = Download(app, poll, ending), Download(app, poll, ending)
    whole.may_take.set()
    await whole()
    assert whole.is_complete
    task = asyncio.create_task(broken())
    await broken.has_part.wait()
    await store.polls.delete(str(poll["id"]))
    broken.may_take.set()
    await task
    # The server ends the connection: the body has no end.
    assert broken.messages[0]["status"] == 200
    assert not broken.is_complete
    assert caplog.messages == ["a reply broke off: Not found"]


def delete_when_streamed(store: Store, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the poll deleted just before its answers are read."""
    stream = Answers.stream

    async def stream_of_a_deleted_poll(self: Answers, found: Any) -> AsyncIterator[Any]:
        await store.polls.delete(str(poll["id"]))
        async for records in stream(self, found):
            yield records

    monkeypatch.setattr(Answers, "stream", stream_of_a_deleted_poll)


@pytest.mark.parametrize("ending", [*TEXTS, "xlsx", "parquet"])
async def test_file_of_a_poll_that_is_deleted_meanwhile_is_not_found(
    app: Litestar,
    client: Client,
    store: Store,
    ending: str,
    temporary_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poll = await revealed(client)
    delete_when_streamed(store, poll, monkeypatch)
    reply = await client.get(address(poll, ending), headers=admin(poll))
    assert problem(reply) == (404, "not-found")
    assert names_in(temporary_folder) == []


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
async def test_file_goes_once_its_reader_has_gone(
    app: Litestar, client: Client, ending: str, temporary_folder: Path
) -> None:
    poll = await revealed(client)
    files = app.state.service.export_files
    reader = Download(app, poll, ending)
    task = asyncio.create_task(reader())
    await reader.has_part.wait()
    (file,) = files.on_the_disk
    reader.has_gone.set()
    await task
    async with asyncio.timeout(20):
        while files.on_the_disk:  # noqa: ASYNC110  the task that wrote it ends by itself
            await asyncio.sleep(0)
    assert file.file.closed
    assert names_in(temporary_folder) == []


async def test_one_caller_leaves_files_for_the_others(app: Litestar, client: Client) -> None:
    poll = await revealed(client)
    locales = ("en", "de", "fr", "es", "ar")
    readers = [Download(app, poll, f"xlsx?locale={locale}") for locale in locales]
    tasks = [asyncio.create_task(reader()) for reader in readers]
    await asyncio.gather(*(reader.has_part.wait() for reader in readers))
    statuses = [reader.messages[0]["status"] for reader in readers]
    assert statuses == [200] * MAX_PER_CALLER + [429] * (len(locales) - MAX_PER_CALLER)
    other = Download(app, poll, "xlsx?locale=de-CH")
    other.scope["client"] = ("192.0.2.2", 1)
    for reader in [*readers, other]:
        reader.may_take.set()
    await asyncio.gather(*tasks, other())
    assert other.messages[0]["status"] == 200
    assert other.is_complete


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


async def test_connection_breaks_off_where_a_text_does(
    app: Litestar, client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts_response, "PART_BYTES", 1)
    poll = await revealed(client)
    lines = [f"GET {address(poll, 'csv')} HTTP/1.1", "Host: crowd.test", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in admin(poll).items()]
    request = "\r\n".join([*lines, "", ""]).encode()
    async with serving(app) as served:
        whole = await served.ask(request)
        delete_when_streamed(store, poll, monkeypatch)
        broken = await served.ask(request)
    assert whole.startswith(b"HTTP/1.1 200 OK")
    assert whole.endswith(b"\r\n0\r\n\r\n")
    assert broken.startswith(b"HTTP/1.1 200 OK")
    assert b"value,at,on_behalf,label" in broken
    assert not broken.endswith(b"0\r\n\r\n")


async def test_cancelled_export_leaves_nothing_on_the_disk(
    client: Client, store: Store, temporary_folder: Path
) -> None:
    poll = await revealed(client)
    found = await store.polls.load(str(poll["id"]))

    async def export(file_format: str) -> None:
        def stop(_done: int, _total: int) -> None:
            assert (file_format == "xlsx") == bool(names_in(temporary_folder))
            task.cancel()

        with tempfile.TemporaryFile() as file:
            task = asyncio.create_task(
                export_file(store, Computations(), found, file_format, "en", file, stop)
            )
            with pytest.raises(asyncio.CancelledError):
                await task
        assert names_in(temporary_folder) == []

    for file_format in ("xlsx", "parquet"):
        await export(file_format)
