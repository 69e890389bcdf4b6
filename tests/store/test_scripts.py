"""Scripts of the database: each says what it takes and replies, and is run by something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.paths import ROOT

STORE = ROOT / "crowd" / "store"
SCRIPTS = sorted((STORE / "scripts").glob("*.lua"))
SOURCES = "\n".join(file.read_text() for file in STORE.rglob("*.py"))

scripts = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


@scripts
def test_header_says_what_the_script_takes_and_replies(script: Path) -> None:
    first, *lines = script.read_text().splitlines()
    header = [line for line in lines if line.startswith("-- ")]
    code = [line for line in lines if not line.startswith("-- ")]
    assert first.startswith("#!lua")
    assert any(line.startswith("-- KEYS: ") for line in header)
    assert any(line.startswith(("-- Reply: ", "-- Replies: ")) for line in header)
    assert any(line.startswith("-- ARGV: ") for line in header) == ("ARGV" in "".join(code))


@scripts
def test_script_is_run_by_the_store(script: Path) -> None:
    assert f'"{script.stem}"' in SOURCES
