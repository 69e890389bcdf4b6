"""The parts of a running service that a profile distinguishes, by the file that a function stands in."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from bench.sampling import Call, Stack

SOURCE = Path(__file__).parents[1]
PACKAGES = Path(sysconfig.get_path("purelib"))

EVENT_LOOP = "event loop, reading"
"""What is left: uvloop, which has no frames of its own, and whoever runs it."""

FOLDERS = {
    SOURCE / "crowd/web/http/responses.py": "sending",
    SOURCE / "crowd/web/http/response_cycle.py": "sending",
    SOURCE / "crowd/web/http/header_block.py": "sending",
    SOURCE / "crowd/web/http": "connections, headers and bodies",
    SOURCE / "crowd/web/middleware": "middleware",
    SOURCE / "crowd/web/rendering": "rendering and finished pages",
    SOURCE / "crowd/web/views": "rendering and finished pages",
    SOURCE / "templates": "rendering and finished pages",
    SOURCE / "crowd/web": "handlers",
    SOURCE / "crowd/store": "store",
    SOURCE / "crowd/i18n": "words",
    SOURCE / "crowd/reporting": "words",
    SOURCE / "crowd": "actions, rules and figures",
    PACKAGES / "redis": "client of the database",
    PACKAGES / "jinja2": "rendering and finished pages",
    PACKAGES / "litestar": "Litestar",
    PACKAGES / "uvicorn/server.py": EVENT_LOOP,
    PACKAGES / "uvicorn/_compat.py": EVENT_LOOP,
    PACKAGES / "uvicorn": "uvicorn",
}
"""Parts by the folder or file of their code; of two that contain a file, the first one counts."""


def part_of(call: Call) -> str | None:
    """Return the part that a function belongs to; None for one of a library that serves its caller."""
    file = Path(call.file)
    for folder, part in FOLDERS.items():
        if file.is_relative_to(folder):
            return part
    return None


def parts_of(stack: Stack) -> list[str]:
    """Return the parts whose functions are under way, the innermost first, each once."""
    parts = dict.fromkeys(part for part in map(part_of, stack) if part is not None)
    return [*parts | {EVENT_LOOP: None}]
