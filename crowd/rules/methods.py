"""The methods behind the figures, from the functions' own documentation."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping

import msgspec

from crowd.rules.labels import LABELS
from crowd.stats.aggregate import AGGREGATORS
from crowd.stats.diversity import SPREAD

FIELDS = {
    "Formula": "Formula",
    "Source": "Source",
    "Domain": "Exists for",
    "Unit": "Unit",
    "Misleads": "When it misleads",
}
"""The fields of a function's documentation that readers see, and their words."""

_FIELD = re.compile(r"^([A-Z][a-z]+): (.*)$")


Functions = Mapping[str, Callable[..., object]]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Figures that answer the same question."""

    name: str
    title: str
    words: str
    methods: list[Method]


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """What a figure is and when it misleads, as its function says."""

    path: str
    words: str
    term: str
    summary: str
    fields: list[tuple[str, str]]
    """Formula, source, domain, unit, and when it misleads: those that the function has."""


def method_of(path: str, function: Callable[..., object]) -> Method:
    """The documentation of one function under the path of its figure."""
    summary, fields = _parts(inspect.getdoc(function) or "")
    label = LABELS[path]
    return Method(
        path=path,
        words=label.words,
        term=label.term,
        summary=summary,
        fields=[(words, fields[name]) for name, words in FIELDS.items() if name in fields],
    )


def sections() -> list[Section]:
    """All methods in the order of the results."""
    return [
        Section(
            name=name,
            title=title,
            words=words,
            methods=[method_of(path, function) for path, function in functions.items()],
        )
        for name, title, words, functions in SECTIONS
    ]


def _under(section: str, registry: Mapping[str, Callable[..., object]]) -> Functions:
    return {f"{section}.{name}": function for name, function in registry.items()}


def _parts(text: str) -> tuple[str, Mapping[str, str]]:
    """The first paragraph, and the fields by their names; examples are left out."""
    prose = text.partition("\n>>> ")[0]
    summary, _, rest = prose.partition("\n\n")
    fields: dict[str, str] = {}
    name = ""
    for line in rest.splitlines():
        begins = _FIELD.match(line)
        if begins:
            name = begins[1]
            fields[name] = begins[2]
        elif name and line.strip():
            fields[name] += f" {line.strip()}"
    return " ".join(summary.split()), fields


SECTIONS: tuple[tuple[str, str, str, Functions], ...] = (
    (
        "aggregates",
        "Putting the answers together",
        "One number for the whole crowd. The headline is chosen before the first answer.",
        _under("aggregates", AGGREGATORS),
    ),
    (
        "spread",
        "How far apart the answers were",
        "Where most of the answers lie, and how far from each other.",
        _under("spread", SPREAD),
    ),
)
