"""Announce the addresses of the service once it answers."""

from __future__ import annotations

import socket
from pathlib import Path

import click

# S104 takes these for addresses to listen on; they are only compared with one.
ALL_INTERFACES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
CONTAINER_MARKERS = ("/.dockerenv", "/run/.containerenv")
DOCUMENTATION_ADDRESSES = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses reserved for documentation, which belong to no machine, by family."""


def announce(host: str, port: int, public_url: str | None) -> None:
    """Print the address to open, and before it the one for other machines in the same network."""
    if public_url is None and (own := _find_own_address(host)):
        click.echo(f"On phones in the same network: {_url(own, port)}")
    click.echo(f"Open {public_url or local_address(host, port)}")


def local_address(host: str, port: int) -> str:
    """Return the address of the service on this machine."""
    return _url(ALL_INTERFACES.get(host, host), port)


def _find_own_address(host: str) -> str | None:
    """Find the address of this machine in its network, where the service listens there."""
    # The address of a container cannot be reached from outside of the machine.
    if host not in ALL_INTERFACES or any(Path(name).exists() for name in CONTAINER_MARKERS):
        return None
    # A service that listens on all addresses of IPv6 may accept IPv4 as well.
    for family, address in DOCUMENTATION_ADDRESSES.items():
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                # Connecting a datagram socket sends nothing; it only selects a route.
                probe.connect((address, 9))
                own: str = probe.getsockname()[0]
                return own
        except OSError:
            continue
    return None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
