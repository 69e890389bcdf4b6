"""Hundredths of currencies, such as cents and pence."""

from __future__ import annotations

from babel import Locale

from crowd.parsing.units import currency_code

CENT_WORDS = frozenset(
    {
        *("cent", "cents", "ct", "cts", "¢", "c", "centime", "centimes", "céntimo", "céntimos"),
        *("centimo", "centimos", "centavo", "centavos", "centesimo", "centesimi", "cêntimo"),
        *("cêntimos", "centów", "centy", "centů", "senttiä", "sentti", "snt", "سنت", "سنتا"),
        *("سنتات", "سنتًا", "цент", "цента", "центов"),
    }
)
"""Words for a hundredth of dollars, euros and other currencies."""

CENT_CURRENCIES = frozenset(
    {
        *("USD", "EUR", "AUD", "CAD", "NZD", "SGD", "HKD", "ZAR", "CHF", "MXN", "BRL", "ARS"),
        *("COP", "CLP", "PHP", "TWD", "KES", "JMD"),
    }
)
"""Currencies whose hundredths have such names."""

NAMED_MINOR_UNITS: dict[str, tuple[str, ...]] = {
    "GBP": ("p", "penny", "pence", "pennies"),
    "CHF": ("rp", "rappen"),
    "INR": ("p", "paise", "paisa", "पैसे", "पैसा"),
    "PLN": ("gr", "grosz", "grosze", "groszy"),
    "SEK": ("öre",),
    "NOK": ("øre",),
    "DKK": ("øre",),
    "kr": ("öre", "øre"),
    "CZK": ("hal", "haléř", "haléře", "haléřů"),
    "TRY": ("kuruş", "krş"),
    "RUB": ("коп", "копейка", "копейки", "копеек"),
    "UAH": ("коп", "копійка", "копійки", "копійок"),
    "EGP": ("قرش", "قروش", "piastre", "piastres"),
    "SAR": ("هللة", "هللات", "halala", "halalas"),
    "AED": ("فلس", "fils"),
    "MYR": ("sen",),
    "ILS": ("agora", "agorot"),
}
"""Words for hundredths that have a name of their own, by the code of their currency."""

SPELLINGS = CENT_WORDS | {word for words in NAMED_MINOR_UNITS.values() for word in words}
"""All of these words."""


def is_minor_unit(unit: str) -> bool:
    """Return whether a word can be a hundredth of a currency."""
    return unit.casefold().strip(" .") in SPELLINGS


def is_hundredth(unit: str, currency: str, locale: Locale) -> bool:
    """Return whether a unit is the hundredth of a currency, as cents are of dollars."""
    word = unit.casefold().strip(" .")
    if word not in SPELLINGS:
        return False
    code = currency_code(currency, locale)
    if word in CENT_WORDS and code in CENT_CURRENCIES:
        return True
    return word in NAMED_MINOR_UNITS.get(code, ())
