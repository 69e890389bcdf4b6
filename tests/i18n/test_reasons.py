"""Every reason why a figure is missing can be said in every language."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from crowd.i18n import reasons
from crowd.i18n.reasons import NUMBERED, said_reason, without_numbers
from crowd.i18n.translator import ENGLISH_TRANSLATOR
from crowd.model.sentence import Sentence
from crowd.stats.validation import too_few_reason
from tests.i18n.untranslated import bracketing_translator

SOURCES = Path(reasons.__file__).parent.parent
OF_FILES = {"self._unordered"}
"""Reasons that only the report of a file has, which is English."""

MAKERS = {"too_few_reason": [too_few_reason(1), too_few_reason(6)]}
"""Functions that make reasons, with what they make."""


def given_reasons() -> Iterator[tuple[str, ast.expr]]:
    """What each `Undefined` of the sources is raised with, by module."""
    for folder in ("stats", "rules"):
        for file in sorted((SOURCES / folder).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Undefined":
                    yield f"crowd.{folder}.{file.stem}", node.args[0]


def texts(module: str, reason: ast.expr) -> list[str]:
    """What a reason can read like; each number in it a 1."""
    match reason:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return [
                "".join(part.value if isinstance(part, ast.Constant) else "1" for part in parts)
            ]
        case ast.Call(func=ast.Name(id=name)):
            return MAKERS[name]
        case ast.Name(id=name):
            constant = getattr(importlib.import_module(module), name)
            assert isinstance(constant, Sentence), f"{name} of {module} is in no catalogue"
            return [constant]
    assert ast.unparse(reason) in OF_FILES
    return []


def test_every_reason_is_in_the_catalogues() -> None:
    german = bracketing_translator("de")
    found = [text for module, reason in given_reasons() for text in texts(module, reason)]
    assert len(found) > 40
    assert [text for text in found if not said_reason(text, german).startswith("⟦")] == []


@pytest.mark.parametrize(
    ("reason", "template"),
    [
        (too_few_reason(6), "Too few answers: this needs at least {n}."),
        ("The table of this test ends at 72,000 answers.", NUMBERED[-1]),
        ("1 and 2 and 3", "{n} and {m} and 3"),
        ("Nobody gave a range.", "Nobody gave a range."),
    ],
)
def test_numbers_leave_their_places(reason: str, template: str) -> None:
    assert without_numbers(reason) == template


def test_numbers_are_put_back_as_the_language_writes_them() -> None:
    reason = "The table of this test ends at 72,000 answers."
    assert said_reason(reason, ENGLISH_TRANSLATOR) == reason
    german = said_reason(reason, bracketing_translator("de"))
    assert german == "⟦The table of this test ends at ⟧72.000⟦ answers.⟧"
    both = "This needs at least 2 groups of at least 3 answers."
    assert said_reason(both, ENGLISH_TRANSLATOR) == both
