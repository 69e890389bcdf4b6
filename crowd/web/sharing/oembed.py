"""oEmbed (oembed.com): how a site that knows only a link to a poll can show its widget."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import msgspec
from litestar import get

from crowd.charts.text_layout import to_drawable
from crowd.i18n.languages import LANGUAGES
from crowd.model.errors import Malformed, NotFound
from crowd.model.host import DEFAULT_PORTS
from crowd.parsing.pasted_links import repair_path
from crowd.poll import Poll, State
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import JSON, BytesResponse
from crowd.web.sharing.image_variants import PREVIEW_SIZE
from crowd.web.sharing.images import RESULT_CACHE, preview_image_url
from crowd.web.urls import base_url, query_of
from crowd.web.views.widget_size import WIDGET_HEIGHT
from crowd.web.visible_polls import load_visible_poll

XML = "text/xml; charset=utf-8"
DEFAULT_SIZE = (640, WIDGET_HEIGHT)
"""Width and height of the frame, in pixels, where the site gives no maximum."""

REVEALED_CACHE_AGE = 3600
"""Seconds for which sites may keep the response of a revealed poll."""

MAX_URL_LENGTH = 2000
POLL_PATHS = {"p", "embed"}
"""The first segments of paths whose second one is the id of a poll."""


class OEmbed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A response, with the names of the specification; it has all fields of a thumbnail or none."""

    type: str
    version: str
    title: str
    provider_name: str
    provider_url: str
    cache_age: int
    width: int
    height: int
    html: str
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


@get("/oembed", include_in_schema=False)
async def oembed(request: AppRequest, service: OurService) -> BytesResponse:
    """Describe how to embed the poll at an address of this service, without fetching the address."""
    asked = request.query_params
    write = WRITERS.get(asked.get("format", "") or "json")
    if write is None:
        return BytesResponse(
            b"This address answers with format=json or format=xml.\n",
            "text/plain; charset=utf-8",
            HTTPStatus.NOT_IMPLEMENTED,
        )
    base = base_url(request, service.settings)
    address = asked.get("url", "")
    poll_id = poll_id_of(address, base)
    poll = await load_visible_poll(service, poll_id)
    max_size = MaxSize(
        _parse_pixels(asked.get("maxwidth", "")), _parse_pixels(asked.get("maxheight", ""))
    )
    response = oembed_response(service, poll, base, max_size, language_of(address))
    body, media_type = write(service, response)
    return BytesResponse(
        body,
        media_type,
        headers={
            "Cache-Control": RESULT_CACHE if poll.revealed else cache_until_close(poll),
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


def poll_id_of(address: str, base: str) -> str:
    """Return the id of the poll at one of our addresses: of its page, image, widget or calendar."""
    if not address:
        raise Malformed("Say which address to embed: /oembed?url=https://...")
    parts = _split_url(address)
    if parts is None or _host_and_port(parts) != _host_and_port(urlsplit(base)):
        raise NotFound
    first, _, rest = repair_path(unquote(parts.path)).strip("/").partition("/")
    name = rest.partition("/")[0].partition(".")[0]
    if first not in POLL_PATHS or not name:
        raise NotFound
    return name


def language_of(address: str) -> str:
    """Return the language that an address asks for; empty if it asks for none that there is."""
    asked = parse_qs(urlsplit(address.strip()).query).get("lang", [""])[0]
    return asked if asked in LANGUAGES else ""


class MaxSize(NamedTuple):
    """The space that a site has for a frame, in pixels; None where it does not say."""

    width: int | None = None
    height: int | None = None


def oembed_response(
    service: Service, poll: Poll, base: str, max_size: MaxSize, language: str = ""
) -> OEmbed:
    """Describe the frame of a poll, compact where there is less height than usual."""
    default_width, default_height = DEFAULT_SIZE
    width = min(default_width, max_size.width or default_width)
    height = min(default_height, max_size.height or default_height)
    title = to_drawable(poll.definition.question)
    return OEmbed(
        type="rich",
        version="1.0",
        title=title,
        provider_name=service.renderer.name,
        provider_url=f"{base}/",
        cache_age=_cache_age(poll),
        width=width,
        height=height,
        html=service.renderer.page(
            "sharing/oembed.html",
            title=title,
            address=f"{base}/p/{poll.id}{query_of({'lang': language})}",
            frame=_frame_address(poll, base, language, compact=height < default_height),
            width=width,
            height=height,
        )
        .decode()
        .strip(),
        **_thumbnail(poll, base, language, max_size),
    )


def _frame_address(poll: Poll, base: str, language: str, *, compact: bool) -> str:
    query = query_of({"compact": "1" if compact else "", "lang": language})
    return f"{base}/embed/{poll.id}{query}"


def _split_url(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError:
        return None
    usable = len(address) <= MAX_URL_LENGTH and parts.scheme in DEFAULT_PORTS and not parts.username
    return parts if usable else None


def _host_and_port(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port without the scheme: people paste http for a service at https."""
    port = parts.port
    return parts.hostname, None if port in {None, *DEFAULT_PORTS.values()} else port


def _parse_pixels(text: str) -> int | None:
    """Parse a number of pixels; None for zero and for what is no number."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 6
    return int(text) or None if is_number else None


def _cache_age(poll: Poll) -> int:
    if poll.revealed:
        return REVEALED_CACHE_AGE
    left = (poll.closes_at - now()).total_seconds() if poll.state is State.OPEN else 0
    return max(0, min(60, int(left)))


def _thumbnail(poll: Poll, base: str, language: str, max_size: MaxSize) -> dict[str, Any]:
    """Return the fields of the thumbnail; none where it is larger than the site allows."""
    width, height = PREVIEW_SIZE
    if width > (max_size.width or width) or height > (max_size.height or height):
        return {}
    return {
        "thumbnail_url": preview_image_url(poll, base, language),
        "thumbnail_width": width,
        "thumbnail_height": height,
    }


def _as_json(_service: Service, response: OEmbed) -> tuple[bytes, str]:
    return msgspec.json.encode(response), JSON


def _as_xml(service: Service, response: OEmbed) -> tuple[bytes, str]:
    fields = msgspec.to_builtins(response)
    return service.renderer.page("sharing/oembed.xml", fields=fields), XML


WRITERS: dict[str, Callable[[Service, OEmbed], tuple[bytes, str]]] = {
    "json": _as_json,
    "xml": _as_xml,
}
