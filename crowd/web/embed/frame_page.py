"""The page that a frame shows: one reply, with its style and its script in it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from crowd.web.deps import Service
from crowd.web.embed.appearance import Appearance
from crowd.web.rendering.colours import COLOURS, shortened

ANY_ORIGIN = ("*",)

WIDGET_COLOURS = {theme: shortened(colours) for theme, colours in COLOURS.items()}


class FramePage(NamedTuple):
    """Style and script of a page for frames, and headers with a policy that allows only these."""

    appearance: Appearance
    style: Markup
    script: Markup
    headers: dict[str, str]


def frame_page(
    service: Service,
    appearance: Appearance,
    framed_by: Sequence[str] = ANY_ORIGIN,
    accents: Mapping[str, str] | None = None,
) -> FramePage:
    """Render style and script, for frames in pages of these origins.

    `accents`, by "light" and "dark", take the place of those of the appearance.
    """
    render = service.renderer.page
    style = render(
        "embed/widget.css",
        appearance=appearance,
        accents=accents or appearance.accents,
        colours=WIDGET_COLOURS,
    ).decode()
    script = render("embed/widget.js").decode()
    headers = {
        "Content-Security-Policy": content_security_policy(style, script, framed_by),
        # Pages with COEP require-corp can frame it: it loads nothing.
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return FramePage(
        appearance=appearance,
        style=Markup(style),  # noqa: S704 - our own file, with colours in it that we computed
        script=Markup(script),  # noqa: S704 - our own file
        headers=headers,
    )


def content_security_policy(style: str, script: str, framed_by: Sequence[str] = ANY_ORIGIN) -> str:
    """Write a policy that allows one style and one script by their hashes, and nothing else.

    Forms may be sent only from frames on listed origins.
    """
    form_action = "'none'" if framed_by is ANY_ORIGIN else "'self'"
    return (
        f"default-src 'none'; img-src 'self'; style-src {_hash(style)}; script-src {_hash(script)}; "
        f"form-action {form_action}; base-uri 'none'; "
        f"frame-ancestors {' '.join(framed_by)}"
    )


def render_in_frame(service: Service, page: FramePage, template: str, **data: Any) -> bytes:
    """Render a template that extends embed/frame_page.html."""
    return service.renderer.page(
        template,
        page.appearance.translator,
        appearance=page.appearance,
        style=page.style,
        script=page.script,
        **data,
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
