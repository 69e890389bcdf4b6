"""Check the options of a choice, and find the option that a text names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from crowd.model.sentence import Sentence, join_with_or
from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.text import Unreadable
from crowd.parsing.visible_text import find_lookalikes, is_visible

MIN_OPTIONS, MAX_OPTIONS = 2, 20
MAX_OPTION_LENGTH = 100
"""Characters of an option."""

MAX_TYPED_LENGTH = 4 * MAX_OPTION_LENGTH
"""Characters of a text that is compared with options: composing Unicode takes quadratic time."""

LINE_BREAK_CATEGORIES = {"Cc", "Zl", "Zp"}
"""Unicode categories of line breaks and control characters."""


def check_options(options: Sequence[str]) -> str:
    """Return the first problem of the options as a sentence, or an empty string."""
    if len(options) < MIN_OPTIONS:
        return Sentence("Give at least {fewest} answers to choose from.", fewest=MIN_OPTIONS)
    if len(options) > MAX_OPTIONS:
        return Sentence(
            "Give at most {most} answers to choose from. These are {count}.",
            most=MAX_OPTIONS,
            count=len(options),
        )
    return next(_option_problems(options), "")


def find_option(text: str, options: Sequence[str]) -> int:
    """Return the index of the option that a text names; raise Unreadable, which lists the options."""
    if text in options:
        return options.index(text)
    if len(text) > MAX_TYPED_LENGTH:
        raise Unreadable(
            Sentence("Choose one of these: {options}.", options=quote_options(options))
        )
    keys = [comparison_key(option) for option in options]
    if comparison_key(text) in keys:
        return keys.index(comparison_key(text))
    if not text.strip() or not options:
        raise Unreadable(Sentence("Choose one of the answers."))
    raise Unreadable(Sentence("Choose one of these: {options}.", options=quote_options(options)))


def names_option(text: str, options: Sequence[str]) -> bool:
    """Return whether a text names one of the options."""
    return comparison_key(text) in {comparison_key(option) for option in options}


def quote_options(options: Sequence[str]) -> str:
    """List the options in one line, each in quotation marks."""
    return join_with_or([Sentence("“{text}”", text=option) for option in options])


def _option_problems(options: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each problem."""
    for number, option in enumerate(options, 1):
        if not is_visible(option):
            yield Sentence(
                "Answer {number} is empty. Write something, or leave it out.", number=number
            )
        elif any(unicodedata.category(character) in LINE_BREAK_CATEGORIES for character in option):
            yield Sentence("Write answer {number} on one line.", number=number)
        elif len(option) > MAX_OPTION_LENGTH:
            yield Sentence(
                "Shorten answer {number} to at most {most} characters.",
                number=number,
                most=MAX_OPTION_LENGTH,
            )
    lookalikes = find_lookalikes(option[:MAX_OPTION_LENGTH] for option in options)
    if lookalikes and comparison_key(lookalikes[0]) == comparison_key(lookalikes[1]):
        yield Sentence(
            "“{option}” is there twice. People could not tell which to choose.",
            option=lookalikes[1],
        )
    elif lookalikes:
        yield Sentence(
            "“{one}” and “{other}” look alike. People could not tell which to choose.",
            one=lookalikes[0],
            other=lookalikes[1],
        )
