"""Write names as words of a shell, for commands that messages tell people to type."""

from __future__ import annotations


def quote_for_shell(name: str) -> str:
    """Quote a name, unless it is of letters and digits alone."""
    return name if name.isalnum() else "'" + name.replace("'", "'\\''") + "'"
