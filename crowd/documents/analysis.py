"""What the answers to one question say, as an object: figures, JSON and text."""

from __future__ import annotations

from typing import Any

import msgspec
from babel import Locale

from crowd.analysis.closest_people import ClosestPeople
from crowd.analysis.sample import Question
from crowd.i18n.labels import LABELS
from crowd.i18n.translator import translator_for
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.reporting.serialise import results_to_json


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """The results of one question, and where its answers come from.

    `results` has the figures, `to_dict` gives them as `crowd analyze --json` does.
    """

    question: Question
    results: Results
    locale: Locale
    name: str = ""
    """Name of the question where there are several; else empty."""

    file: str = ""
    column: str = ""
    no_answer: int = 0
    """Rows in which nothing was answered."""

    closest_people: ClosestPeople = ClosestPeople()
    warnings: list[str] = []
    notes: list[str] = []
    """What was left out, and how answers were read."""

    def formatter(self) -> ValueFormatter:
        """Make the formatter of the values, in the language of the locale."""
        return ValueFormatter(self.question.kind, self.locale, translator_for(self.locale))

    def to_dict(self) -> dict[str, Any]:
        """Return all figures, as `crowd analyze --json` prints them."""
        figures = results_to_json(self.results, self.question)
        counts = {name: figures[name] for name in ("n", "unreadable")}
        found = counts | {"no_answer": self.no_answer} | figures
        if self.column:
            found["column"] = self.column
        if self.question.text:
            found["question"] = self.question.text
        if self.closest_people.people:
            found["closest_people"] = people_to_json(self.closest_people, self.question)
        if self.warnings:
            found["warnings"] = self.warnings
        return found

    def title(self) -> str:
        """Name the question: by its text, its name, its column or its file."""
        column = "" if self.column.isdecimal() else self.column
        return self.question.text or self.name or column or self.file

    def _repr_html_(self) -> str:
        """Draw the answers and tell the results in sentences, for a notebook."""
        # Imported here: templates take a fifth of a second to load, and only notebooks need them.
        from crowd.documents.notebook import render_notebook  # noqa: PLC0415

        return render_notebook(
            self.question, self.results, self.formatter(), self.title(), self.notes
        )

    def __repr__(self) -> str:
        """Write headline and sentences as plain text."""
        results, formatter = self.results, self.formatter()
        title = ", ".join(part for part in (self.file, self.name) if part)
        subtitle = sentences.answer_count(results, formatter)
        lines = [f"{title}: {subtitle}" if title else subtitle]
        if results.headline.value is not None:
            label = formatter.translate(LABELS[f"aggregates.{results.headline.name}"].words)
            lines.append(f"{label}: {formatter.with_unit(results.headline.value)}")
        lines += sentences.result_sentences(self.question, results, formatter)
        return "\n".join([*lines, *self.warnings, *self.notes])


def people_to_json(closest: ClosestPeople, question: Question) -> list[dict[str, Any]]:
    """Convert the closest people to JSON values."""
    return [
        {
            "place": person.place,
            "name": person.name,
            "value": question.kind.to_json(person.value),
            "distance": person.distance,
        }
        for person in closest.people
    ]
