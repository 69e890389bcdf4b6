"""Links as people paste them: with punctuation, brackets, spaces and invisible characters around."""

from __future__ import annotations

import re

from crowd.parsing.visible_text import INVISIBLE_CHARACTERS

POLL_ID = r"[A-Za-z0-9_-]{18}"
"""A poll id as `crowd.model.tokens` makes it: 13 bytes in base64url."""

_FORMATS = r"\.(?:svg|png|ics)(?!\.?[A-Za-z0-9_-])"
_PARTS = r"(?:/[a-z0-9_-]+(?:\.[a-z]+)?)+"
_END = r"[_-]*(?![A-Za-z0-9_-])"
"""The end of a token, perhaps with marks of Markdown, which are letters of its alphabet."""

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"/(p|embed)/({POLL_ID}){_END}(?:({_FORMATS}|{_PARTS})|(?!\.[A-Za-z0-9]))",
        rf"/(a)/({POLL_ID}\.[A-Za-z0-9_-]{{32}}){_END}",
        rf"/(e)/({POLL_ID}\.[A-Za-z0-9_-]{{38}}){_END}",
        rf"/(feeds)/([A-Za-z0-9_-]{{38}}){_END}(/feed\.(?:atom|json))",
        r"/(new|methods)(?![A-Za-z0-9_-])",
    )
)
"""Addresses that people pass on; what follows the match is left out."""

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_OPENING = re.compile(r"/[^A-Za-z0-9_-]+")
"""Slashes, brackets and quotes before a part of the path."""

MAX_PATH_LENGTH = 1000
"""Characters of a path from which on nothing is repaired; the longest of ours has 150."""


def repair_path(path: str) -> str:
    """Return a path without what was pasted along with it; the same path if nothing was.

    Looks at the text alone: whether there is a poll at the address does not matter.

    >>> repair_path("/p/2KCXIarVFT6x6GVvMA).")
    '/p/2KCXIarVFT6x6GVvMA'
    """
    if len(path) > MAX_PATH_LENGTH:
        return path
    # An address that was escaped twice still has escapes.
    spaced = _ESCAPE.sub(" ", path)
    visible = "".join(character for character in spaced if character not in INVISIBLE_CHARACTERS)
    # Space ends a link, unless a line was broken within it.
    return _find_link(visible) or _find_link("".join(visible.split())) or path


def _find_link(path: str) -> str:
    """Return the address that a path begins with; empty if it is none of ours."""
    plain = _OPENING.sub("/", path)
    for pattern in _PATTERNS:
        match = pattern.match(plain)
        if match:
            first, token, rest = (*match.groups(default=""), "", "")[:3]
            # Capital letters count in tokens; all other parts are in small letters.
            return f"/{first.lower()}{'/' if token else ''}{token}{rest.lower()}"
    return ""


def poll_id_in(text: str) -> str:
    """Return the poll id in a link to a page of the poll, or in a text that is only the id."""
    address = text.partition("?")[0].partition("#")[0]
    path = address.rpartition("/p/")[2] if "/p/" in address else address.rpartition("/")[2]
    return repair_path(f"/p/{path}").removeprefix("/p/").partition("/")[0]


def has_lost_capitals(path: str) -> bool:
    """Return whether a path has a poll id in small or in capital letters alone, which is none."""
    match = _PATTERNS[0].match(path)
    poll_id = match[2] if match else ""
    return poll_id.islower() or poll_id.isupper()
