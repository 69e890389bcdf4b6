"""Kinds of questions: each is whole, and hardly anything else knows that they differ."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from crowd.kinds import KINDS
from crowd.kinds.kind import Kind, KindOptions
from crowd.kinds.values import (
    API_LOCALE,
    check_truth,
    check_value,
    parse_plain,
    parse_truth,
    parse_value,
)
from crowd.stats.aggregate import AGGREGATORS
from crowd.web.api.kind_messages import NewKind
from tests.kind_examples import EXAMPLES, to_body, typed_truth, typed_values, values_of
from tests.paths import ROOT

MAX_KNOWING_FILES = 5
CLASSES = {kind.__name__ for kind in KINDS.values()}

kinds = pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)


def names_several_kinds(file: Path) -> bool:
    """Whether a file imports several kinds, or asks a question which kind it is."""
    text = file.read_text()
    if "kind" not in text:
        return False
    imported = {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crowd.kinds")
        for alias in node.names
    }
    asked = re.search(r"isinstance\([^)]*\bkind\b|\bkind\.name [!=]= |case \"(number|date)\"", text)
    return len(imported & CLASSES) > 1 or asked is not None


def test_few_files_know_that_kinds_differ() -> None:
    package = ROOT / "crowd"
    files = [file for file in package.rglob("*.py") if file.parent.name != "kinds"]
    knowing = sorted(str(file.relative_to(package)) for file in files if names_several_kinds(file))
    assert len(knowing) <= MAX_KNOWING_FILES, knowing
    assert "web/api/kind_messages.py" in knowing  # so that it is seen at all


@kinds
def test_what_is_written_is_read(kind: Kind) -> None:
    for value, typed in zip(values_of(kind), typed_values(kind), strict=True):
        assert check_value(value, kind) == ""
        assert parse_value(typed, kind, API_LOCALE) == (value, ())
        assert parse_plain(str(kind.to_json(value)), kind) == (value, ())
        assert kind.is_answer(typed)
    truth = parse_truth(typed_truth(kind), kind, API_LOCALE)
    assert check_truth(truth, kind) == ""


@kinds
def test_nothing_that_is_left_out_is_read(kind: Kind) -> None:
    assert check_value(float("nan"), kind)
    assert check_value(1e101, kind)
    assert check_truth(float("inf"), kind)
    assert not kind.is_answer("")


@kinds
def test_definition_without_bounds_is_right(kind: Kind) -> None:
    assert list(kind.definition_problems()) == []
    assert kind.without_controls() == kind
    assert kind.has_same_values(kind)
    assert kind.form_fields(API_LOCALE).keys() >= set(kind.field_names)


@kinds
def test_headlines_are_aggregates(kind: Kind) -> None:
    more = {"log_odds_mean", "plurality", "surprisingly_popular"}
    assert set(kind.headlines) <= {*AGGREGATORS, *more}
    assert len(set(kind.headlines)) == len(kind.headlines)


@kinds
def test_api_takes_the_kind(kind: Kind) -> None:
    assert msgspec.convert(to_body(kind), NewKind).kind() == kind


def test_api_and_form_have_the_same_order() -> None:
    assert [message.__struct_config__.tag for message in get_args(NewKind)] == list(KINDS)


@kinds
def test_form_has_the_fields_of_the_kind(kind: Kind) -> None:
    template = ROOT / "templates" / "kinds" / f"{kind.name}.html"
    assert template.exists() == bool(kind.field_names)
    if kind.field_names:
        text = template.read_text()
        assert f'data-for="{kind.name}"' in text
        assert [name for name in kind.field_names if f'"{name}"' not in text] == []


@kinds
def test_form_hides_the_fields_of_other_kinds(kind: Kind) -> None:
    styles = (ROOT / "static" / "css" / "crowd.css").read_text()
    rule = f'form:has(#kind-{kind.name}:checked) [data-for]:not([data-for~="{kind.name}"])'
    assert rule in styles


@kinds
def test_terminal_has_the_options_of_the_kind(kind: Kind) -> None:
    # Choices have one option for each of their options.
    fields = {name.removesuffix("s") for name in kind.__struct_fields__}
    assert set(kind.option_names) == fields & set(KindOptions._fields)
