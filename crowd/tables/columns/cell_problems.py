"""Say what is wrong with a cell that is no number, in words about the cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crowd.parsing.month_names import names_beside_numbers
from crowd.parsing.numbers import NO_DIGITS, NO_NUMBER, RANGE, WITH_UNIT

NOT_A_NUMBER = "This is not a number."
NO_DIGITS_IN_CELL = "There is no number in digits."
SEVERAL_NUMBERS = "These are several numbers or a range, not one number."
MORE_THAN_A_NUMBER = "Beside the number stands something that cannot be read."
OTHER_THAN_UNIT = "Beside the number stands something else than {unit}."
A_BOUND = "This is a bound, not a number."
A_DATE = "This is a date, not a number. Did a spreadsheet turn it into one?"

MONTH_NAMES = names_beside_numbers()
"""Names of months in all languages in which dates are read, without the dots of short ones."""

_MONTHS = "|".join(
    re.escape(name) for name in sorted(MONTH_NAMES, key=lambda name: (-len(name), name))
)
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ].*)?|\d{1,2}([./])\d{1,2}\1\d{2,4}"
    rf"|\d{{1,2}}\.?[ -](?:{_MONTHS})\.?(?:[ -]\d{{2,4}})?|(?:{_MONTHS})\.?[ -]\d{{1,4}}",
    re.IGNORECASE,
)


def is_date_text(text: str) -> bool:
    """Return whether a cell is a date, as spreadsheets show them."""
    return _DATE.fullmatch(text) is not None


def number_cell_problem(template: object, units: Sequence[str]) -> str:
    """Return what is wrong with a cell, by the sentence for a form."""
    if template is NO_NUMBER:
        return NOT_A_NUMBER
    if template is NO_DIGITS:
        return NO_DIGITS_IN_CELL
    if template is WITH_UNIT:
        return OTHER_THAN_UNIT.format(unit=units[0])
    return SEVERAL_NUMBERS if template is RANGE else MORE_THAN_A_NUMBER
