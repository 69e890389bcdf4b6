"""Tokens: what is derived comes out the same again, and nothing of one poll fits another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.model import tokens
from crowd.model.tokens import TokenDeriver

DERIVATION = TokenDeriver("a secret for tests, long enough to be one")
OTHER = TokenDeriver("another secret for tests, also long enough")
NOW = datetime(2027, 4, 18, 20, tzinfo=UTC)


def test_participant_of_a_browser_differs_by_poll() -> None:
    browser = tokens.new_idempotency_key()
    first = DERIVATION.participant("one", browser)
    assert first == DERIVATION.participant("one", browser)
    assert (
        len({first, DERIVATION.participant("two", browser), OTHER.participant("one", browser)}) == 3
    )


def test_edit_token_fits_its_own_poll_only() -> None:
    participant = DERIVATION.participant("one", b"browser")
    token = DERIVATION.capabilities("one", participant).edit_token
    assert DERIVATION.participant_of_edit_token("one", token) == participant
    assert DERIVATION.participant_of_edit_token("two", token) is None
    assert OTHER.participant_of_edit_token("one", token) is None
    assert DERIVATION.participant_of_share_token("one", token) is None


@given(st.text(max_size=80))
def test_edit_token_made_up(text: str) -> None:
    assert DERIVATION.participant_of_edit_token("one", text) is None
    assert DERIVATION.read_ticket("answer one", text, NOW) is None


def test_ticket_until_it_expires() -> None:
    text = DERIVATION.ticket("answer one", NOW, 60)
    ticket = DERIVATION.read_ticket("answer one", text, NOW + timedelta(seconds=60))
    assert ticket is not None
    assert len(ticket.key) == tokens.KEY_BYTES
    assert DERIVATION.read_ticket("answer one", text, NOW + timedelta(seconds=61)) is None
    assert DERIVATION.read_ticket("answer two", text, NOW) is None


def test_admin_token_names_its_poll() -> None:
    poll_id = tokens.new_poll_id()
    token = tokens.new_admin_token(poll_id)
    assert tokens.poll_id_of_token(token) == poll_id
    assert tokens.is_admin(token, tokens.digest(token))
    assert not tokens.is_admin(tokens.new_admin_token(poll_id), tokens.digest(token))


def test_form_makes_the_same_poll_again() -> None:
    key = tokens.new_idempotency_key()
    assert DERIVATION.admin_token_of_form(key) == DERIVATION.admin_token_of_form(key)
    assert tokens.poll_id_of_token(
        DERIVATION.admin_token_of_form(key)
    ) == DERIVATION.poll_id_of_form(key)


def test_parts_of_a_derivation_do_not_run_together() -> None:
    assert DERIVATION.participant("ab", b"c") != DERIVATION.participant("a", b"bc")


@pytest.mark.parametrize("text", ["", "a", "not base64!", "ä"])
def test_decode_of_what_is_no_base64(text: str) -> None:
    assert tokens.decode(text) == b""


@given(st.binary(min_size=16, max_size=16))
def test_poll_ids_are_no_options(key: bytes) -> None:
    for poll_id in (tokens.new_poll_id(), DERIVATION.poll_id_of_form(key)):
        assert len(tokens.decode(poll_id)) * 8 > 96
        assert not poll_id.startswith("-")


def test_feeds_address_and_its_owner_are_told_apart() -> None:
    feed = DERIVATION.feed_of_form(b"a form")
    address, owner = DERIVATION.feed_tokens(feed)
    assert DERIVATION.feed_of_address(address) == feed
    assert DERIVATION.feed_of_owner(owner) == feed
    assert DERIVATION.feed_of_address(owner) is None
    assert DERIVATION.feed_of_owner(address) is None
    assert OTHER.feed_of_address(address) is None
    assert OTHER.feed_of_owner(owner) is None


@pytest.mark.parametrize("text", ["", "A", "nonsense", "A" * 38, "=" * 38])
def test_feed_token_made_up(text: str) -> None:
    assert DERIVATION.feed_of_address(text) is None
    assert DERIVATION.feed_of_owner(text) is None
