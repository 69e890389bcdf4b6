"""The page around whatever a frame shows: all in one reply, style and script named by their hashes."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from crowd.web.deps import Service
from crowd.web.embed.appearance import Appearance
from crowd.web.rendering.colours import COLOURS, shortened

ANYWHERE = ("*",)

WIDGET_COLOURS = {theme: shortened(colours) for theme, colours in COLOURS.items()}


class FramePage(NamedTuple):
    """Style and script of a page for frames, and the headers that let just those run."""

    look: Appearance
    style: Markup
    script: Markup
    headers: dict[str, str]


def frame_page_of(
    service: Service,
    look: Appearance,
    framed_by: Sequence[str] = ANYWHERE,
    accents: Mapping[str, str] | None = None,
) -> FramePage:
    """The shell for a look, in pages of these origins; its accents may be others than the look's."""
    render = service.renderer.page
    style = render(
        "embed/widget.css", look=look, accents=accents or look.colours, colours=WIDGET_COLOURS
    ).decode()
    script = render("embed/widget.js").decode()
    headers = {
        "Content-Security-Policy": policy_of(style, script, framed_by),
        # Pages that ask the same of everything in them can show it too: it loads nothing.
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return FramePage(
        look=look,
        style=Markup(style),  # noqa: S704 - our own file, with colours in it that we computed
        script=Markup(script),  # noqa: S704 - our own file
        headers=headers,
    )


def policy_of(style: str, script: str, framed_by: Sequence[str] = ANYWHERE) -> str:
    """What a page in a frame may do: it has one style and one script, and nothing else."""
    forms_go_to = "'none'" if framed_by is ANYWHERE else "'self'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        f"form-action {forms_go_to}; base-uri 'none'; "
        f"frame-ancestors {' '.join(framed_by)}"
    )


def framed(service: Service, shell: FramePage, template: str, **data: Any) -> bytes:
    """A page in its shell."""
    return service.renderer.page(
        template,
        shell.look.translator,
        look=shell.look,
        style=shell.style,
        script=shell.script,
        **data,
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
