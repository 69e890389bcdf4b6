"""Files for spreadsheets: texts never become formulas, numbers stay numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crowd.tables.csv_writer import export_time, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_gets_a_quote(text: str) -> None:
    cell = write_csv([[text]]).removesuffix("\r\n").strip('"')
    assert cell == f"'{text}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x\n@SUM(A1)", "x\n'@SUM(A1)"),
        ("x\t-1", "x\t'-1"),
        ("a,=1+1", "a,'=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a; -1 or b-1", "a; -1 or b-1"),
    ],
)
def test_formula_behind_the_end_of_a_cell_gets_a_quote(text: str, written: str) -> None:
    for delimiter in ",;":
        assert write_csv([[text]], delimiter).removesuffix("\r\n").strip('"') == written


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    rows = [[-1.5, 3, 1e30, True, "2027-03-27", 'a "quoted", text']]
    assert write_csv(rows) == '-1.5,3,1e+30,true,2027-03-27,"a ""quoted"", text"\r\n'


def test_rows_end_as_rfc_4180_says() -> None:
    assert write_csv([["value"], [1]]) == "value\r\n1\r\n"


def test_times_are_minutes_unless_seconds_were_chosen() -> None:
    at = int(datetime(2027, 1, 1, 12, 34, 56, tzinfo=UTC).timestamp())
    assert export_time(at, exact=False) == datetime(2027, 1, 1, 12, 34, tzinfo=UTC)
    assert export_time(at, exact=True) == datetime(2027, 1, 1, 12, 34, 56, tzinfo=UTC)
