"""The links by which programs discover oEmbed from a poll's page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from crowd.web.urls import in_language, query_of


def discovery_links(poll_id: str, base: str, language: str = "en") -> dict[str, str]:
    """Return the oEmbed addresses of a poll by media type, for links in its page.

    In another language than English, the address of the poll names it: the widget is in it too.
    """
    address = f"{base}/p/{poll_id}{query_of(in_language(language))}"
    return {
        "application/json+oembed": f"{base}/oembed?{urlencode({'url': address})}",
        "text/xml+oembed": f"{base}/oembed?{urlencode({'url': address, 'format': 'xml'})}",
    }


def link_header(poll_id: str, base: str, language: str = "en") -> str:
    """Write the same links as a `Link` header, for programs that read only headers."""
    return ", ".join(
        f'<{quote(address, safe=":/?=&%[]")}>; rel="alternate"; type="{media_type}"'
        for media_type, address in discovery_links(poll_id, base, language).items()
    )
