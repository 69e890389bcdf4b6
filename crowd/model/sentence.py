"""A sentence for a person that is written in one place and said in another language elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Self


class Sentence(str):
    """An English text that remembers what it was made of, so that a page can say it in its language.

    As a string it is the English sentence: that is what programs, logs and the terminal get.

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


class Named(Sentence):
    """What programs know by an identifier, and people by a name in their language.

    >>> Named("mean", Sentence("average")), Named("mean", Sentence("average")).template
    ('mean', 'average')
    """

    __slots__ = ()

    def __new__(cls, identifier: str, name: Sentence) -> Self:
        named = str.__new__(cls, identifier)
        named.template, named.values = name.template, name.values
        return named


def either(texts: Sequence[str]) -> str:
    """One of several texts, as it stands in a sentence: "3 or 4"."""
    *most, last = texts
    return Sentence("{first} or {second}", first=in_a_row(most), second=last) if most else last


def in_a_row(texts: Sequence[str]) -> str:
    """Several texts, as they stand in a sentence: "3, 4, 5"."""
    first, *others = texts
    return reduce(lambda row, text: Sentence("{one}, {other}", one=row, other=text), others, first)
