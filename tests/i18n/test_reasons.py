"""Every reason why a figure is missing can be said in every language, with its numbers."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from crowd.i18n import reasons
from crowd.i18n.reasons import translate_reason
from crowd.i18n.translator import ENGLISH_TRANSLATOR
from crowd.model.results import Reason
from crowd.model.sentence import Sentence
from tests.i18n.untranslated import bracketing_translator

SOURCES = Path(reasons.__file__).parent.parent
OF_FILES = {"self._why_unordered"}
"""Reasons that only the report of a file has, which is English."""

TABLE_ENDS = Reason(template="The table of this test ends at {n} answers.", values={"n": 72_000})
TWO_GROUPS = Reason(
    template="This needs at least {n} groups of at least {m} answers.", values={"n": 2, "m": 3}
)


def given_reasons() -> Iterator[tuple[str, ast.Call]]:
    """Each `Undefined` that the sources make, by module."""
    for folder in ("stats", "analysis"):
        for file in sorted((SOURCES / folder).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Undefined":
                    yield f"crowd.{folder}.{file.stem}", node


def reason_of(module: str, call: ast.Call) -> Reason | None:
    """The reason that a call makes; each number in it is a thousand."""
    values = {str(keyword.arg): 1000 for keyword in call.keywords}
    match call.args[0]:
        case ast.Constant(value=str(text)):
            return Reason(template=text, values=values)
        case ast.Name(id=name):
            constant = getattr(importlib.import_module(module), name)
            assert isinstance(constant, Sentence), f"{name} of {module} is in no catalogue"
            return Reason(template=constant.template)
    assert ast.unparse(call.args[0]) in OF_FILES
    return None


def test_every_reason_is_in_the_catalogues() -> None:
    german = bracketing_translator("de")
    found = [reason for made in given_reasons() if (reason := reason_of(*made))]
    assert len(found) > 40
    assert [
        reason for reason in found if not translate_reason(reason, german).startswith("⟦")
    ] == []
    with_numbers = [reason for reason in found if reason.values]
    assert len(with_numbers) > 5
    assert [
        reason for reason in with_numbers if "⟧1.000" not in translate_reason(reason, german)
    ] == []


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (TABLE_ENDS, "The table of this test ends at 72,000 answers."),
        (TWO_GROUPS, "This needs at least 2 groups of at least 3 answers."),
        (Reason(template="Nobody gave a range."), "Nobody gave a range."),
        (Reason(template="Not {n}."), "Not {n}."),
    ],
)
def test_reason_is_an_english_sentence(reason: Reason, sentence: str) -> None:
    assert str(reason) == sentence
    assert translate_reason(reason, ENGLISH_TRANSLATOR) == sentence


def test_numbers_are_written_as_in_the_language() -> None:
    german = translate_reason(TABLE_ENDS, bracketing_translator("de"))
    assert german == "⟦The table of this test ends at ⟧72.000⟦ answers.⟧"


def test_stored_reason_has_values_only_where_there_are_any() -> None:
    stored = msgspec.json.encode([Reason(template="Nobody gave a range."), TWO_GROUPS])
    assert stored == (
        b'[{"template":"Nobody gave a range."},{"template":"This needs at least {n} groups of at least '
        b'{m} answers.","values":{"n":2,"m":3}}]'
    )
    assert msgspec.json.decode(stored, type=list[Reason])[1] == TWO_GROUPS
