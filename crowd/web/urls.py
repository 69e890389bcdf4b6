"""URLs of this service: its base, queries, and paths that several rooms use."""

from __future__ import annotations

from urllib.parse import urlencode

from crowd.poll import Poll
from crowd.settings import Settings
from crowd.web.http.headers import AppRequest, host_of


def query_of(asked: dict[str, str]) -> str:
    """Return the parameters that have a value as a query with "?"; empty if none has."""
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(given)}" if given else ""


def in_language(language: str) -> dict[str, str]:
    """Return the query parameter for a language; none for English, the default."""
    return {} if language in {"", "en"} else {"lang": language}


def image_path(poll: Poll) -> str:
    """Return the path of a poll's image, which contains the hash of its bytes."""
    image = poll.definition.image
    assert image is not None, "asked only where there is one"
    return f"/p/{poll.id}/images/{image.hash}"


def base_url(request: AppRequest, settings: Settings) -> str:
    """Return the address that people use for this service, without a slash at its end."""
    return settings.public_url or f"{request.scope['scheme']}://{host_of(request.scope)}"
