"""Spellings of units of measurement, and units that are written together, as in `5 lbs 3 oz`."""

from __future__ import annotations

import re
from typing import NamedTuple

SPELLINGS: dict[str, tuple[str, ...]] = {
    "m": (
        "metre",
        "metres",
        "meter",
        "meters",
        "mtr",
        "mtrs",
        "mètre",
        "mètres",
        "metro",
        "metros",
        "米",
        "メートル",
        "м",
        "متر",
        "أمتار",
    ),
    "km": (
        *("kms", "kilometre", "kilometres", "kilometer", "kilometers", "kilomètre", "kilomètres"),
        *("kilómetro", "kilómetros", "公里", "км", "كم"),
    ),
    "cm": (
        *("cms", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"),
        *("centimètre", "centimètres", "centímetro", "centímetros", "厘米", "センチ", "см", "سم"),
    ),
    "mm": (
        *("millimetre", "millimetres", "millimeter", "millimeters", "millimètre", "millimètres"),
        *("milímetro", "milímetros"),
    ),
    "ft": ("foot", "feet", "'", "fuß", "pied", "pieds"),
    "in": ("inch", "inches", '"', "''", "zoll", "pouce", "pouces", "pulgada", "pulgadas"),
    "yd": ("yds", "yard", "yards"),
    "mi": ("mile", "miles", "meile", "meilen", "milla", "millas"),
    "g": (
        "gr",
        "grs",
        "gm",
        "gms",
        "gram",
        "grams",
        "gramme",
        "grammes",
        "gramm",
        "gramo",
        "gramos",
        "克",
        "グラム",
        "г",
        "غرام",
        "جرام",
    ),
    "kg": (
        *("kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"),
        *("kilogramm", "kilogramo", "kilogramos", "公斤", "キロ", "кг", "كغ", "كجم", "كيلو"),
    ),
    "mg": ("milligram", "milligrams", "milligramm", "milligramme", "milligrammes"),
    "t": ("tonne", "tonnes", "tonnen", "tonelada", "toneladas"),
    "lb": ("lbs", "pound", "pounds", "pfund", "libra", "libras"),
    "oz": ("ozs", "ounce", "ounces", "unze", "unzen", "once", "onces", "onza", "onzas"),
    "st": ("stone", "stones"),
    "l": (*("ltr", "ltrs", "litre", "litres", "liter", "liters", "litro", "litros"),),
    "ml": ("millilitre", "millilitres", "milliliter", "milliliters", "mililitro", "mililitros"),
    "gal": ("gallon", "gallons", "gals"),
    "h": (
        *("hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures"),
        *("hora", "horas"),
    ),
    "min": ("mins", "minute", "minutes", "minuten", "minuto", "minutos", "mn"),
    "s": (
        *("sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seconde", "secondes"),
        *("segundo", "segundos"),
    ),
    "day": ("days", "tag", "tage", "tagen", "jour", "jours", "día", "días", "d"),
    "week": (
        *("weeks", "wk", "wks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"),
    ),
    "month": ("months", "monat", "monate", "monaten", "mois", "mes", "meses"),
    "year": (
        *("years", "yr", "yrs", "jahr", "jahre", "jahren", "an", "ans", "année", "années"),
        *("año", "años"),
    ),
    "km/h": ("kmh", "kph", "km/hr"),
    "mph": ("miles per hour", "mi/h"),
    "°C": ("c", "ºc", "˚c", "℃", "celsius", "degrees celsius", "grad celsius", "centigrade"),
    "°F": ("f", "ºf", "˚f", "℉", "fahrenheit", "degrees fahrenheit"),
    "kelvin": ("kelvins", "°k"),
    "°": (
        *("º", "˚", "deg", "degs", "degree", "degrees", "grad", "degré", "degrés", "grado"),
        *("grados", "درجة", "درجات", "gradi", "graden", "graus", "stopni", "stopnie", "grader"),
        *("astetta", "stupňů", "derece", "градус", "градуса", "градусов"),
    ),
    "pcs": (
        *("pc", "piece", "pieces", "pce", "pces", "stück", "stücke", "stk", "stck", "pièce"),
        *("pièces", "pieza", "piezas", "pza", "pzas", "قطعة", "قطع", "pezzo", "pezzi", "pz"),
        *("stuks", "stuk", "peça", "peças", "pç", "szt", "sztuk", "sztuki", "stycken", "styck"),
        *("stykker", "kappaletta", "kpl", "kusů", "kusy", "ks", "tane", "adet", "шт", "штук"),
        *("штуки", "штука", "個", "个", "個", "개", "つ"),
    ),
    "m²": ("m2", "sqm", "sq m", "square metres", "square meters", "qm"),
    "m³": ("m3", "cubic metres", "cubic meters", "cbm"),
}
"""Spellings by the symbol of their unit, in lower case."""

CURRENCY_SPELLINGS: dict[str, tuple[str, ...]] = {
    "USD": (
        *("us$", "u$s", "buck", "bucks", "dollar", "dollars", "dólar", "dólares", "دولار"),
        *("доллар", "доллара", "долларов"),
    ),
    "EUR": ("euro", "euros", "يورو", "евро", "euroa", "eur"),
    "GBP": ("quid", "sterling"),
    "CHF": ("fr", "sfr", "frs", "franken"),
    "INR": ("₹", "rs", "rupee", "rupees"),
    "SEK": ("kronor",),
    "kr": ("kr",),
    "PLN": ("zł", "zl"),
    "CZK": ("kč", "kc"),
    "TRY": ("tl",),
    "BRL": ("r$",),
    "RUB": ("руб", "р"),
    "UAH": ("грн",),
    "IDR": ("rp",),
    "MYR": ("rm",),
    "CNY": ("元", "rmb"),
    "JPY": ("円",),
}
"""Spellings of currencies that CLDR does not have for each locale, by their codes, in lower case. `kr`
is the crown of several countries."""

CURRENCY_CODES = {
    spelling: code for code, spellings in CURRENCY_SPELLINGS.items() for spelling in spellings
}
"""Codes of currencies by these spellings."""

SYMBOLS = {
    spelling.casefold(): symbol
    for symbol, spellings in SPELLINGS.items()
    for spelling in (symbol, *spellings)
}
"""Symbols of units by their spellings."""

PARTS = {
    ("ft", "in"): 12,
    ("lb", "oz"): 16,
    ("st", "lb"): 14,
    ("m", "cm"): 100,
    ("km", "m"): 1000,
    ("kg", "g"): 1000,
    ("l", "ml"): 1000,
    ("day", "h"): 24,
    ("week", "day"): 7,
    ("h", "min"): 60,
    ("min", "s"): 60,
    ("year", "month"): 12,
}
"""How many of a smaller unit make a larger one, of pairs that are written together."""

NEXT_SMALLER = {"ft": "in", "lb": "oz", "st": "lb", "m": "cm", "h": "min"}
"""The unit of a second number without one, as in `6 ft 2`."""

_UNIT = r"(?:[^\W\d_]+|''|['\"])"
_COMPOUND = re.compile(
    rf"(?P<sign>[-+~]?) ?(?P<large>\d+) ?(?P<unit>{_UNIT})\.?,? ?(?:and |und |et |y )?"
    rf"(?P<small>\d{{1,4}}(?:\.\d+)?) ?(?P<other>{_UNIT})?\.?"
)


_PRICE = re.compile(r"([+-]?\d{1,9}) ?([$€£]|CHF|EUR|Fr\.?) ?(\d\d)", re.IGNORECASE)
_FEET_OR_INCHES = re.compile(r"([+-]?\d{1,6}(?:\.\d+)?) ?(''|['\"])")


class CompoundQuantity(NamedTuple):
    """A quantity in two units, as a number of the larger one."""

    value: float
    unit: str


def symbol_of(unit: str) -> str:
    """Return the symbol of a unit that is known by any of its spellings; empty for others."""
    return SYMBOLS.get(unit.casefold().strip(" ."), "")


def read_compound(text: str) -> CompoundQuantity | None:
    """Read a quantity in two units, such as `5 lbs 3 oz`, `6 ft 2` or `1m80`, a price such as `12€50`,
    or feet or inches by their sign; None for other texts."""
    price, single = _PRICE.fullmatch(text), _FEET_OR_INCHES.fullmatch(text)
    if price:
        return CompoundQuantity(float(f"{price[1]}.{price[3]}"), price[2])
    if single:
        return CompoundQuantity(float(single[1]), symbol_of(single[2]))
    found = _COMPOUND.fullmatch(text)
    if found is None:
        return None
    # 2'000 is grouped as in Switzerland, and no feet and inches.
    if not found["unit"].isalpha() and re.match(r"\d{3}", found["small"]):
        return None
    large = symbol_of(found["unit"])
    typed = found["other"] or ""
    small = symbol_of(typed) if typed else NEXT_SMALLER.get(large, "")
    if (large, small) == ("h", "m"):
        small = "min"
    ratio = PARTS.get((large, small))
    if ratio is None or float(found["small"]) >= ratio:
        return None
    value = int(found["large"]) + float(found["small"]) / ratio
    unit = found["unit"] if found["unit"].isalpha() else large
    return CompoundQuantity(-value if found["sign"] == "-" else value, unit)
