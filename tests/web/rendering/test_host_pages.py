"""Addresses by which the service is called: regular ones have cached pages, invented ones none."""

from __future__ import annotations

import pytest

from crowd.web.rendering.host_pages import MAX_NEW, MAX_REGULAR, HostPages


@pytest.fixture
def pages() -> HostPages:
    return HostPages()


def test_first_address_is_regular_and_others_from_the_second_call_on(pages: HostPages) -> None:
    called = ["a", "b", "a", "b", "c", "b"]
    assert [pages.is_regular(base) for base in called] == [True, False, True, True, False, True]


def test_invented_addresses_push_out_no_regular_one(pages: HostPages) -> None:
    assert pages.is_regular("a")
    assert not any(pages.is_regular(f"invented {number}") for number in range(2 * MAX_NEW))
    assert pages.is_regular("a")
    assert len(pages._regular._strings) == 1
    assert len(pages._new._strings) == MAX_NEW


def test_least_recent_of_many_regular_addresses_goes(pages: HostPages) -> None:
    for number in range(MAX_REGULAR + 1):
        pages.is_regular(str(number))
        pages.is_regular(str(number))
        pages.is_regular("0")
    assert "0" in pages._regular
    assert "1" not in pages._regular
    assert len(pages._regular._strings) == MAX_REGULAR
