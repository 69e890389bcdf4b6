"""The answers that people can choose from: which may be offered, and which one was meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from crowd.model.sentence import Sentence, either
from crowd.parsing.text import Unreadable
from crowd.parsing.visible_text import is_visible, lookalikes

FEWEST = 2
MOST = 20
LENGTH = 100

LONGEST_TYPED = 4 * LENGTH
"""Longer texts name no option, composed or not: to compose a long one takes quadratic time."""

BREAKS = {"Cc", "Zl", "Zp"}
"""Categories of characters that end a line or steer a terminal."""


def check_options(options: Sequence[str]) -> str:
    """What is wrong with the answers to choose from, as a sentence; empty if nothing is."""
    if len(options) < FEWEST:
        return Sentence("Give at least {fewest} answers to choose from.", fewest=FEWEST)
    if len(options) > MOST:
        return Sentence(
            "Give at most {most} answers to choose from. These are {count}.",
            most=MOST,
            count=len(options),
        )
    return next(_wrong_options(options), "")


def place_of(text: str, options: Sequence[str]) -> int:
    """The place of the option that a text names; Unreadable says which there are."""
    if text in options:
        return options.index(text)
    if len(text) > LONGEST_TYPED:
        raise Unreadable(Sentence("Choose one of these: {options}.", options=listed(options)))
    loose = [_loose(option) for option in options]
    if _loose(text) in loose:
        return loose.index(_loose(text))
    if not text.strip() or not options:
        raise Unreadable(Sentence("Choose one of the answers."))
    raise Unreadable(Sentence("Choose one of these: {options}.", options=listed(options)))


def is_option(text: str, options: Sequence[str]) -> bool:
    """Whether a text names one of the options."""
    return _loose(text) in {_loose(option) for option in options}


def listed(options: Sequence[str]) -> str:
    """The options in one line, each in quotation marks."""
    return either([Sentence("“{text}”", text=option) for option in options])


def _wrong_options(options: Sequence[str]) -> Iterator[str]:
    for number, option in enumerate(options, 1):
        if not is_visible(option):
            yield Sentence(
                "Answer {number} is empty. Write something, or leave it out.", number=number
            )
        elif any(unicodedata.category(character) in BREAKS for character in option):
            yield Sentence("Write answer {number} on one line.", number=number)
        elif len(option) > LENGTH:
            yield Sentence(
                "Shorten answer {number} to at most {most} characters.", number=number, most=LENGTH
            )
    alike = lookalikes(option[:LENGTH] for option in options)
    if alike and _loose(alike[0]) == _loose(alike[1]):
        yield Sentence(
            "“{option}” is there twice. People could not tell which to choose.", option=alike[1]
        )
    elif alike:
        yield Sentence(
            "“{one}” and “{other}” look alike. People could not tell which to choose.",
            one=alike[0],
            other=alike[1],
        )


def _loose(text: str) -> str:
    """The text without regard to case and space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
