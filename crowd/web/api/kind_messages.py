"""The kinds of questions as the API reads them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crowd.kinds import Choice, Date, Duration, Number, Percentage, Probability
from crowd.kinds.number import (
    MAX_DECIMALS,
    MAX_UNIT_LENGTH,
)
from crowd.parsing.options import MAX_OPTIONS, MIN_OPTIONS
from crowd.web.api.fields import Day, OptionText, bounded


class NumberKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="number", forbid_unknown_fields=True
):
    """A quantity. `decimals`: true or null allows any, false or 0 none, n at most n."""

    unit: Annotated[str, bounded(maxLength=MAX_UNIT_LENGTH)] = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: bool | Annotated[int, bounded(minimum=0, maximum=MAX_DECIMALS)] | None = None

    def kind(self) -> Number:
        """Convert to the kind of the model."""
        decimals = self.decimals
        if isinstance(decimals, bool):
            decimals = None if decimals else 0
        return Number(
            unit=self.unit.strip(), minimum=self.minimum, maximum=self.maximum, decimals=decimals
        )


class PercentageKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="percentage", forbid_unknown_fields=True
):
    """A share in percent, 0 to 100."""

    def kind(self) -> Percentage:
        """Convert to the kind of the model."""
        return Percentage()


class ProbabilityKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="probability", forbid_unknown_fields=True
):
    """How likely it is that something happens, 0 to 1. The truth is 0 or 1."""

    def kind(self) -> Probability:
        """Convert to the kind of the model."""
        return Probability()


class DateKind(msgspec.Struct, frozen=True, kw_only=True, tag="date", forbid_unknown_fields=True):
    """A day, written YYYY-MM-DD, with an optional earliest and latest one."""

    minimum: Day | None = None
    maximum: Day | None = None

    def kind(self) -> Date:
        """Convert to the kind of the model."""
        return Date(minimum=self.minimum, maximum=self.maximum)


class DurationKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="duration", forbid_unknown_fields=True
):
    """How long something takes, above zero. Values and bounds are seconds; text is read as typed."""

    minimum: float | None = None
    maximum: float | None = None

    def kind(self) -> Duration:
        """Convert to the kind of the model."""
        return Duration(minimum=self.minimum, maximum=self.maximum)


class ChoiceKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="choice", forbid_unknown_fields=True
):
    """One of 2 to 20 answers of up to 100 characters each. Values are the texts of options."""

    options: Annotated[
        list[OptionText], bounded(minItems=MIN_OPTIONS, maxItems=MAX_OPTIONS, uniqueItems=True)
    ]

    def kind(self) -> Choice:
        """Convert to the kind of the model."""
        return Choice(options=[option.strip() for option in self.options])


NewKind = NumberKind | DateKind | DurationKind | PercentageKind | ProbabilityKind | ChoiceKind
