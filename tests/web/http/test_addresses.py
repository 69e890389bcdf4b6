"""Where a request comes from: only trusted proxies are believed, and only where they name an address."""

from __future__ import annotations

import time

import pytest

from crowd.web.http.addresses import MAX_HOPS, client_address, networks_of, read_address

PROXIES = ("10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", "", (), "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", (), "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", PROXIES, "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", PROXIES, "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", PROXIES, "198.51.100.7"),
        ("::ffff:10.0.0.1", "198.51.100.7", PROXIES, "198.51.100.7"),
        ("fd00::1", "2001:db8::7", PROXIES, "2001:db8::7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", PROXIES, "10.0.0.3"),
        ("10.0.0.1", ", 198.51.100.7 ,, ", PROXIES, "198.51.100.7"),
        ("10.0.0.1", ",,,", PROXIES, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", (), "2001:db8:1:2:3:4:5:6"),
        ("fe80::1%eth0", "", (), "fe80::1"),
        ("", "198.51.100.7", PROXIES, "None"),
    ],
)
def test_address_of_the_client(
    peer: str, forwarded: str, trusted: tuple[str, ...], address: str
) -> None:
    assert str(client_address(peer, forwarded, trusted)) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("1.2.3.4:5678", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("[::ffff:1.2.3.4]:80", "1.2.3.4"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
    ],
)
def test_text_is_an_address(text: str, address: str) -> None:
    assert str(read_address(text)) == address


@pytest.mark.parametrize(
    "text",
    [
        *("unknown", "_hidden", "_x:80", "", '"', '""', "localhost", "1.2.3.4:port", "1.2.3.4:"),
        *("1.2.3.4:123456", "1.2.3", "1.2.3.4.5", "01.2.3.4", "[1.2.3.4", "[[::1]]", "[::1]443"),
        *(
            "١.٢.٣.٤",
            "1.2.3.4:\u0661",
            "1.2.3.4 5.6.7.8",
            "for=1.2.3.4",
            "1.2.3.4/8",
            "9" * 100_000,
        ),
    ],
)
def test_text_is_no_address(text: str) -> None:
    assert read_address(text) is None
    # Nor does it make anybody of whom a trusted proxy says that.
    assert str(client_address("10.0.0.1", f"198.51.100.7, {text}x", PROXIES)) == "10.0.0.1"


@pytest.mark.parametrize("entry", ["10.0.0.2", "", "unknown", "10.0.0.2:80"])
def test_long_chains_are_read_to_an_end(entry: str) -> None:
    forwarded = ",".join(["198.51.100.7", *[entry] * 10_000])
    begin = time.process_time()
    for _ in range(100):
        address = client_address("10.0.0.1", forwarded, PROXIES)
    assert time.process_time() - begin < 1
    assert str(address).startswith("10.0.0.")
    chain = ",".join(["198.51.100.7", *["10.0.0.2"] * (MAX_HOPS - 1)])
    assert str(client_address("10.0.0.1", chain, PROXIES)) == "198.51.100.7"


def test_networks_of_an_address() -> None:
    def networks(text: str) -> list[bytes]:
        return networks_of(read_address(text))

    assert networks("192.0.2.1") == [bytes([192, 0, 2, 1])]
    one, two = networks("2001:db8:1:2:3:4:5:6"), networks("2001:db8:1:2:ffff::")
    assert one == two
    assert len(set(one)) == 3
    beside, nearby, far = (networks(f"2001:db8:{text}::") for text in ("1:3", "1:1002", "2:2"))
    assert [a == b for a, b in zip(one, beside, strict=True)] == [False, True, True]
    assert [a == b for a, b in zip(one, nearby, strict=True)] == [False, False, True]
    assert [a == b for a, b in zip(one, far, strict=True)] == [False, False, False]
    assert networks("nobody") == [b""]
