"""Bounds below which a figure is not worth a sentence."""

from __future__ import annotations

MIN_ANSWERS = 4
"""Answers below which nothing is said of their spread, and no figure is shown as evidence."""

SIGNIFICANCE_LEVEL = 0.01
"""p-value below which a finding is not put down to chance."""
