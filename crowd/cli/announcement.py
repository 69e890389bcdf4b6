"""What `crowd serve` says once it answers: the addresses to open."""

from __future__ import annotations

import socket
from pathlib import Path

import click

# Compared with what was asked for: S104 takes it for an address to listen on.
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
CONTAINERS = ("/.dockerenv", "/run/.containerenv")
ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of no machine, set aside for documentation."""


def announce(host: str, port: int, public_url: str | None) -> None:
    """Print the address to open, and before it the one for other machines in the same network."""
    if public_url is None and (own := _own_address(host)):
        click.echo(f"On phones in the same network: {_url(own, port)}")
    click.echo(f"Open {public_url or _url(ANYWHERE.get(host, host), port)}")


def _own_address(host: str) -> str | None:
    """Find the address of this machine in its network, where the service listens there."""
    # In a container it is the container's, which nobody outside of the machine can reach.
    if host not in ANYWHERE or any(Path(name).exists() for name in CONTAINERS):
        return None
    # A service that listens on all addresses of IPv6 may be reached by IPv4 as well.
    for family, address in ELSEWHERE.items():
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                # Sends nothing: the system only looks up the way there.
                probe.connect((address, 9))
                own: str = probe.getsockname()[0]
                return own
        except OSError:
            continue
    return None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
