"""Names of files after questions: safe on every system."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.tables.exports.file_name import MAX_BYTES, UNSAFE, ascii_file_name, file_name


@pytest.mark.parametrize(
    ("question", "name", "ascii_name"),
    [
        ("How many?", "How many.csv", "How many.csv"),
        ("../../etc/passwd", "etc passwd.csv", "etc passwd.csv"),
        ("Größe: 5 %?", "Größe 5.csv", "Groe 5.csv"),
        ("كم حبة؟", "كم حبة؟.csv", "answers.csv"),
        ("con", "answers.csv", "answers.csv"),
        ("CON.xlsx", "answers.csv", "answers.csv"),
        ("aux", "answers.csv", "answers.csv"),
        ("NUL.", "answers.csv", "answers.csv"),
        ("nul .txt", "answers.csv", "answers.csv"),
        ("COM\N{SUPERSCRIPT ONE}", "answers.csv", "answers.csv"),
        ("\uff23\uff2f\uff2e", "answers.csv", "answers.csv"),
        ("\uff4c\uff50\uff54\uff11.txt", "answers.csv", "answers.csv"),
        ("conout$", "answers.csv", "answers.csv"),
        ("Çon", "Çon.csv", "answers.csv"),
        ("Context", "Context.csv", "Context.csv"),
        ("gpj.\u202evsc", "gpj.vsc.csv", "gpj.vsc.csv"),
        ("...", "answers.csv", "answers.csv"),
        ("a\r\nSet-Cookie: b", "a Set-Cookie b.csv", "a Set-Cookie b.csv"),
    ],
)
def test_question_names_the_file(question: str, name: str, ascii_name: str) -> None:
    assert file_name(question, "csv") == name
    assert ascii_file_name(name) == ascii_name


@given(st.text(max_size=300))
def test_any_question_makes_a_safe_name(question: str) -> None:
    name = file_name(question, "xlsx")
    stem = name.removesuffix(".xlsx")
    assert 0 < len(stem.encode()) <= MAX_BYTES
    assert not UNSAFE.search(stem.replace(" ", ""))
    assert not stem.startswith((".", " ", "-"))
    assert ascii_file_name(name).isascii()
    assert ascii_file_name(name).isprintable()
