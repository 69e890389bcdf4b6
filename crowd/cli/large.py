"""A number in characters three lines tall, for the one figure that everybody looks for."""

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
MOST = 14


def draw_large(text: str) -> list[str]:
    """The lines of a number; none for what is no number, or too long to be read at a glance."""
    if len(text) > MOST or not set(text) <= GLYPHS.keys():
        return []
    return [" ".join(GLYPHS[character][row] for character in text) for row in range(3)]
