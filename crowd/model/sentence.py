"""English sentences that keep their template and values, so that pages can translate them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Self


class Sentence(str):
    """An English text with its template and values, by which a page translates it.

    As a string it is the English sentence, for programs, logs and the terminal.

    >>> Sentence("You entered {value}.", value="3 kg")
    'You entered 3 kg.'
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template = template
        sentence.values = values
        return sentence


class NamedIdentifier(Sentence):
    """An identifier for programs, with a name that pages translate.

    >>> name = NamedIdentifier("mean", Sentence("average"))
    >>> name, name.template
    ('mean', 'average')
    """

    __slots__ = ()

    def __new__(cls, identifier: str, name: Sentence) -> Self:
        created = str.__new__(cls, identifier)
        created.template, created.values = name.template, name.values
        return created


def join_with_or(texts: Sequence[str]) -> str:
    """Join texts as alternatives in a sentence: "3 or 4"."""
    *most, last = texts
    return (
        Sentence("{first} or {second}", first=join_with_commas(most), second=last) if most else last
    )


def join_with_commas(texts: Sequence[str]) -> str:
    """Join texts as a list in a sentence: "3, 4, 5"."""
    first, *others = texts
    return reduce(
        lambda joined, text: Sentence("{one}, {other}", one=joined, other=text), others, first
    )
