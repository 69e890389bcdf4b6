"""What every kind of question decides, with what holds for most of them.

Every value is a float: dates are days since 1970-01-01, chances 0 to 1, durations seconds, choices
the index of their option.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple, Protocol, Self

import msgspec
from babel import Locale

from crowd.i18n.notation import format_exact, format_number, round_to_digits, with_unit
from crowd.i18n.translator import Translator
from crowd.kinds.axis_steps import (
    AxisStep,
    decimal_steps,
    linear_ticks,
    log_ticks,
    preferred_numbers,
)
from crowd.kinds.words import Words
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.parsing.text import ParsedValue, has_digit

ROBUST_HEADLINES = ("median", "trimmed_mean", "winsorized_mean", "hodges_lehmann")
"""Aggregates that no single wild answer can move far."""


class KindForm(Protocol):
    """The form of a poll, as kinds read it."""

    def get(self, field: str) -> str:
        """Return a field's text; empty if the form has no such field."""

    def read(self, field: str, kind: Kind) -> float | None:
        """Read a field as a value; None if it is empty or, with its problem noted, unreadable."""


class KindOptions(NamedTuple):
    """The options of `crowd create` that describe a kind."""

    unit: str = ""
    minimum: str | None = None
    maximum: str | None = None
    option: tuple[str, ...] = ()


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of question: its fields are what the organizer chooses.

    Every kind gives a tag, `label`, `example` and `parse`. `value_problem` refuses what no answer of
    the kind can be, such as a temperature below absolute zero; the bounds of one poll are `bounds`,
    and are checked for all kinds in `crowd/kinds/values.py`. A kind with fields has `field_names`,
    `from_form`, `form_fields`, `option_names`, `from_options` and `without_bounds` as well. A kind
    that writes values in its own way overrides `format`, `format_typed`, which has to be read back
    as the same value, and `format_figure`.
    """

    # What the kind says of itself, for all polls

    label: ClassVar[Sentence]
    """What people answer with, in the form of a poll, such as "A number"."""

    example: ClassVar[Sentence]
    """A short question that is answered so."""

    label_hint: ClassVar[str] = ""
    """A sentence about questions of this kind, if they need one."""

    needs_fields: ClassVar[bool] = False
    """Whether its fields cannot be left empty: they stand below the question."""

    field_names: ClassVar[tuple[str, ...]] = ()
    """Fields of the form of a poll that `templates/kinds/` has for the kind, in the file of its name."""

    option_names: ClassVar[tuple[str, ...]] = ()
    """Those of `KindOptions` that the kind has; `crowd create` refuses the others."""

    headlines: ClassVar[tuple[str, ...]] = (*ROBUST_HEADLINES, "mean")
    """Aggregates that can lead a poll; the default first."""

    advice: ClassVar[Sentence] = Sentence(
        "The middle answer: over 195 real questions it did as well as any, and its bad cases were "
        "mild."
    )
    """Why the default leads."""

    truth_hint: ClassVar[str] = ""
    """How to write the truth, where that differs from an answer."""

    words: ClassVar[Words] = Words()
    """Sentences about values, where "more" or "higher" do not suit them."""

    is_numeric: ClassVar[bool] = True
    """Whether values have an order and distances, unlike the options of a choice."""

    is_quantity: ClassVar[bool] = False
    """Whether zero means none, so that ratios and logarithms make sense: not so of temperatures."""

    is_chance: ClassVar[bool] = False
    """Whether the truth is yes or no, 1 or 0, and answers are how likely yes is."""

    has_percent_errors: ClassVar[bool] = True
    """Whether an error can be told as a percentage of the truth."""

    has_round_numbers: ClassVar[bool] = False
    """Whether people see values as decimal numbers, which can end in 0 or 5."""

    slip_base: ClassVar[float | None] = None
    """The factor between neighbouring units that people mix up; None where there are none."""

    has_fixed_axis: ClassVar[bool] = False
    """Whether charts show all possible values even where answers are far from most of them: of shares."""

    is_text_in_json: ClassVar[bool] = False
    """Whether JSON has values as text instead of numbers."""

    is_day: ClassVar[bool] = False
    """Whether values are days, which other programs keep apart from numbers."""

    is_written_beside: ClassVar[bool] = False
    """Whether tables that people read have values in words beside the numbers."""

    table_unit: ClassVar[str] = ""
    """The unit of values in tables of answers; empty for the unit of the poll."""

    hidden_figures: ClassVar[tuple[str, ...]] = ()
    """Paths of figures, as in docs/statistics.md, that exist but are meaningless for the kind."""

    # What the organizer chose

    @property
    def name(self) -> str:
        """The name of the kind in records, forms and the API."""
        return str(self.__struct_config__.tag)

    @property
    def unit(self) -> str:
        """The unit that pages put beside figures; empty where `format_figure` writes it, or for none."""
        return ""

    @property
    def options(self) -> list[str]:
        """The options to choose from; empty where answers are typed."""
        return []

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The smallest and the largest answer allowed; raises ValueError if one is unreadable."""
        return None, None

    @property
    def is_bounded(self) -> bool:
        """Whether there is a smallest and a largest answer."""
        return None not in self.bounds

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        return False

    @property
    def has_ratios(self) -> bool:
        """Whether factors and percentages of answers say something: of quantities, but not of ratings."""
        return self.is_quantity

    @property
    def tells_percent_errors(self) -> bool:
        """Whether the finding tells errors in percent of the truth, not as a distance."""
        return self.has_ratios

    @property
    def is_positive(self) -> bool:
        """Whether all answers are quantities above zero."""
        low = self.bounds[0]
        return self.is_quantity and low is not None and low > 0

    def without_bounds(self) -> Kind:
        """Return the kind without bounds and decimals: the truth can contradict them."""
        return self

    def for_averages(self) -> Kind:
        """Return the kind of averages: the average of whole numbers has decimals."""
        return self

    def has_same_values(self, other: Kind) -> bool:
        """Return whether values of one kind mean the same in the other."""
        return type(self) is type(other)

    def definition_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the organizer's choices, in the order of the form."""
        return iter(())

    def without_controls(self) -> Self:
        """Return the kind without control characters in its texts."""
        return self

    # Reading

    def parse(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse an answer with all its readings; raise Unreadable for others."""
        raise NotImplementedError

    def value_problem(self, value: float, locale: Locale) -> str:
        """Return why no answer of the kind has a value, bounds aside, as a sentence; else empty."""
        return ""

    def has_foreign_percent(self, typed: str) -> bool:
        """Return whether a typed text has a percent sign although values are no percents."""
        return False

    def is_doubtful(self, typed: str, value: float) -> bool:
        """Return whether to ask if the value of a typed text is meant, although it is allowed.

        Only the definition of the poll counts: what others answered would show through.
        """
        return False

    def parse_truth(self, raw: float | str, locale: Locale) -> ParsedValue:
        """Parse a truth with all its readings; raise Unreadable for others."""
        return self.without_bounds().parse(raw, locale)

    def truth_problem(self, value: float, locale: Locale) -> str:
        """Return what is wrong with a truth, which can be outside the bounds of answers."""
        return self.without_bounds().value_problem(value, locale)

    def is_answer(self, text: str) -> bool:
        """Return whether a cell of a table looks like an answer, unlike the name of a column."""
        return has_digit(text)

    def values_in(self, text: str) -> list[float]:
        """Return the distinct values in the text of a question, near which answers may heap."""
        return []

    def examples(self, locale: Locale) -> dict[str, str]:
        """Return what a message gives as an example of an answer, by its places in sentences."""
        return {}

    # Writing

    def to_json(self, value: float) -> float | int | str:
        """Return an answer as JSON has it."""
        return int(value) if value.is_integer() and abs(value) < 2**53 else value

    def format(self, value: float, locale: Locale) -> str:
        """Write a value exactly, with its unit."""
        return with_unit(format_exact(value, locale), self.unit)

    def format_bound(self, value: float, locale: Locale) -> str:
        """Write a bound in a hint, without the unit that stands beside the field."""
        return self.format(value, locale)

    def format_typed(self, value: float, locale: Locale) -> str:
        """Write a value as a person would type it, so that it parses as this value and no other."""
        return self.format(value, locale)

    def format_figure(self, value: float, locale: Locale) -> str:
        """Write a figure in four significant digits, or more before the decimal point, without `unit`."""
        return format_number(value, locale)

    def as_shown(self, value: float) -> float:
        """Return the value that a written figure stands for: errors are told from what people see."""
        return value

    def format_tick(self, value: float, locale: Locale) -> str:
        """Write a value at an axis."""
        return self.format_figure(value, locale)

    def format_truth(self, value: float, translator: Translator, locale: Locale) -> str:
        """Write the truth, with its unit."""
        return self.format(value, locale)

    def format_distance(self, value: float, translator: Translator, locale: Locale) -> str:
        """Write the distance between two values, in three significant digits, with its unit."""
        return with_unit(format_number(round_to_digits(value, 3), locale, 3), self.unit)

    def ticks(self, scale: str, low: float, high: float, max_ticks: int) -> list[float]:
        """Choose the values of ticks on a linear or log axis: both ends, and round ones between."""
        if scale == "log":
            return log_ticks(self.log_values, low, high, max_ticks)
        return linear_ticks(self.axis_steps(high - low), low, high, max_ticks)

    def axis_steps(self, span: float) -> list[AxisStep]:
        """Return the round steps that fit on a linear axis of this span, the shortest first."""
        return decimal_steps(span, whole=self.is_whole)

    def log_values(self, low: float, high: float, per_decade: int) -> list[float]:
        """Return round values of about equal ratios, from at or below `low` to at or above `high`."""
        return preferred_numbers(low, high, per_decade)

    def format_bar_width(
        self, low: float, high: float, translator: Translator, locale: Locale
    ) -> str:
        """Write the width of a bar between two round values, with its unit."""
        return self.format_distance(high - low, translator, locale)

    # Pages

    @property
    def field_unit(self) -> str:
        """The unit beside the field of an answer."""
        return self.unit

    @property
    def input_mode(self) -> str:
        """The keypad that phones show for the field of an answer."""
        return "decimal"

    def hint(self, translator: Translator, locale: Locale) -> str:
        """Say what an answer may be; empty where nobody needs to be told."""
        return translator.translate(self.bounds_hint(locale))

    def bounds_hint(self, locale: Locale) -> str:
        """Say between which bounds answers may be."""
        low, high = self.bounds
        least = "" if low is None else self.format_bound(low, locale)
        most = "" if high is None else self.format_bound(high, locale)
        if least and most:
            return Sentence("Between {least} and {most}.", least=least, most=most)
        if most:
            return Sentence(self.words.at_most.template, most=most)
        # Nobody needs to be told "at least 0" or "at least 1".
        if not least or (self.is_quantity and low in {0, 1}):
            return ""
        return Sentence(self.words.at_least.template, least=least)

    @property
    def day_bounds(self) -> tuple[str, str]:
        """The first and the last day of a calendar beside the field, as YYYY-MM-DD; empty for none."""
        return "", ""

    def outcomes(self, translator: Translator) -> list[tuple[str, str]]:
        """Return the truths to choose from: value in forms, and label; none where it is typed."""
        return [(option, option) for option in self.options]

    # The form of a poll and the terminal

    @classmethod
    def from_form(cls, form: KindForm) -> Self:
        """Make the kind that the form of a poll describes."""
        return cls()

    def form_fields(self, locale: Locale) -> dict[str, str]:
        """Write the kind into the fields of a poll's form."""
        return {}

    @classmethod
    def from_options(cls, options: KindOptions) -> Self:
        """Make the kind that options of `crowd create` describe; raise Invalid for bad ones."""
        return cls()
