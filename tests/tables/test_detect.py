"""Which columns of a table are meant; what is not clear is asked for."""

from __future__ import annotations

import pytest

from crowd.model.errors import Invalid
from crowd.tables.detect import ImportColumns, find_delimiter, find_import_columns


@pytest.mark.parametrize(
    ("line", "delimiter"), [("slip\tanswer", "\t"), ("slip,answer", ","), ("402", ","), ("", ",")]
)
def test_delimiter_is_seen_in_the_first_line(line: str, delimiter: str) -> None:
    assert find_delimiter(line) == delimiter


@pytest.mark.parametrize(
    ("first", "value", "label", "found"),
    [
        (["402"], None, None, ImportColumns(0, None, False)),
        (["pieces"], None, None, ImportColumns(0, None, True)),
        (["slip", "guess"], None, "slip", ImportColumns(1, 0, True)),
        (["slip", "guess"], None, None, ImportColumns(1, None, True)),
        (["slip", "pieces"], "pieces", "slip", ImportColumns(1, 0, True)),
        (["slip", "2024"], "2024", None, ImportColumns(1, None, True)),
        (["A-17", "402"], "2", "1", ImportColumns(1, 0, False)),
        (["A-17", "402"], None, "1", ImportColumns(1, 0, False)),
    ],
)
def test_columns_are_found(
    first: list[str], value: str | None, label: str | None, found: ImportColumns
) -> None:
    assert find_import_columns(first, value, label) == found


@pytest.mark.parametrize(("first", "has_header"), [(["Red"], False), (["colour 1"], True)])
def test_header_is_told_from_answers_that_have_no_digits(
    first: list[str], has_header: bool
) -> None:
    found = find_import_columns(first, None, None, lambda cell: cell == "Red")
    assert found == ImportColumns(0, None, has_header)


@pytest.mark.parametrize(
    ("first", "value", "label"),
    [
        (["slip", "pieces"], None, None),
        (["1", "234"], None, None),
        (["answer", "guess"], None, None),
        (["slip", "pieces"], "weight", None),
        (["slip", "pieces"], None, "number"),
        (["slip", "pieces"], "3", None),
        (["slip", "pieces"], "0", None),
    ],
)
def test_columns_that_are_not_clear_are_asked_for(
    first: list[str], value: str | None, label: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        find_import_columns(first, value, label)
    assert f"the first row is {first[0]!r}, {first[1]!r}" in refused.value.detail
