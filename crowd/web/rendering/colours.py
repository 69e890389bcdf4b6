"""The colours of each theme, read from static/css/colours.css: the one place that has them.

The style sheet of pages begins with that file; cards and widgets take their colours from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crowd.web.rendering.assets import folder

BLOCK = re.compile(r":root \{(.*?)\}", re.DOTALL)
DECLARATION = re.compile(r"--([a-z-]+): ([^;]+);")
REFERENCE = re.compile(r"var\(--([a-z-]+)\)")
DOUBLED = re.compile(r"#(.)\1(.)\2(.)\3")


def read_colours(style_sheet: str) -> dict[str, dict[str, str]]:
    """Return the colours of each theme by name, such as "paper"; and by meaning, such as "truth".

    The sheet has three blocks: the colours of the light theme, those of the dark one, and meanings,
    which refer to them.
    """
    light, dark, meanings = (
        dict(DECLARATION.findall(block)) for block in BLOCK.findall(style_sheet)
    )
    references = {name: REFERENCE.fullmatch(value) for name, value in meanings.items()}
    return {
        theme: colours | {name: colours[found[1]] for name, found in references.items() if found}
        for theme, colours in {"light": light, "dark": dark}.items()
    }


def shortened(colours: Mapping[str, str]) -> dict[str, str]:
    """Return the same colours, with three digits instead of six where they say the same."""
    return {name: DOUBLED.sub(r"#\1\2\3", colour) for name, colour in colours.items()}


COLOURS = read_colours((folder("static") / "css" / "colours.css").read_text())
"""The colours of the themes "light" and "dark"."""
