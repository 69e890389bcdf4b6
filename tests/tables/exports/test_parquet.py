"""Parquet of answers: types, and the codebook as metadata."""

from __future__ import annotations

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crowd.kinds import Choice, Date, Duration
from crowd.tables.exports import parquet
from tests.tables.exports.exported import AT, answer, file_of, make_export


def table_of(data: bytes) -> pa.Table:
    return pq.read_table(BytesIO(data))


def test_columns_have_types() -> None:
    export = make_export(Date())
    table = table_of(file_of("parquet", export, [answer(export, "1889-03-31", reason="=1+1")]))
    assert table.schema.field("value").type == pa.date32()
    assert table.schema.field("at").type.tz == "UTC"
    (row,) = table.to_pylist()
    assert (row["value"].isoformat(), row["at"], row["on_behalf"]) == ("1889-03-31", AT, False)
    assert (row["reason"], row["name"], row["label"]) == ("=1+1", None, None)


def test_codebook_is_in_the_metadata() -> None:
    export = make_export(Duration(), truth=90.0, locale="de")
    schema = pq.read_schema(BytesIO(file_of("parquet", export, [])))
    assert schema.field("value").metadata[b"unit"] == b"Sekunden"
    assert schema.field("value").metadata[b"description"] == b"Die Antwort."
    facts = {name.decode(): text.decode() for name, text in schema.metadata.items()}
    assert facts["truth"] == "1\N{NO-BREAK SPACE}min 30\N{NO-BREAK SPACE}s"
    assert facts["language"] == "Deutsch"
    assert {"question", "opened", "closed", "revealed", "answers", "headline", "rules"} <= set(
        facts
    )


def test_shares_and_options_are_columns() -> None:
    export = make_export(Choice(options=["a", "b"]), asks={"others": True})
    answers = [answer(export, "b", predicted={"a": 0.25, "b": 0.75}), answer(export, "a")]
    rows = table_of(file_of("parquet", export, answers)).to_pylist()
    assert [row["value"] for row in rows] == ["b", "a"]
    assert [row["predicted b"] for row in rows] == [0.75, None]


@pytest.mark.parametrize("count", [0, 3, 4, 5])
def test_answers_are_written_in_groups(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 2)
    export = make_export()
    writer_answers = [answer(export, number) for number in range(count)]
    table = table_of(file_of("parquet", export, writer_answers))
    assert table.column("value").to_pylist() == list(range(count))
