"""Read single cells of numbers, with all that each may mean."""

from __future__ import annotations

import re

import msgspec

from crowd.parsing.number_notation import normalize_number, plain_dozens
from crowd.parsing.numbers import (
    MAX_MAGNITUDE,
    TOO_LARGE_NUMBER,
    Marks,
    NumberParts,
    number_value,
    split_number,
)
from crowd.parsing.text import MAX_LENGTH, Unreadable, check_length
from crowd.parsing.unit_spellings import read_compound
from crowd.tables.columns.affixes import Affixes, AffixReader
from crowd.tables.columns.annotations import without_annotation
from crowd.tables.columns.cell_problems import A_DATE, NOT_A_NUMBER, is_date_text
from crowd.tables.columns.column import SEVERAL_LINES
from crowd.tables.columns.minus_signs import SignedText, with_sign
from crowd.tables.columns.readings import Reading, read_parts
from crowd.tables.columns.unit_conversion import COUNTED

INFINITE = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity", "+infinity"})

_SIMPLE = {
    "": r"\d+(?:\.(?:\d{1,2}|\d{4,}))?",
    ".": r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?",
    ",": r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?",
}
"""Digits with one meaning: in any column, and in columns that are certain of their decimal mark."""

TWO_NUMBERS = re.compile(
    r"\d(?![eE][+-]?\d)(?=\D+\d)(?:[\W_]*[^\W\d_]|['\"]+ ?\d|[$€£] ?\d)|\d['\"]\D*$|[']"
)
"""Two numbers with letters between them: a quantity in two units, or nothing."""

_SPACE_BEHIND_MARK = re.compile(r"(?<=\d)([.,]) (?=\d{3}(?!\d))")


class CellReader:
    """Reads cells by the separators of their column."""

    def __init__(self, marks: Marks, affixes: AffixReader) -> None:
        self._marks = marks
        self._affixes = affixes
        self.has_footnotes = False
        """Whether letters in brackets are footnotes."""

        self.is_lakh: bool | None = None
        """Whether an L is a lakh or a litre; None where nothing tells."""

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
        return self._read_in_words(text) or self._read_annotated(text, found)

    def _read_in_words(self, text: str) -> Reading | None:
        """Read a number with its sign in words or behind it, or in dozens; None for other texts."""
        dozens = plain_dozens(text)
        signed = with_sign(text) or (SignedText(dozens) if dozens != text else None)
        inner = None if signed is None else self._read(signed.text)
        if signed is None or inner is None or inner.problem:
            return None
        if dozens != text and inner.units == ("",):
            inner = msgspec.structs.replace(inner, units=(COUNTED,))
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
            is_letter = (found.is_letter and digits.isdecimal()) or self._can_be_lakh(found)
            has_others = found.other_unit or is_letter
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
        is_lakh = self.is_lakh if found.can_be_lakh else False
        reading = read_parts(parts, found, self._marks, is_lakh=is_lakh)
        if not reading.values:
            return Reading(problem=self._affixes.problem(parts.digits))
        return msgspec.structs.replace(reading, is_unusual=is_unusual or reading.is_unusual)

    def _can_be_lakh(self, found: Affixes) -> bool:
        return found.can_be_lakh and self.is_lakh is not False


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
