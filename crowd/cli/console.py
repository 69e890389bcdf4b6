"""The console that reports are printed to: a terminal, or plain text in the encoding of a pipe."""

from __future__ import annotations

import io
import sys

import click
from rich.console import Console
from rich.table import Table

from crowd.cli.histogram import ASCII, PIPE, TERMINAL, Glyphs

PLAIN_WIDTH = 80
"""Columns of plain text."""


MAX_WIDTH = 100
"""Columns used of a wider terminal."""


ASCII_REPLACEMENTS = str.maketrans(
    {"\N{NO-BREAK SPACE}": " ", "’": "'", "“": '"', "”": '"', "–": "-"}
)


def make_console() -> tuple[Console, Glyphs]:
    """Make a console with colours and lines for a terminal, otherwise one of plain text."""
    unicode = sys.stdout.encoding.lower().startswith("utf")
    if not sys.stdout.isatty():
        console = Console(
            file=io.StringIO(), width=PLAIN_WIDTH, force_terminal=False, highlight=False
        )
        return console, PIPE if unicode else ASCII
    console = Console(highlight=False)
    console.width = min(MAX_WIDTH, console.width)
    return console, TERMINAL if unicode else ASCII


def printable(text: str) -> str:
    """Strip trailing spaces, and replace characters that the output's encoding lacks."""
    lines = "\n".join(line.rstrip() for line in text.rstrip().split("\n"))
    encoding = sys.stdout.encoding
    if not encoding.lower().startswith("utf"):
        lines = lines.translate(ASCII_REPLACEMENTS)
    return lines.encode(encoding, "replace").decode(encoding)


def make_table(first: str, *others: str) -> Table:
    """Make a table without lines, with a header unless all of its names are empty."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    table.show_header = any((first, *others))
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right" if name != "and is" else "left", overflow="fold")
    return table


def flush(console: Console) -> None:
    """Print what a console of plain text holds."""
    if isinstance(console.file, io.StringIO):
        click.echo(printable(console.file.getvalue()))
