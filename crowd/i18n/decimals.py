"""Write decimal numbers as in a locale."""

from __future__ import annotations

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

_GROUP_POSITIONS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


def localize_decimal(value: float | Decimal, locale: Locale, *, rounded: bool = True) -> str:
    """Write a number with the locale's separators and a minus sign, rounded to three decimals or whole.

    >>> localize_decimal(1234567.5, Locale("en"))
    '1,234,567.5'
    """
    mark = get_group_symbol(locale)
    # Babel takes a pair of apostrophes in what it wrote for quotes and drops both of them.
    grouped = "'" not in mark
    text = format_decimal(
        value, locale=locale, decimal_quantization=rounded, group_separator=grouped
    ).replace("-", "\N{MINUS SIGN}")
    if grouped:
        return text
    whole, decimal, fraction = text.partition(get_decimal_symbol(locale))
    return _GROUP_POSITIONS.sub(mark, whole) + decimal + fraction
