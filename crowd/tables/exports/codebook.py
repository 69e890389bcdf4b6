"""The codebook of an export: what its columns are, what was asked, and by which rules."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator, translator_for
from crowd.kinds.formatter import ValueFormatter
from crowd.model.sentence import Sentence
from crowd.poll import Definition, Poll
from crowd.tables.exports.columns import Content, ExportColumn
from crowd.tables.exports.export import Export

MEANINGS = {
    "value": Sentence("The answer."),
    "on_behalf": Sentence("Whether the organizer entered the answer for somebody else."),
    "label": Sentence("The label under which the organizer entered the answer for somebody else."),
    "low": Sentence("The lower end of the range that its author was fairly (90 %) sure of."),
    "high": Sentence("The upper end of the range that its author was fairly (90 %) sure of."),
    "others": Sentence("What its author expected the others to say on average."),
    "predicted": Sentence("The share of people that its author expected to choose “{option}”."),
    "group": Sentence("The group that its author belongs to."),
    "reason": Sentence("The reason that its author gave."),
    "name": Sentence("The name that its author gave."),
    "reason_may_be_published": Sentence(
        "Whether its author was told, before typing, that the reason may be published."
    ),
    "name_may_be_shown": Sentence(
        "Whether its author was told, before typing, that the name may be shown with the results."
    ),
}
"""What columns hold, by field."""

WRITTEN = Sentence("The duration beside it, in words.")
MINUTES = Sentence("When the answer was given, in the time zone {zone}, cut to the minute.")
SECONDS = Sentence("When the answer was given, in the time zone {zone}, to the second.")

RULES = (
    Sentence("Answers stand in the order in which they came. An empty cell means: nothing given."),
    Sentence(
        "Refused, and nowhere in this file: what was no answer or outside the bounds, what came before "
        "the opening or after the close, and a second answer of the same browser or label."
    ),
    Sentence("A changed answer stands once, where it was first given, with its last value."),
    Sentence("Withdrawn answers are left out: their values were erased when they were withdrawn."),
)


class ColumnMeaning(NamedTuple):
    """A column by its name: what it holds, and its unit; empty for none."""

    name: str
    meaning: str
    unit: str


class Fact(NamedTuple):
    """A fact about the poll: its name for programs, its label, and the text."""

    key: str
    label: str
    text: str


class Codebook(msgspec.Struct, frozen=True, kw_only=True):
    """A codebook in one language."""

    facts: list[Fact]
    columns: list[ColumnMeaning]
    headings: tuple[str, str, str]
    right_to_left: bool


def make_codebook(export: Export, columns: list[ExportColumn], time_zone: str) -> Codebook:
    """Explain the columns of an export, with times in a time zone."""
    translator = translator_for(export.locale)
    translate = translator.translate
    return Codebook(
        facts=[fact for fact in _facts(export, translator) if fact.text],
        columns=[
            _column_meaning(column, export.poll.definition, translator, time_zone)
            for column in columns
        ],
        headings=(translate("Column"), translate("What it holds"), translate("Unit")),
        right_to_left=translator.direction == "rtl",
    )


def _column_meaning(
    column: ExportColumn, definition: Definition, translator: Translator, time_zone: str
) -> ColumnMeaning:
    match column.content:
        case Content.WRITTEN_VALUE:
            meaning = WRITTEN
        case Content.MOMENT:
            meaning = SECONDS if definition.exact_times else MINUTES
            return ColumnMeaning(column.name, translator.translate(meaning, zone=time_zone), "")
        case _:
            meaning = MEANINGS[column.field]
    text = translator.translate(meaning, option=column.option)
    return ColumnMeaning(column.name, text, translator.translate(_unit(column, definition)))


def _unit(column: ExportColumn, definition: Definition) -> str:
    """Return the unit of the cells of a column; empty for none."""
    if column.content is Content.SHARE:
        return Sentence("0 to 1")
    if column.content is not Content.VALUE:
        return ""
    return definition.kind.table_unit or definition.kind.unit


def _facts(export: Export, translator: Translator) -> list[Fact]:
    poll, definition, translate = export.poll, export.poll.definition, translator.translate
    formatter = ValueFormatter(definition.kind, export.locale, translator)
    return [
        Fact("question", translate("Question"), definition.question),
        Fact("details", translate("Details"), definition.details),
        Fact("kind", translate("People answer with"), translate(definition.kind.label)),
        Fact("hint", translate("Allowed answers"), _allowed(definition, formatter)),
        Fact("opened", translate("Opened"), _moment(poll.opened_at, poll, translator)),
        Fact("closed", translate("Closed"), _moment(poll.closed_at, poll, translator)),
        Fact("revealed", translate("Revealed"), _moment(poll.revealed_at, poll, translator)),
        Fact("answers", translate("Answers"), translator.number(export.answers)),
        Fact("headline", translate("Headline"), _headline(export, formatter)),
        Fact("truth", translate("Correct answer"), _truth(poll, formatter)),
        Fact("rules", translate("Rules"), "\n".join(translate(rule) for rule in RULES)),
        Fact("language", translate("Language"), LANGUAGES[translator.language].name),
    ]


def _allowed(definition: Definition, formatter: ValueFormatter) -> str:
    if definition.kind.options:
        return "\n".join(definition.kind.options)
    return formatter.translate(definition.kind.bounds_hint(formatter.locale))


def _moment(moment: datetime | None, poll: Poll, translator: Translator) -> str:
    if moment is None:
        return ""
    return format_moment(moment, poll.definition.time_zone, translator)


def _headline(export: Export, formatter: ValueFormatter) -> str:
    name = formatter.translate(HEADLINE_NAMES[export.poll.definition.headline.name])
    if export.headline is None:
        return name
    return f"{name}: {formatter.with_unit(export.headline)}"


def _truth(poll: Poll, formatter: ValueFormatter) -> str:
    if poll.resolution is None:
        return formatter.translate("not known yet")
    truth = poll.resolution.truth
    return formatter.translate("declared unknown") if truth is None else formatter.truth(truth)
