"""Where tests find what they read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
DATA = ROOT.parent / "shared" / "data"
"""Published data sets beside the project; tests of them are skipped where they are missing."""

CASES = ROOT.parent / "shared" / "cases" / "files"
"""Files as people bring them, likewise."""
