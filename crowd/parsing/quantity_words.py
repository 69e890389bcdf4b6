"""Words in the names of columns that tell what is measured, and the unit that a name ends with."""

from __future__ import annotations

import re
from typing import NamedTuple

from babel import Locale

from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.minor_units import is_minor_unit
from crowd.parsing.unit_factors import quantity_of
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import currency_code, currency_of

MIN_ENDING = 4
"""Letters from which on a word also counts at the end of a compound, such as `Körpergröße`."""

LENGTH_WORDS = frozenset(
    {
        *("height", "length", "width", "depth", "distance", "tall", "wide", "deep", "altitude"),
        *("höhe", "länge", "breite", "tiefe", "entfernung", "größe", "strecke", "distanz"),
        *("hauteur", "longueur", "largeur", "profondeur", "taille", "altitude"),
        *("altura", "longitud", "anchura", "ancho", "profundidad", "distancia", "estatura"),
        *("ارتفاع", "الارتفاع", "طول", "الطول", "عرض", "العرض", "عمق", "العمق", "مسافة", "المسافة"),
        *("altezza", "lunghezza", "larghezza", "profondità", "distanza"),
        *("hoogte", "lengte", "breedte", "diepte", "afstand"),
        *("comprimento", "largura", "profundidade", "distância"),
        *("wysokość", "długość", "szerokość", "głębokość", "odległość", "wzrost"),
        *("höjd", "längd", "bredd", "djup", "avstånd", "højde", "længde", "bredde", "dybde"),
        *("korkeus", "pituus", "leveys", "syvyys", "etäisyys", "matka"),
        *("výška", "délka", "šířka", "hloubka", "vzdálenost"),
        *("yükseklik", "uzunluk", "genişlik", "derinlik", "mesafe"),
        *("ऊँचाई", "ऊंचाई", "लंबाई", "लम्बाई", "चौड़ाई", "गहराई", "दूरी"),
    }
)
"""Words for lengths, so that an `m` is metres."""

AMOUNT_WORDS = frozenset(
    {
        *("price", "cost", "costs", "revenue", "sales", "budget", "salary", "population", "profit"),
        *("inhabitants", "turnover", "money", "spending", "views", "visitors", "users"),
        *("preis", "kosten", "umsatz", "gehalt", "bevölkerung", "einwohner", "gewinn", "geld"),
        *("prix", "coût", "revenu", "salaire", "habitants", "bénéfice", "argent", "ventes"),
        *("precio", "coste", "costo", "ingresos", "población", "habitantes", "ventas", "dinero"),
        *("presupuesto", "السعر", "سعر", "التكلفة", "تكلفة", "السكان", "سكان", "ميزانية"),
        *("prezzo", "costo", "ricavi", "popolazione", "abitanti", "prijs", "omzet", "bevolking"),
        *("preço", "custo", "receita", "população", "cena", "koszt", "przychód", "ludność"),
        *("pris", "kostnad", "intäkter", "befolkning", "omsætning", "hinta", "väestö", "asukkaat"),
        *(
            "náklady",
            "tržby",
            "obyvatelstvo",
            "fiyat",
            "maliyet",
            "nüfus",
            "क़ीमत",
            "कीमत",
            "जनसंख्या",
        ),
    }
)
"""Words for amounts of money, people and the like, so that an `m` is millions."""

MAX_NAME_LENGTH = 400
"""Characters of a name that are looked at, which bounds the time of patterns."""

AMBIGUOUS_WORDS = frozenset(
    {"second", "minute", "once", "stone", "mes", "an", "ans", "pound", "day"}
)
"""Spellings of units that mean something else as often in the text of a question."""

KELVIN = "kelvin"

MIN_UNIT_WORD = 4
"""Letters from which on a spelling of a unit counts wherever it stands in a name."""


class _Words(NamedTuple):
    """Keys of words, and of those that count at the end of a compound."""

    whole: frozenset[str]
    endings: tuple[str, ...]


def _words(words: frozenset[str]) -> _Words:
    keys = frozenset(map(comparison_key, words))
    return _Words(keys, tuple(key for key in keys if len(key) >= MIN_ENDING))


_LENGTHS, _AMOUNTS = _words(LENGTH_WORDS), _words(AMOUNT_WORDS)

_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]{1,20}?)\s*[)\]]")
_UNIT_WORD = r"([°º˚]?[^\W\d_]{1,12}[²³]?|[¢$€£¥₹])"
_BEHIND_PREPOSITION = re.compile(
    rf"(?<!\w)(?:in|en|em|i|w|v|بـ|ب|में)\s+{_UNIT_WORD}\s*[?؟:.]*\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_LAST_PART = re.compile(rf"[_,/]\s*{_UNIT_WORD}\s*$", re.MULTILINE)
_TEMPERATURE = re.compile(r"\btemp|حرارة", re.IGNORECASE)
_SIGN = re.compile(r"[$€£¥₹]")


def unit_in_name(name: str) -> str:
    """Return the unit that the name of a column says its numbers are in; empty without one."""
    name = name[:MAX_NAME_LENGTH]
    words = [word for word in re.findall(r"[^\W\d_]+", name) if len(word) >= MIN_UNIT_WORD]
    spelled = [word for word in words if word.casefold() not in AMBIGUOUS_WORDS]
    marked = _marked(name)
    if "K" in marked and _TEMPERATURE.search(name):
        return KELVIN
    return next((symbol_of(each) for each in (*marked, *spelled) if quantity_of(each)), "")


def currency_in_name(name: str, locale: Locale) -> str:
    """Return the currency that the name of a column says its numbers are in, or its hundredths; empty
    without one."""
    name = name[:MAX_NAME_LENGTH]
    words = [word for word in re.findall(r"[^\W\d_]+", name) if len(word) >= MIN_UNIT_WORD]
    spelled = [word for word in words if word.casefold() not in AMBIGUOUS_WORDS]
    for each in (*_marked(name), *_SIGN.findall(name), *spelled):
        is_code = each.isupper() and bool(currency_code(each, locale))
        if is_code or currency_of(each) or _SIGN.fullmatch(each) or _is_cent(each):
            return str(each)
    return ""


def _is_cent(word: str) -> bool:
    return len(word) > 1 and is_minor_unit(word)


def _marked(name: str) -> list[str]:
    """Return what stands in the name of a column where units stand: in brackets, or at its end."""
    marked: list[str] = _BRACKETS.findall(name)
    for pattern in (_BEHIND_PREPOSITION, _LAST_PART):
        marked += pattern.findall(name)
    return marked


def is_length_name(name: str) -> bool:
    """Return whether the name of a column says that it has lengths."""
    return _has_word(name, _LENGTHS)


def is_amount_name(name: str) -> bool:
    """Return whether the name of a column says that it has amounts, such as of money or people."""
    return _has_word(name, _AMOUNTS)


def _has_word(name: str, words: _Words) -> bool:
    typed = re.findall(r"[^\W\d_]+", comparison_key(name[:MAX_NAME_LENGTH]))
    return any(word in words.whole or word.endswith(words.endings) for word in typed)
