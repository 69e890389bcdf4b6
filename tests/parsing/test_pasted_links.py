"""Links that were pasted with what stood around them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.model.tokens import TokenDeriver, new_admin_token, new_poll_id
from crowd.parsing.pasted_links import has_lost_capitals, poll_id_in, repair_path

ID = "2KCXIarVFT6x6G_v-A"
PAGE = f"/p/{ID}"
ADMIN = f"/a/{ID}.PTdSgnm4DclDLtoRoFmW-EzaRTwRsoaG"
DERIVER = TokenDeriver("a secret of some length")
EDIT = f"/e/{ID}.{DERIVER.capabilities(ID, bytes(12)).edit_token}"
FEED = f"/feeds/{DERIVER.feed_tokens(bytes(12)).address}/feed.atom"

PASTED = (
    *(
        ")",
        ").",
        ",",
        ".",
        ";",
        ":",
        "!",
        "?",
        '"',
        "'",
        "”",
        "»",
        "›",
        "…",
        "。",
        "、",
        "]",
        ">",
        "}",
    ),
    *(
        " ",
        "\n",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u2060",
        "\u00ad",
        "\u200e",
        "%20",
        "%E2%80%8B",
        "&amp;",
    ),
    *("*", "**", "`", "~", "|", "\\", "=", "@", "#", "<br>", ")](x", "\U0001f600"),
)


@pytest.mark.parametrize(
    "path", [PAGE, f"{PAGE}/results", f"{PAGE}.svg", ADMIN, EDIT, FEED, "/new"]
)
def test_what_was_pasted_behind_a_link_is_left_out(path: str) -> None:
    found = {pasted: repair_path(path + pasted) for pasted in PASTED}
    assert found == dict.fromkeys(PASTED, path)
    assert repair_path(path) == path


@pytest.mark.parametrize(
    ("pasted", "path"),
    [
        (f"/p/<{ID}>", PAGE),
        (f"/p/ {ID}", PAGE),
        (f"//p//{ID}", PAGE),
        (f"/P/{ID}", PAGE),
        (f"/p/{ID}/Results", f"{PAGE}/results"),
        (f"/p/{ID}.PNG", f"{PAGE}.png"),
        (f"/EMBED/{ID})", f"/embed/{ID}"),
        (f"/p/{ID[:7]}\n{ID[7:]}", PAGE),
        (f"/p/{ID[:7]}\u200b{ID[7:]}", PAGE),
        (f"/p/{ID[:7]}=\r\n{ID[7:]}", f"/p/{ID[:7]}=\r\n{ID[7:]}"),
        # Marks of Markdown and letters that stick to the link belong to the alphabet of ids.
        (f"/p/{ID}_", PAGE),
        (f"/p/{ID}--", PAGE),
        (f"/p/{ID} and then", PAGE),
        (f"/p/{ID}and then", f"/p/{ID}and then"),
        (f"/A{ADMIN[2:]})", ADMIN),
        ("/Methods.", "/methods"),
    ],
)
def test_links_are_repaired(pasted: str, path: str) -> None:
    assert repair_path(pasted) == path


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/p/",
        "/p/short)",
        f"/q/{ID})",
        f"/p/{ID}.pdf",
        f"/p/{ID}/nothing-here",
        "/api/polls/x)",
        "/newer",
        "//",
    ],
)
def test_other_paths_stay(path: str) -> None:
    assert repair_path(path) == path


@given(st.text(max_size=60), st.sampled_from([PAGE, ADMIN, EDIT, FEED, "", "/p/", "/embed/"]))
def test_repairing_twice_is_repairing_once(text: str, path: str) -> None:
    """Else a browser would be sent round in circles."""
    repaired = repair_path(path + text)
    assert repair_path(repaired) == repaired
    assert repaired.startswith("/") or repaired == path + text


def test_every_id_and_token_is_a_whole_one() -> None:
    for _ in range(200):
        poll_id = new_poll_id()
        for path in (f"/p/{poll_id}", f"/a/{new_admin_token(poll_id)}"):
            assert (repair_path(path), repair_path(f"{path})")) == (path, path)


@pytest.mark.parametrize(
    ("text", "poll_id"),
    [
        (ID, ID),
        (f"<{ID}>", ID),
        (f"https://crowd.example{PAGE}", ID),
        (f"https://crowd.example{PAGE}/?lang=de", ID),
        (f"https://crowd.example{PAGE}/manage)", ID),
        (f"(https://crowd.example{PAGE}).", ID),
        ("nonsense", "nonsense"),
    ],
)
def test_id_in_a_link(text: str, poll_id: str) -> None:
    assert poll_id_in(text) == poll_id


def test_lost_capitals() -> None:
    assert has_lost_capitals(PAGE.lower())
    assert has_lost_capitals(f"/p/{ID.upper()}")
    assert not has_lost_capitals(PAGE)
    assert not has_lost_capitals("/p/short")


def test_long_paths_take_no_longer_than_a_walk_over_them() -> None:
    path = "/p/" + "(" * 1_000_000
    begin = time.process_time()
    assert repair_path(path) == path
    assert time.process_time() - begin < 0.1
