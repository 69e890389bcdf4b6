"""Read single cells of numbers, with all that each may mean."""

from __future__ import annotations

import re

import msgspec

from crowd.parsing.numbers import (
    MAX_MAGNITUDE,
    TOO_LARGE_NUMBER,
    Marks,
    NumberParts,
    mantissas,
    normalize_number,
    number_value,
    split_number,
)
from crowd.parsing.text import MAX_LENGTH, Unreadable, check_length
from crowd.parsing.unit_spellings import read_compound
from crowd.tables.columns.affixes import Affixes, AffixReader
from crowd.tables.columns.annotations import without_annotation
from crowd.tables.columns.cell_problems import A_DATE, NOT_A_NUMBER, is_date_text
from crowd.tables.columns.column import SEVERAL_LINES
from crowd.tables.columns.minus_signs import with_sign

INFINITE = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity", "+infinity"})

MIN_GROUPED = 1_000.0
"""Number from which on an `m` behind it is a unit rather than a million."""

_SIMPLE = {
    "": r"\d+(?:\.(?:\d{1,2}|\d{4,}))?",
    ".": r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?",
    ",": r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?",
}
"""Digits with one meaning: in any column, and in columns that are certain of their decimal mark."""

TWO_NUMBERS = re.compile(
    r"\d(?![eE][+-]?\d)(?=\D+\d)(?:[\W_]*[^\W\d_]|['\"]+ ?\d|[$€£] ?\d)|\d['\"]\D*$|['\N{DOUBLE PRIME}]"
)
"""Two numbers with letters between them: a quantity in two units, or nothing."""

_SPACE_BEHIND_MARK = re.compile(r"(?<=\d)([.,]) (?=\d{3}(?!\d))")
_MANY_DECIMALS = re.compile(r"[1-9]\d{0,2}([.,])\d{4,}")


class Reading(msgspec.Struct, frozen=True, gc=False):
    """The values that a cell may mean, the likeliest first, each with its unit; or its problem."""

    values: tuple[float, ...] = ()
    units: tuple[str, ...] = ()
    problem: str = ""
    is_unusual: bool = False
    """Whether a space behind a separator was left out, or a unit comes before a scale word."""

    is_simple: bool = False
    """Whether the digits cannot speak against the decimal mark of the column."""

    is_scaled: bool = False
    """Whether a scale word leaves no doubt that it is one."""

    annotation: str = ""
    """What was left out beside the number, such as `*` or `(guess)`."""

    in_brackets: bool = False
    """Whether the number stands in brackets, which makes it negative in accounts."""

    is_letter: bool = False
    """Whether the first value has a scale word of one letter, and the last one is without it."""

    many_decimals: str = ""
    """The separator before more than three digits, which is a slip where it groups thousands."""


