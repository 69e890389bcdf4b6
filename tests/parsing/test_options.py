"""Answers to choose from: which may be offered, and which one a text names."""

from __future__ import annotations

import pytest

from crowd.parsing.options import check_options, find_option, names_option, quote_options
from crowd.parsing.text import Unreadable

COLOURS = ["Red", "Dark blue", "3"]
TOO_MANY = "Give at most 20 answers to choose from. These are 21."
TWICE = "is there twice. People could not tell which to choose."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Give at least 2 answers to choose from."),
        (["Red"], "Give at least 2 answers to choose from."),
        ([str(number) for number in range(21)], TOO_MANY),
        (["Red", ""], "Answer 2 is empty. Write something, or leave it out."),
        (["Red", "\N{ZERO WIDTH SPACE} "], "Answer 2 is empty. Write something, or leave it out."),
        (["Dark\nred", "Blue"], "Write answer 1 on one line."),
        (["Dark\N{LINE SEPARATOR}red", "Blue"], "Write answer 1 on one line."),
        (["x" * 101, "Blue"], "Shorten answer 1 to at most 100 characters."),
        (["Red", "Blue", "rED "], f"“rED ” {TWICE}"),
        (["Dark  blue", "dark blue"], f"“dark blue” {TWICE}"),
    ],
)
def test_options_that_cannot_be_offered(options: list[str], message: str) -> None:
    assert check_options(options) == message


@pytest.mark.parametrize(
    "options", [COLOURS, ["x" * 100, "Ü"], [str(number) for number in range(20)], ["+", "-"]]
)
def test_options_that_can_be_offered(options: list[str]) -> None:
    assert check_options(options) == ""


@pytest.mark.parametrize(
    ("text", "place"), [("Red", 0), (" rEd", 0), ("dark  BLUE\t", 1), ("3", 2)]
)
def test_text_names_an_option(text: str, place: int) -> None:
    assert find_option(text, COLOURS) == place
    assert names_option(text, COLOURS)


def test_exact_text_comes_first() -> None:
    # Checked options have no such pair; a reader of older ones must still tell them apart.
    assert find_option("b", ["B", "b"]) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Green", "Choose one of these: “Red”, “Dark blue” or “3”."),
        ("3.0", "Choose one of these: “Red”, “Dark blue” or “3”."),
        (" ", "Choose one of the answers."),
    ],
)
def test_text_that_names_no_option(text: str, message: str) -> None:
    assert not names_option(text, COLOURS)
    with pytest.raises(Unreadable) as caught:
        find_option(text, COLOURS)
    assert str(caught.value) == message


def test_options_in_one_line() -> None:
    assert quote_options(["Red"]) == "“Red”"
    assert quote_options(["Red", "Blue"]) == "“Red” or “Blue”"
