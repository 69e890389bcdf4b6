"""Which columns of a table are meant; what is not clear is asked for."""

from __future__ import annotations

import pytest

from crowd.model.errors import Invalid
from crowd.parsing.text import has_digit
from crowd.tables.detect import assign_roles, has_header_row


@pytest.mark.parametrize(
    ("first", "column", "label", "found", "has_header"),
    [
        (["402"], None, None, {"column": 0}, False),
        (["pieces"], None, None, {"column": 0}, True),
        (["slip", "guess"], None, "slip", {"name": 0, "column": 1}, True),
        (["slip", "guess"], None, None, {"column": 1}, True),
        (["slip", "pieces"], "pieces", "slip", {"name": 0, "column": 1}, True),
        (["slip", "2024"], "2024", None, {"column": 1}, True),
        (["A-17", "402"], "2", "1", {"name": 0, "column": 1}, False),
        (["A-17", "402"], None, "1", {"name": 0, "column": 1}, False),
    ],
)
def test_columns_are_found(
    first: list[str],
    column: str | None,
    label: str | None,
    found: dict[str, int],
    has_header: bool,
) -> None:
    assert assign_roles(first, {"column": column, "name": label}) == found
    asked = [name for name in (column, label) if name is not None]
    assert has_header_row(first, asked, has_digit) == has_header


@pytest.mark.parametrize(("first", "has_header"), [(["Red"], False), (["colour 1"], True)])
def test_header_is_told_from_answers_that_have_no_digits(
    first: list[str], has_header: bool
) -> None:
    assert has_header_row(first, [], lambda cell: cell == "Red") == has_header


@pytest.mark.parametrize(
    ("first", "column", "label"),
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
    first: list[str], column: str | None, label: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        assign_roles(first, {"column": column, "name": label})
    assert refused.value.detail.splitlines()[1:] == [f"   1  {first[0]!r}", f"   2  {first[1]!r}"]
