"""Addresses of this service: its base, queries, and paths that several rooms name."""

from __future__ import annotations

from urllib.parse import urlencode

from crowd.model.poll import Poll
from crowd.settings import Settings
from crowd.web.http.headers import AppRequest, host_of


def query_of(asked: dict[str, str]) -> str:
    """What has a value, as the query of an address; empty if nothing has."""
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(given)}" if given else ""


def in_language(language: str) -> dict[str, str]:
    """What an address says of its language; English goes without saying."""
    return {} if language in {"", "en"} else {"lang": language}


def image_path(poll: Poll) -> str:
    """The address of a poll's picture, named after its bytes."""
    image = poll.definition.image
    assert image is not None, "asked only where there is one"
    return f"/p/{poll.id}/images/{image.hash}"


def base_url(request: AppRequest, settings: Settings) -> str:
    """The address that people use for this service, without a slash at its end."""
    return settings.public_url or f"{request.scope['scheme']}://{host_of(request.scope)}"
