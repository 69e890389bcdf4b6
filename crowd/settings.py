"""Settings of the service: read once from the environment, then passed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from crowd.model.host import read_host
from crowd.model.service_texts import (
    MAX_NAME_LENGTH,
    Imprint,
    read_imprint,
    read_line,
    read_web_address,
)

ACCENT = re.compile(r"(#[0-9a-f]{6})(?:[\s,]+(#[0-9a-f]{6}))?", re.IGNORECASE)
PUBLIC_URL = re.compile(r"(?P<scheme>https?)://(?P<host>[^/]+)/*", re.IGNORECASE)
MEMORY_UNITS = {"MB": 1 << 20, "GB": 1 << 30}
MIN_DATABASE_MEMORY = 64 << 20
"""Bytes that the embedded database needs at least."""

MIN_SECRET_LENGTH = 32
MAX_PICTURE_MEGABYTES = 50
MAX_SHOWN = 60
"""Characters of a wrong text that its refusal repeats."""


class InvalidSetting(Exception):
    """A setting that the service cannot start with; the text says what to do."""


class HomePolls(Enum):
    """Which public polls the home page shows, besides its own example."""

    NONE = "none"
    PICKED = "picked"
    """Those that the operator chose with `crowd feature`."""
    NEWEST = "newest"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is one environment variable, documented in docs/configuration.md."""

    redis_url: str | None = None
    """REDIS_URL: an outside Redis or Valkey, or a cluster; unset starts the embedded one."""
    data: Path = Path("var")
    """CROWD_DATA: the folder of the embedded database and of the secret."""
    max_memory: int | None = None
    """CROWD_MAX_MEMORY: bytes that the embedded database may use; unset takes half of the memory."""
    secret: str | None = None
    """CROWD_SECRET: what receipts and links are derived from; unset keeps one in CROWD_DATA."""
    visitor_key: str | None = None
    """CROWD_VISITOR_KEY: what network addresses are hashed with; unset makes one at each start."""
    public_url: str | None = None
    """CROWD_PUBLIC_URL: the address people use, such as https://polls.example.org."""
    allow_weak_durability: bool = False
    """CROWD_ALLOW_WEAK_DURABILITY: ready even if the database may lose acknowledged answers."""
    rate_limit: bool = True
    """CROWD_RATE_LIMIT: off takes all limits away, for load tests."""
    trusted_proxies: tuple[str, ...] = ()
    """CROWD_TRUSTED_PROXIES: addresses or networks whose X-Forwarded-For is believed."""
    max_picture_megabytes: int = 20
    """CROWD_MAX_PICTURE: megabytes that a picture may have as it is sent."""
    home_polls: HomePolls = HomePolls.PICKED
    """CROWD_HOME_POLLS: which public polls the home page shows."""
    service_name: str = "crowd"
    """CROWD_SERVICE_NAME: what the service is called on its pages and in previews of links."""
    logo: Path | None = None
    """CROWD_LOGO: a picture in place of the name at the top of pages."""
    accent: tuple[str, ...] = ()
    """CROWD_ACCENT: colour of buttons and links on light paper, perhaps another one on dark paper."""
    operator: str = ""
    """CROWD_OPERATOR: who runs the service."""
    contact: str = ""
    """CROWD_CONTACT: how to reach them."""
    imprint: Imprint = Imprint()
    """CROWD_IMPRINT: text, file or address of the imprint."""
    source: str = ""
    """CROWD_SOURCE: address of the source code."""
    development: bool = False
    """CROWD_DEVELOPMENT: templates are read anew for each page."""

    @property
    def secure(self) -> bool:
        """Whether people use https, so that cookies may require it."""
        return (self.public_url or "").startswith("https://")

    @property
    def max_picture_bytes(self) -> int:
        """Bytes that a picture may have as it is sent."""
        return self.max_picture_megabytes * MEMORY_UNITS["MB"]


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from the environment; raise InvalidSetting for an unknown or invalid one."""
    unknown = sorted(
        name for name in environment if name.startswith("CROWD_") and name not in PARSERS
    )
    if unknown:
        raise InvalidSetting(
            f"{unknown[0]} is not a setting. Known are: {', '.join(sorted(PARSERS))}."
        )
    values: dict[str, Any] = {}
    for name, (field, parse) in PARSERS.items():
        text = environment.get(name, "").strip()
        if text:
            values[field] = parse(name, text)
    return Settings(**values)


def _parse_path(_name: str, text: str) -> Path:
    return Path(text).expanduser()


def _parse_flag(name: str, text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise InvalidSetting(f"{name} is {text!r}: write yes or no.")


def _parse_memory(name: str, text: str) -> int:
    found = re.fullmatch(r"(\d{1,9})\s*(MB|GB)", text, re.IGNORECASE)
    size = int(found[1]) * MEMORY_UNITS[found[2].upper()] if found else 0
    if size < MIN_DATABASE_MEMORY:
        raise InvalidSetting(f"{name} is {text!r}: write at least 64 MB, such as 512 MB or 2 GB.")
    return size


def _parse_picture_size(name: str, text: str) -> int:
    found = re.fullmatch(r"(\d{1,9})\s*MB", text, re.IGNORECASE)
    megabytes = int(found[1]) if found else 0
    if not 1 <= megabytes <= MAX_PICTURE_MEGABYTES:
        raise InvalidSetting(
            f"{name} is {text!r}: write 1 MB to {MAX_PICTURE_MEGABYTES} MB, such as 20 MB."
        )
    return megabytes


def _parse_home_polls(name: str, text: str) -> HomePolls:
    try:
        return HomePolls(text.lower())
    except ValueError:
        raise InvalidSetting(f"{name} is {text!r}: write none, picked or newest.") from None


def _read_with(read: Callable[[str], Any]) -> Callable[[str, str], Any]:
    """Return a parser whose refusals name the setting."""

    def parse(name: str, text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
            raise InvalidSetting(f"{name} is {shown!r}: {error}") from error

    return parse


def _read_name(text: str) -> str:
    return read_line(text, MAX_NAME_LENGTH)


def _read_accent(text: str) -> tuple[str, ...]:
    found = ACCENT.fullmatch(text)
    if not found:
        raise ValueError(
            "write one colour, or one for light and one for dark, as in #0b57d0 #8ab4f8."
        )
    return tuple(colour.lower() for colour in found.groups() if colour)


def _parse_secret(name: str, text: str) -> str:
    if len(text) < MIN_SECRET_LENGTH:
        raise InvalidSetting(f"{name} is too short: use at least 32 random characters.")
    return text


def _parse_public_url(name: str, text: str) -> str:
    match = PUBLIC_URL.fullmatch(text)
    scheme = match["scheme"].lower() if match else ""
    host = read_host(match["host"], scheme) if match else None
    if host is None:
        # The part before the host may hold a password.
        shown = text.rpartition("@")[2]
        raise InvalidSetting(
            f"{name} is {shown!r}: write an address such as https://polls.example.org, with "
            "nothing but a scheme, a host in ASCII letters and perhaps a port."
        )
    return f"{scheme}://{host}"


def _parse_redis_url(name: str, text: str) -> str:
    # Messages omit the part before the host, which may hold a password.
    shown = text.rpartition("@")[2]
    if not re.match(r"(rediss?(\+cluster)?|unix)://", text):
        raise InvalidSetting(
            f"{name} is {shown!r}: an address starts with redis://, rediss:// or unix://, "
            "that of a cluster with redis+cluster:// or rediss+cluster://."
        )
    hosts = urlsplit(text).netloc.rpartition("@")[2]
    if "+cluster:" in text:
        for host in hosts.split(","):
            _check_host(name, shown, host)
    elif "," in hosts:
        raise InvalidSetting(f"{name} is {shown!r}: only redis+cluster:// takes several servers.")
    elif not text.startswith("unix:"):
        _check_host(name, shown, hosts or "localhost")
    return text


def _check_host(name: str, shown: str, host: str) -> None:
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018  reading the port is what checks it
    except ValueError as error:
        raise InvalidSetting(
            f"{name} is {shown!r}: its port is not a number up to 65535."
        ) from error
    if not parts.hostname:
        raise InvalidSetting(
            f"{name} is {shown!r}: write it as redis+cluster://host:port,host:port."
        )


def _parse_networks(name: str, text: str) -> tuple[str, ...]:
    networks = tuple(entry.strip() for entry in text.split(",") if entry.strip())
    for network in networks:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise InvalidSetting(
                f"{name}: {network!r} is not an address or network such as 10.0.0.0/8."
            ) from error
    return networks


PARSERS = {
    "REDIS_URL": ("redis_url", _parse_redis_url),
    "CROWD_DATA": ("data", _parse_path),
    "CROWD_MAX_MEMORY": ("max_memory", _parse_memory),
    "CROWD_SECRET": ("secret", _parse_secret),
    "CROWD_VISITOR_KEY": ("visitor_key", _parse_secret),
    "CROWD_PUBLIC_URL": ("public_url", _parse_public_url),
    "CROWD_ALLOW_WEAK_DURABILITY": ("allow_weak_durability", _parse_flag),
    "CROWD_RATE_LIMIT": ("rate_limit", _parse_flag),
    "CROWD_TRUSTED_PROXIES": ("trusted_proxies", _parse_networks),
    "CROWD_MAX_PICTURE": ("max_picture_megabytes", _parse_picture_size),
    "CROWD_HOME_POLLS": ("home_polls", _parse_home_polls),
    "CROWD_SERVICE_NAME": ("service_name", _read_with(_read_name)),
    "CROWD_LOGO": ("logo", _parse_path),
    "CROWD_ACCENT": ("accent", _read_with(_read_accent)),
    "CROWD_OPERATOR": ("operator", _read_with(read_line)),
    "CROWD_CONTACT": ("contact", _read_with(read_line)),
    "CROWD_IMPRINT": ("imprint", _read_with(read_imprint)),
    "CROWD_SOURCE": ("source", _read_with(read_web_address)),
    "CROWD_DEVELOPMENT": ("development", _parse_flag),
}
