"""A poll of every kind of the registry, from its creation to every place that shows its result."""

from __future__ import annotations

import csv
import html
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from babel import Locale
from click.testing import CliRunner

from crowd.cli import main
from crowd.kinds.kind import Kind
from crowd.kinds.values import API_LOCALE
from tests.factories import admin, close, hidden_fields, make_poll
from tests.kind_examples import (
    EXAMPLES,
    ambiguous_text,
    to_body,
    typed_truth,
    typed_values,
    values_of,
)
from tests.pairs import pairs

Client = httpx.AsyncClient
Poll = dict[str, Any]


async def asking(client: Client, kind: Kind) -> Poll:
    """A public poll that asks for a range, where there can be one, and for what others will say."""
    asks = {"others": True, "interval": kind.is_numeric}
    return await make_poll(client, question="WHAT?", kind=to_body(kind), asks=asks, public=True)


def added(kind: Kind, place: int) -> dict[str, Any]:
    """What comes with the answer at a place, as people type it."""
    if kind.options:
        return {"predicted": dict.fromkeys(kind.options, f"{100 / len(kind.options):.1f} %")}
    ordered = sorted(zip(values_of(kind), typed_values(kind), strict=True))
    return {"low": ordered[0][1], "high": ordered[4][1], "others": typed_values(kind)[place]}


async def revealed(client: Client, kind: Kind) -> Poll:
    """A poll with an answer for each of the example's values, and its truth."""
    poll = await asking(client, kind)
    for place, typed in enumerate(typed_values(kind)):
        client.cookies.clear()
        body = {"value": typed, **added(kind, place)}
        reply = await client.post(f"/api/polls/{poll['id']}/answers", json=body)
        assert reply.status_code == 201, reply.text
    await close(client, poll)
    address = f"/api/polls/{poll['id']}/resolution"
    reply = await client.post(address, json={"truth": typed_truth(kind)}, headers=admin(poll))
    assert reply.status_code == 200, reply.text
    return poll


async def exported(client: Client, poll: Poll, ending: str) -> httpx.Response:
    return await client.get(f"/api/polls/{poll['id']}/answers.{ending}", headers=admin(poll))


@pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)
async def test_exports_have_the_values(client: Client, kind: Kind) -> None:
    poll = await revealed(client, kind)
    values = [kind.to_json(value) for value in values_of(kind)]
    rows = (await exported(client, poll, "json")).json()
    assert [row["value"] for row in rows] == values
    if kind.is_numeric:
        assert [row["others"] for row in rows] == values
        lows, highs = ({row[name] for row in rows} for name in ("low", "high"))
        bounds = min(values_of(kind)), max(values_of(kind))
        assert (lows, highs) == tuple({kind.to_json(value)} for value in bounds)
    lines = csv.DictReader(io.StringIO((await exported(client, poll, "csv")).text))
    assert [line["value"] for line in lines] == [str(value) for value in values]


@pytest.mark.parametrize(
    ("name", "ending"),
    pairs(EXAMPLES, ["csv", "csv?for=excel&locale=de", "xlsx?locale=de", "parquet"]),
)
async def test_export_analyzed_has_the_figures_of_the_poll(
    client: Client, name: str, ending: str, tmp_path: Path
) -> None:
    kind = EXAMPLES[name]
    poll = await revealed(client, kind)
    results = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    file = tmp_path / f"answers.{ending.partition('?')[0]}"
    file.write_bytes((await exported(client, poll, ending)).content)
    options = ["--kind", kind.name, "--column", "value", "--truth", typed_truth(kind), "--json"]
    if "excel" in ending:
        options += ["--locale", "de"]
    ended = CliRunner().invoke(main, ["analyze", str(file), *options])
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["n"], found["unreadable"]) == (5, 0), ended.stderr
    assert found["headline"] == {key: results["headline"][key] for key in ("name", "value")}
    assert found["scoring"]["truth"] == results["scoring"]["truth"]
    assert found["spread"] == pytest.approx(results["spread"])


@pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)
async def test_result_is_told_wherever_the_poll_is_seen(client: Client, kind: Kind) -> None:
    poll = await revealed(client, kind)
    results = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    headline = kind.parse(results["headline"]["value"], API_LOCALE).value
    # Where nobody said which English they read, the day comes before the month.
    figures = {kind.format_figure(headline, each) for each in (API_LOCALE, Locale("en", "GB"))}
    for path in ("/feed.json", "/feed.atom", "/p/{}", "/p/{}.svg", "/embed/{}"):
        reply = await client.get(path.format(poll["id"]))
        assert reply.status_code == 200, path
        text = html.unescape(reply.text)
        assert any(figure in text for figure in figures), path


@pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)
async def test_own_answer_is_in_the_results(visitor: Client, kind: Kind) -> None:
    poll = await asking(visitor, kind)
    page = f"/p/{poll['id']}"
    fields = hidden_fields((await visitor.get(page)).text, f"{page}/answers")
    data = {**fields, "value": typed_values(kind)[0]}
    assert (await visitor.post(f"{page}/answers", data=data)).status_code == 303
    await close(visitor, poll)
    own = kind.format(values_of(kind)[0], API_LOCALE)
    assert f"You said {own}" in html.unescape((await visitor.get(f"{page}/results")).text)


AMBIGUOUS = {
    name: kind
    for name, kind in EXAMPLES.items()
    if kind.is_numeric and ambiguous_text(kind, API_LOCALE)
}


def test_kinds_with_several_readings_are_found() -> None:
    assert {"number", "duration", "probability", "date"} <= AMBIGUOUS.keys()


@pytest.mark.parametrize("kind", AMBIGUOUS.values(), ids=AMBIGUOUS)
async def test_readings_are_asked_about_wherever_people_type(visitor: Client, kind: Kind) -> None:
    poll = await asking(visitor, kind)
    page, text = f"/p/{poll['id']}", ambiguous_text(kind, API_LOCALE)
    fields = hidden_fields((await visitor.get(page)).text, f"{page}/answers")
    reply = await visitor.post(f"{page}/answers", data={**fields, "value": text})
    assert "Which did you mean?" in reply.text
    data = {**fields, "value": typed_values(kind)[0]}
    assert (await visitor.post(f"{page}/answers", data=data)).status_code == 303
    details = f"{page}/answers/mine/details"
    fields = hidden_fields((await visitor.get(f"{page}/receipt")).text, details)
    for name in ("low", "high", "others"):
        data = {**fields, **added(kind, 0), name: text}
        reply = await visitor.post(details, data=data)
        assert reply.status_code == 422
        assert f'href="#{name}">That can mean ' in reply.text
    data = {**fields, **added(kind, 0)}
    assert (await visitor.post(details, data=data)).status_code == 303
