"""Choices: one of several options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

import msgspec
from babel import Locale

from crowd.kinds.kind import Kind, KindForm, KindOptions
from crowd.kinds.words import Words
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.parsing.options import check_options, find_option, names_option
from crowd.parsing.text import ParsedValue
from crowd.parsing.visible_text import strip_controls


class Choice(Kind, frozen=True, kw_only=True, tag="choice"):
    """One of several answers; a value is the place of its option, from 0."""

    options: list[str]

    label: ClassVar[Sentence] = Sentence("One of several")
    example: ClassVar[Sentence] = Sentence("Which one is right?")
    needs_fields: ClassVar[bool] = True
    field_names: ClassVar[tuple[str, ...]] = ("options",)
    option_names: ClassVar[tuple[str, ...]] = ("option",)
    headlines: ClassVar[tuple[str, ...]] = ("plurality", "surprisingly_popular")
    advice: ClassVar[Sentence] = Sentence("For several answers, the most frequent one.")
    truth_hint: ClassVar[str] = Sentence("For several answers, write the right one as above.")
    words: ClassVar[Words] = Words(
        rising=Sentence("Later people chose the most frequent answer more often."),
        falling=Sentence("Later people chose the most frequent answer less often."),
    )
    is_numeric: ClassVar[bool] = False
    is_text_in_json: ClassVar[bool] = True

    def has_same_values(self, other: Kind) -> bool:
        """Return whether the options are the same, in the same order."""
        return self == other

    def definition_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the options."""
        problem = check_options(self.options)
        if problem:
            yield Problem(field="options", message=problem)

    def without_controls(self) -> Self:
        """Return the kind without control characters in its options."""
        return msgspec.structs.replace(
            self, options=[strip_controls(each) for each in self.options]
        )

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Find the option that a text names; raise Unreadable, which lists the options."""
        text = raw if isinstance(raw, str) else str(super().to_json(float(raw)))
        return ParsedValue(float(find_option(text, self.options)))

    def value_problem(self, value: float, locale: Locale) -> str:
        """Return the sentence about values that are no option; empty for others."""
        return "" if value in range(len(self.options)) else Sentence("Choose one of the answers.")

    def is_answer(self, text: str) -> bool:
        """Return whether a cell of a table names an option."""
        return names_option(text, self.options)

    def to_json(self, value: float) -> str:
        """Return the option, as JSON has it."""
        return self.options[int(value)]

    def format(self, value: float, locale: Locale) -> str:
        """Return the option."""
        return self.options[int(value)]

    def format_figure(self, value: float, locale: Locale) -> str:
        """Return the option."""
        return self.options[int(value)]

    @classmethod
    def from_form(cls, form: KindForm) -> Self:
        """Make the kind that the form of a poll describes."""
        lines = (line.strip() for line in form.get("options").splitlines())
        return cls(options=[line for line in lines if line])

    def form_fields(self, locale: Locale) -> dict[str, str]:
        """Write the kind into the fields of a poll's form."""
        return {"options": "\n".join(self.options)}

    @classmethod
    def from_options(cls, options: KindOptions) -> Self:
        """Make the kind that options of `crowd create` describe."""
        return cls(options=[option.strip() for option in options.option])
