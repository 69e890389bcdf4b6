"""Workbooks of answers: real numbers, days and times, texts that stay texts, and a codebook."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from crowd.i18n.languages import LANGUAGES
from crowd.kinds import Choice, Date, Duration, Probability
from crowd.tables.exports import workbook
from tests.kind_examples import EXAMPLES
from tests.tables.exports.exported import answer, file_of, make_export

HOSTILE = ["=1+1", "-5 degrees", "@x", "\tx", "+1", "＝1", "http://a.b", "_x0041_", " a\nb ", "1"]


def sheet_of(data: bytes, name: str = "Answers") -> list[list[Any]]:
    rows: list[list[Any]] = (
        CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python()
    )
    return rows


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_texts_stay_texts() -> None:
    export = make_export()
    data = file_of("xlsx", export, [answer(export, 1, reason=text, name=text) for text in HOSTILE])
    header, *rows = sheet_of(data)
    assert [row[header.index("reason")] for row in rows] == HOSTILE
    parts = parts_of(data)
    assert not any("<f>" in text or "<hyperlink" in text for text in parts.values())
    # Editing such a cell makes no formula of it either.
    styles = re.findall(r'<c r="E\d+" s="(\d+)" t="inlineStr"', parts["xl/worksheets/sheet1.xml"])
    (quoted,) = set(styles[1:])
    formats = re.findall(r"<xf [^>]*>", parts["xl/styles.xml"].partition("<cellXfs")[2])
    assert 'quotePrefix="1"' in formats[int(quoted)]
    assert len(styles[1:]) == len([text for text in HOSTILE if text[0] in "=-@\t+＝"])


def test_cells_have_types() -> None:
    export = make_export(Date())
    cells = dict(
        zip(*sheet_of(file_of("xlsx", export, [answer(export, "2027-03-27")])), strict=True)
    )
    assert cells["value"] == dt.date(2027, 3, 27)
    # In the time zone of the poll.
    assert cells["at"] == dt.datetime(2027, 3, 4, 13, 5)  # noqa: DTZ001 - cells have no zones
    assert cells["on_behalf"] is False
    export = make_export(Probability())
    cells = dict(zip(*sheet_of(file_of("xlsx", export, [answer(export, 0.25)])), strict=True))
    assert cells["value"] == 0.25


@pytest.mark.parametrize("day", ["0001-01-01", "1889-03-31", "1900-02-28", "1900-03-01"])
def test_days_that_programs_do_not_number_alike_are_texts(day: str) -> None:
    export = make_export(Date())
    _, row = sheet_of(file_of("xlsx", export, [answer(export, day)]))
    assert row[0] == (dt.date.fromisoformat(day) if day >= "1900-03-01" else day)


def test_durations_are_seconds_with_their_text_beside() -> None:
    export = make_export(Duration(), locale="de")
    header, row = sheet_of(file_of("xlsx", export, [answer(export, 5400)]))
    assert header[:2] == ["value", "value_text"]
    assert row[:2] == [5400, "1\N{NO-BREAK SPACE}h 30\N{NO-BREAK SPACE}min"]


def test_shares_have_a_column_for_each_option() -> None:
    options = ["=1", "b"]
    export = make_export(Choice(options=options), asks={"others": True})
    header, row = sheet_of(
        file_of("xlsx", export, [answer(export, "=1", predicted={"=1": 0.25, "b": 0.75})])
    )
    cells = dict(zip(header, row, strict=True))
    assert (cells["predicted =1"], cells["predicted b"], cells["value"]) == (0.25, 0.75, "=1")


def test_answers_beyond_a_sheet_stand_in_further_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", 3)
    export = make_export()
    data = file_of("xlsx", export, [answer(export, number) for number in range(5)])
    names = CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names
    assert names == ["Answers", "Codebook", "Answers 2", "Answers 3"]
    sheets = [sheet_of(data, name) for name in names if name != "Codebook"]
    assert {tuple(rows[0]) for rows in sheets} == {tuple(sheets[0][0])}
    assert [row[0] for rows in sheets for row in rows[1:]] == [0, 1, 2, 3, 4]


def test_header_is_frozen_and_columns_have_widths() -> None:
    export = make_export(Choice(options=["a rather long text of an option", "b"]))
    sheet = parts_of(file_of("xlsx", export, []))["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert sheet.count("<col ") == 8


def test_same_answers_make_the_same_file() -> None:
    export = make_export()
    answers = [answer(export, number) for number in range(3)]
    assert file_of("xlsx", export, answers) == file_of("xlsx", export, answers)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        pytest.param(
            name,
            language,
            marks=[]
            if language == "en" or name in {"number", "choice"}
            else pytest.mark.exhaustive,
        )
        for name in EXAMPLES
        for language in LANGUAGES
    ],
)
def test_codebook_explains_every_column(name: str, language: str) -> None:
    kind: Any = EXAMPLES[name]
    asks = {
        "interval": kind.is_numeric,
        "others": True,
        "group": True,
        "reason": True,
        "name": True,
    }
    export = make_export(kind, locale=language, truth=1.0, asks=asks)
    data = file_of("xlsx", export, [])
    rows = sheet_of(data, "Codebook")
    explained = {row[0]: row[1] for row in rows}
    for column in sheet_of(data)[0]:
        assert explained[column]
    facts = [row[1] for row in rows]
    assert export.poll.definition.question in facts
    assert LANGUAGES[language].name in facts
    right_to_left = 'rightToLeft="1"' in parts_of(data)["xl/worksheets/sheet2.xml"]
    assert right_to_left == (language == "ar")


def test_workbook_that_is_given_up_leaves_no_answers_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    export = make_export()
    writer = workbook.WorkbookWriter(BytesIO(), export)
    writer.write([answer(export, number) for number in range(20)])
    assert [*tmp_path.rglob("*")] != []
    writer.discard()
    assert [*tmp_path.iterdir()] == []
