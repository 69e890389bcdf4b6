"""Large digits: a number in block characters, three lines tall."""

from __future__ import annotations

GLYPHS = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
    ".": (" ", " ", "▀"),
    ",": (" ", " ", "▞"),
    "-": ("   ", "▀▀▀", "   "),
    "%": ("▀ ▞", " ▞ ", "▞ ▀"),
    "\N{NO-BREAK SPACE}": (" ", " ", " "),
}
MAX_CHARACTERS = 14
"""Characters of the longest number that is rendered."""


def render_large(text: str) -> list[str]:
    """Render a number as three lines; none for other texts and for numbers that are too long."""
    if len(text) > MAX_CHARACTERS or not set(text) <= GLYPHS.keys():
        return []
    return [" ".join(GLYPHS[character][row] for character in text) for row in range(3)]
