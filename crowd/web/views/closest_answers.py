"""The closest answers with the people who gave them, and the line that tells an organizer who won."""

from __future__ import annotations

from functools import partial, reduce

import msgspec
from markupsafe import Markup

from crowd.analysis.closest_answers import RankedAnswer, ranked_answers
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.shown_texts import NamedPeople, ShownTexts
from crowd.reporting.sentences import people_count
from crowd.web.rendering import templates


class ClosestRow(msgspec.Struct, frozen=True, kw_only=True):
    """One of the closest answers: who gave it, and how far off it is."""

    rank: str
    people: str
    value: str
    distance: str


class ClosestAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """The closest answers, and a sentence on those equally close; empty without any."""

    rows: list[ClosestRow] = []
    tie: str = ""


def closest_answers(
    results: Results, formatter: ValueFormatter, texts: ShownTexts
) -> ClosestAnswers:
    """Describe the answers closest to the truth; none for fewer than five people."""
    ranked = _ranked(results, texts)
    rows = [
        ClosestRow(
            rank=formatter.number(entry.rank, 15),
            people=_people(texts.closest.get(entry.value), entry.count, formatter),
            value=formatter.without_unit(formatter.exact(entry.value)),
            distance=_distance(entry, results, formatter),
        )
        for entry in ranked
    ]
    shared = len({entry.rank for entry in ranked}) < len(ranked) or any(
        entry.count > 1 for entry in ranked
    )
    tie = ""
    if shared and texts.closest:
        tie = formatter.translate(
            "Who is equally close shares a rank. The earlier answer comes first."
        )
    return ClosestAnswers(rows=rows, tie=tie)


def winner_sentence(results: Results, formatter: ValueFormatter, texts: ShownTexts) -> str:
    """Tell the organizer who came closest, and of how many equals the earliest; empty without names."""
    ranked = _ranked(results, texts)
    if not ranked or not texts.closest:
        return ""
    winner = ranked[0]
    equals = sum(entry.count for entry in ranked if entry.rank == winner.rank)
    first = texts.closest[winner.value].first_name
    values = {
        "name": formatter.translate("someone who gave no name")
        if first is None
        else _isolated(first),
        "value": formatter.without_unit(formatter.exact(winner.value)),
    }
    translate = partial(templates.translate, formatter.translator)
    plural = partial(templates.plural, formatter.translator)
    if equals == 1:
        return translate("Closest: {name}, {value}.", **values)
    if equals == 2:
        return translate("Closest: {name}, {value}; the earlier of two equals.", **values)
    return plural(
        "Closest: {name}, {value}; the earliest of {n} equal.",
        "Closest: {name}, {value}; the earliest of {n} equals.",
        equals,
        **values,
    )


def _ranked(results: Results, texts: ShownTexts) -> list[RankedAnswer]:
    def arrival(value: float) -> int:
        people = texts.closest.get(value)
        return 0 if people is None else people.first_place

    return ranked_answers(results, arrival)


def _people(people: NamedPeople | None, count: int, formatter: ValueFormatter) -> str:
    """Name the people with one answer, and count the others."""
    if people is None or not people.names:
        return people_count(count, formatter)
    translate = partial(templates.translate, formatter.translator)
    plural = partial(templates.plural, formatter.translator)
    parts: list[str] = [_isolated(name) for name in people.names if name is not None]
    hidden = people.names.count(None)
    if hidden:
        parts.append(translate("someone") if hidden == 1 else people_count(hidden, formatter))
    names = reduce(lambda one, other: translate("{one}, {other}", one=one, other=other), parts)
    if people.unnamed:
        return plural(
            "{names}, and {n} who gave no name",
            "{names}, and {n} who gave no name",
            people.unnamed,
            names=names,
        )
    if people.more:
        return plural("{names}, and {n} more", "{names}, and {n} more", people.more, names=names)
    return names


def _isolated(name: str) -> Markup:
    """Write a name so that its direction changes nothing around it."""
    return Markup("<bdi>{}</bdi>").format(name)


def _distance(entry: RankedAnswer, results: Results, formatter: ValueFormatter) -> str:
    if results.choice is not None:
        return formatter.translate("correct")
    if entry.distance == 0:
        return formatter.translate("exact")
    distance = formatter.without_unit(formatter.distance(entry.distance))
    return formatter.translate("{distance} off", distance=distance)
