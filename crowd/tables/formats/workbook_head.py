"""The first message of the process that reads a workbook."""

from __future__ import annotations

import msgspec


class WorkbookHead(msgspec.Struct, frozen=True):
    """The sheets that can be seen, and the one that is read; or why nothing can be read."""

    sheets: list[str] = []
    sheet: str = ""
    problem: str = ""
