"""Texts that commands have in common."""

from __future__ import annotations

MAX_TEXT_SHOWN = 40
"""Characters shown of what somebody typed."""


def shorten(text: str) -> str:
    """Return the beginning of a text on one line, with only characters that can be seen."""
    begin = " ".join(text[: 4 * MAX_TEXT_SHOWN].split())
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in begin)
    return shown if len(shown) <= MAX_TEXT_SHOWN else f"{shown[: MAX_TEXT_SHOWN - 1]}…"


def printable(text: str) -> str:
    """Return a text without characters that could steer a terminal; a file can hold them."""
    return "".join(
        one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text
    )


def rejected_line(line: int, text: str, reason: str) -> str:
    """Say why a row was left out, with what stands in it."""
    quoted = f"“{shorten(text)}”. " if text else ""
    return f"Line {line}: {quoted}{reason}"


def with_count(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural unless it is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