class CellReader:
    """Reads cells by the separators of their column."""

    def __init__(self, marks: Marks, affixes: AffixReader) -> None:
        self._marks = marks
        self._affixes = affixes
        self.has_footnotes = False
        """Whether letters in brackets are footnotes."""

        certain = marks.decimal if marks.are_certain and {*marks[:2]} == {".", ","} else ""
        self._certain = certain
        self._simple = re.compile(rf"([^\d.,\t\n\r]*)({_SIMPLE[certain]})([^\d\t\n\r]*)", re.ASCII)
        self.unknown = Reading(problem=affixes.problem("1 x"))
        """The reading of a cell with affixes that are not read."""

    def read(self, text: str) -> Reading | None:
        """Read a stripped cell; None where too many different affixes were read before."""
        found = self._read(text)
        if found is None or not found.problem:
            return found
        if found.problem == SEVERAL_LINES or len(text) > MAX_LENGTH:
            return found
        if is_date_text(text):
            return Reading(problem=A_DATE)
        return self._read_signed(text) or self._read_annotated(text, found)

    def _read_signed(self, text: str) -> Reading | None:
        """Read a number with its sign in words or behind it; None for other texts."""
        signed = with_sign(text)
        inner = None if signed is None else self._read(signed.text)
        if signed is None or inner is None or inner.problem:
            return None
        return msgspec.structs.replace(inner, is_unusual=signed.is_doubtful)

    def _read_annotated(self, text: str, found: Reading) -> Reading | None:
        """Read a number without what annotates it; `found` is the reading with that."""
        bare = without_annotation(text, has_footnotes=self.has_footnotes)
        if bare is None:
            return found
        inner = self._read(bare.text)
        if inner is None or inner.problem:
            return inner and found
        return msgspec.structs.replace(
            inner, annotation=bare.annotation, in_brackets=bare.in_brackets
        )

    def _read(self, text: str) -> Reading | None:
        is_short = len(text) <= MAX_LENGTH and text.isascii() and "  " not in text
        simple = self._simple.fullmatch(text) if is_short else None
        if simple is not None:
            before, digits, after = simple.groups()
            found = self._affixes.read(before, after)
            if found is None:
                return None
            if found.problem and not after.endswith(("'", '"')):
                return Reading(problem=found.problem)
            has_others = found.other_unit or (found.is_letter and digits.isdecimal())
            if not found.problem and len(found.powers) == 1 and not has_others:
                value = number_value(found.sign, self._decimal(digits), found.powers[0])
                problem = TOO_LARGE_NUMBER if abs(value) > MAX_MAGNITUDE else ""
                return Reading(
                    (value,),
                    (found.unit,),
                    problem,
                    is_unusual=found.is_bound,
                    is_simple=True,
                    is_scaled=found.powers[0] != 0,
                )
        problem = _text_problem(text)
        return Reading(problem=problem) if problem else self._read_any(text)

    def _decimal(self, digits: str) -> str:
        if self._certain == ".":
            return digits.replace(",", "")
        return digits.replace(".", "").replace(",", ".") if self._certain else digits

    def _read_any(self, text: str) -> Reading | None:
        typed = normalize_number(text)
        if TWO_NUMBERS.search(typed):
            compound = self._read_compound(typed)
            if compound is None or not compound.problem or "'" not in typed:
                return compound
        repaired = _SPACE_BEHIND_MARK.sub(r"\1", typed)
        parts = split_number(repaired)
        if parts is None:
            return Reading(problem=self._affixes.problem(typed))
        found = self._affixes.read(parts.before, parts.after)
        if found is None:
            return None
        return self._reading(parts, found, repaired != typed or found.is_bound)

    def _read_compound(self, typed: str) -> Reading | None:
        compound = read_compound(typed)
        if compound is None:
            return Reading(problem=self._affixes.problem(typed))
        unit = self._affixes.read("", compound.unit)
        if unit is None:
            return None
        if unit.problem:
            return Reading(problem=unit.problem)
        return Reading((compound.value,), (unit.unit or unit.other_unit,))

    def _reading(self, parts: NumberParts, found: Affixes, is_unusual: bool) -> Reading:
        if found.problem:
            return Reading(problem=found.problem)
        exponent = int(parts.exponent or 0)
        scientific = parts.exponent is not None
        values = self._values(parts, found, found.powers, exponent, scientific)
        is_letter = found.is_letter and parts.digits.isdecimal()
        values += self._values(parts, found, (0,), exponent, scientific) if is_letter else []
        units = [found.unit] * len(values)
        if found.other_unit:
            plain = self._values(parts, found, (0,), exponent, scientific)
            is_large = bool(plain) and abs(plain[0]) >= MIN_GROUPED
            is_unit = is_large or found.is_unit_first
            is_unusual = is_unusual or (is_unit and not found.is_unit_first)
            values = [*plain, *values] if is_unit else [*values, *plain]
            others = [found.other_unit] * len(plain)
            units = [*others, *units] if is_unit else [*units, *others]
        distinct = dict(reversed(list(zip(values, units, strict=True))))
        ordered = list(dict.fromkeys(values))
        many = _MANY_DECIMALS.fullmatch(parts.digits)
        problem = TOO_LARGE_NUMBER if max(map(abs, values), default=0) > MAX_MAGNITUDE else ""
        return Reading(
            tuple(ordered),
            tuple(distinct[value] for value in ordered),
            problem or ("" if values else self._affixes.problem(parts.digits)),
            is_unusual,
            is_scaled=found.powers[0] != 0 and not found.other_unit,
            is_letter=is_letter,
            many_decimals=many[1] if many and not scientific else "",
        )

    def _values(
        self,
        parts: NumberParts,
        found: Affixes,
        powers: tuple[int, ...],
        exponent: int,
        scientific: bool,
    ) -> list[float]:
        scaled = powers != (0,)
        return [
            number_value(found.sign, mantissa, exponent + power)
            for mantissa in mantissas(
                parts.digits, self._marks, scaled=scaled, scientific=scientific
            )
            for power in powers
        ]


def _text_problem(text: str) -> str:
    if "\n" in text or "\r" in text:
        # The further lines can be rows behind a quote that is not closed.
        return SEVERAL_LINES
    if len(text) > MAX_LENGTH:
        try:
            check_length(text)
        except Unreadable as problem:
            return str(problem)
    return NOT_A_NUMBER if len(text) < 10 and text.casefold() in INFINITE else ""
