"""The figures of the results as CSV: those of the JSON, for everybody, after the reveal."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.factories import admin, close, give_answers, make_poll

Client = httpx.AsyncClient
HOSTILE = '=HYPERLINK("http://evil.test")'
COLUMNS = ["figure", "of", "value", "meaning"]


async def revealed(client: Client, values: list[Any], **changes: Any) -> dict[str, Any]:
    poll = await make_poll(client, **changes)
    await give_answers(client, poll, values)
    await close(client, poll)
    return poll


async def read(client: Client, poll: dict[str, Any], query: str = "") -> httpx.Response:
    client.cookies.clear()
    return await client.get(f"/api/polls/{poll['id']}/results.csv{query}")


def rows_of(reply: httpx.Response, delimiter: str = ",") -> list[list[str]]:
    text = reply.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


async def test_figures_are_those_of_the_json(client: Client) -> None:
    poll = await revealed(client, [300, 402, 402, 500, 600, 700], truth=467)
    header, *rows = rows_of(await read(client, poll))
    assert header == COLUMNS
    figures = {(figure, of): value for figure, of, value, _ in rows}
    found = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    assert figures["question", ""] == poll["question"]
    for part in ("aggregates", "spread", "scoring"):
        for name, value in found[part].items():
            written = figures.get((f"{part}.{name}", ""))
            assert written is None if value is None else float(written or "nan") == value, name
    low, high = found["uncertainty"]["median_interval"] or (None, None)
    assert figures.get(("uncertainty.median_interval.low", "")) == (low and str(low))
    assert figures.get(("uncertainty.median_interval.high", "")) == (high and str(high))
    for entry in found["crowd_size_curve"]:
        of = f"{entry['k']:g}"
        assert float(figures["crowd_size_curve.error", of]) == entry["error"]
    for place, bar in enumerate(found["histogram"]["bins"], start=1):
        assert float(figures["histogram.bins.count", str(place)]) == bar["count"]
    assert not any(figure.startswith(("closest", "reasons", "why_null")) for figure, _ in figures)
    meanings = {figure: meaning for figure, _, _, meaning in rows}
    assert meanings["aggregates.median"]


async def test_names_of_groups_and_options_never_become_formulas(client: Client) -> None:
    group = [HOSTILE, "Pupils"]
    poll = await make_poll(client, asks={"group": group})
    for number in range(12):
        client.cookies.clear()
        body = {"value": 100 + number, "group": group[number % 2]}
        await client.post(f"/api/polls/{poll['id']}/answers", json=body)
    await close(client, poll)
    of = {row[1] for row in rows_of(await read(client, poll)) if row[0] == "groups.count"}
    assert of == {f"'{HOSTILE}", "Pupils"}
    kind = {"type": "choice", "options": [HOSTILE, "Blue"]}
    poll = await revealed(client, [HOSTILE, "Blue", "Blue"], kind=kind, question=HOSTILE)
    rows = rows_of(await read(client, poll))
    assert [row[1] for row in rows if row[0] == "choice.options.count"] == [f"'{HOSTILE}", "Blue"]
    assert rows[1][2] == f"'{HOSTILE}"


async def test_spreadsheet_programs_get_their_signs(client: Client) -> None:
    poll = await revealed(client, [-1.5, -2.5, 3], kind={"type": "number"})
    reply = await read(client, poll, "?for=excel&locale=de")
    assert reply.content.startswith(b"\xef\xbb\xbf")
    values = {row[0]: row[2] for row in rows_of(reply, ";")}
    assert values["aggregates.median"] == "-1,5"
    assert values["spread.minimum"] == "-2,5"
    poll = await revealed(client, ["2027-05-14", "2027-05-20", "2027-08-01"], kind={"type": "date"})
    dates = {
        row[0]: row[2] for row in rows_of(await read(client, poll, "?for=excel&locale=de"), ";")
    }
    assert dates["aggregates.median"] == "20.05.2027"


async def test_file_is_named_after_the_question_and_for_other_sites_too(client: Client) -> None:
    reply = await read(client, await revealed(client, [1, 2, 3], question="Wie viele Möwen?"))
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="Wie viele Mowen.figures.csv"' in reply.headers["content-disposition"]
    assert reply.headers["access-control-allow-origin"] == "*"
    again = await client.get(reply.url, headers={"if-none-match": reply.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("values", [[], [7]])
async def test_few_answers_have_a_file_too(client: Client, values: list[Any]) -> None:
    rows = rows_of(await read(client, await revealed(client, values)))
    assert ["n", "", str(len(values)), ""] in rows


@pytest.mark.parametrize(
    ("query", "field"),
    [("?for=word", "for"), ("?locale=de", "locale"), ("?for=excel&locale=nowhere", "locale")],
)
async def test_what_nobody_reads_is_refused(client: Client, query: str, field: str) -> None:
    reply = await read(client, await revealed(client, [1, 2, 3]), query)
    assert reply.status_code == 422
    assert [error["field"] for error in reply.json()["errors"]] == [field]


async def test_before_the_reveal_nobody_gets_figures(client: Client) -> None:
    poll = await make_poll(client, reveal="manual")
    await give_answers(client, poll, [300, 402])
    address = f"/api/polls/{poll['id']}/results.csv"
    for headers in ({}, admin(poll)):
        reply = await client.get(address, headers=headers)
        assert (reply.status_code, reply.json()["type"]) == (403, "/problems/sealed")
