"""oEmbed (oembed.com): what a site shows for a link to a poll, told to the site by the link alone."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

import msgspec
from litestar import get

from crowd.actions.close_poll import current_poll
from crowd.charts.text_layout import to_drawable
from crowd.i18n.languages import LANGUAGES
from crowd.model.errors import Malformed, NotFound
from crowd.model.poll import Poll, State
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import JSON, BytesResponse
from crowd.web.sharing.images import PREVIEW_SIZE, RESULT_CACHE, preview_image_url
from crowd.web.urls import base_url, in_language, query_of
from crowd.web.views.widget_size import WIDGET_HEIGHT

XML = "text/xml; charset=utf-8"
DEFAULT_SIZE = (640, WIDGET_HEIGHT)
"""Pixels that the frame has where the site does not say how much room there is."""

REVEALED_CACHE_AGE = 3600
MAX_URL = 2000
PORTS = {"http": 80, "https": 443}
POLL_PATHS = {"p", "embed"}


class OEmbed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer, by the names of the specification; a thumbnail has all three or none."""

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
    """How to embed the poll at one of our own addresses; nothing is ever fetched."""
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
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        raise NotFound
    room = (_parse_pixels(asked.get("maxwidth", "")), _parse_pixels(asked.get("maxheight", "")))
    answer = oembed_response(service, poll, base, room, language_of(address))
    body, media_type = write(service, answer)
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
    """The poll that one of our addresses leads to, in any form in which people paste it."""
    if not address:
        raise Malformed("Say which address to embed: /oembed?url=https://...")
    parts = _split_url(address)
    if parts is None or _host_and_port(parts) != _host_and_port(urlsplit(base)):
        raise NotFound
    first, _, rest = parts.path.strip("/").partition("/")
    name = rest.partition("/")[0].partition(".")[0]
    if first not in POLL_PATHS or not name:
        raise NotFound
    return name


def language_of(address: str) -> str:
    """The language that an address asks for; empty if each reader's own is meant."""
    asked = parse_qs(urlsplit(address.strip()).query).get("lang", [""])[0]
    return asked if asked in LANGUAGES else ""


def oembed_response(
    service: Service,
    poll: Poll,
    base: str,
    room: tuple[int | None, int | None],
    language: str = "",
) -> OEmbed:
    """What the frame is and how large, with a picture where there is room for it."""
    most_wide, most_high = room
    width, height = (
        min(DEFAULT_SIZE[0], most_wide or DEFAULT_SIZE[0]),
        min(DEFAULT_SIZE[1], most_high or DEFAULT_SIZE[1]),
    )
    title, compact = to_drawable(poll.definition.question), height < DEFAULT_SIZE[1]
    look = query_of({"compact": "1" if compact else "", "lang": language})
    html = service.renderer.page(
        "sharing/oembed.html",
        title=title,
        address=f"{base}/p/{poll.id}{query_of({'lang': language})}",
        frame=f"{base}/embed/{poll.id}{look}",
        width=width,
        height=height,
    )
    return OEmbed(
        type="rich",
        version="1.0",
        title=title,
        provider_name="crowd",
        provider_url=f"{base}/",
        cache_age=_cache_age(poll),
        width=width,
        height=height,
        html=html.decode().strip(),
        **_thumbnail(poll, base, language, room),
    )


def discovery_links(poll_id: str, base: str, language: str = "en") -> dict[str, str]:
    """The addresses at which programs that read the poll's page find the answer, by their types.

    A widget that was found by way of a page in another language than English is in that language.
    """
    address = f"{base}/p/{poll_id}{query_of(in_language(language))}"
    return {
        "application/json+oembed": f"{base}/oembed?{urlencode({'url': address})}",
        "text/xml+oembed": f"{base}/oembed?{urlencode({'url': address, 'format': 'xml'})}",
    }


def link_header(poll_id: str, base: str, language: str = "en") -> str:
    """The same for programs that read only the headers."""
    return ", ".join(
        f'<{quote(address, safe=":/?=&%[]")}>; rel="alternate"; type="{media_type}"'
        for media_type, address in discovery_links(poll_id, base, language).items()
    )


def _split_url(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError:
        return None
    usable = len(address) <= MAX_URL and parts.scheme in PORTS and not parts.username
    return parts if usable else None


def _host_and_port(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port: people paste http where the service is at https."""
    port = parts.port
    return parts.hostname, None if port in {None, *PORTS.values()} else port


def _parse_pixels(text: str) -> int | None:
    """A number of pixels; None if it is none, as what is not understood is not asked for."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 6
    return int(text) or None if is_number else None


def _cache_age(poll: Poll) -> int:
    if poll.revealed:
        return REVEALED_CACHE_AGE
    left = (poll.closes_at - now()).total_seconds() if poll.state is State.OPEN else 0
    return max(0, min(60, int(left)))


def _thumbnail(poll: Poll, base: str, language: str, room: tuple[int | None, int | None]) -> Any:
    width, height = PREVIEW_SIZE
    most_wide, most_high = room
    if width > (most_wide or width) or height > (most_high or height):
        return {}
    return {
        "thumbnail_url": preview_image_url(poll, base, language),
        "thumbnail_width": width,
        "thumbnail_height": height,
    }


def _as_json(_service: Service, answer: OEmbed) -> tuple[bytes, str]:
    return msgspec.json.encode(answer), JSON


def _as_xml(service: Service, answer: OEmbed) -> tuple[bytes, str]:
    fields = msgspec.to_builtins(answer)
    return service.renderer.page("sharing/oembed.xml", fields=fields), XML


WRITERS: dict[str, Callable[[Service, OEmbed], tuple[bytes, str]]] = {
    "json": _as_json,
    "xml": _as_xml,
}
