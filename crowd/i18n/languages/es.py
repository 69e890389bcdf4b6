"""Spanish."""

from __future__ import annotations

from babel import Locale

from crowd.i18n.languages.language import Language

SPANISH = Language(
    tag="es",
    name="Español",
    locales=("es",),
    locale=Locale("es"),
    open_graph="es_ES",
    yes_words=("sí", "si"),
    no_words=("no",),
    percent_words=("por ciento",),
    scale_words={
        "mil": 3,
        **dict.fromkeys(("mill", "millón", "millon", "millones"), 6),
        **dict.fromkeys(("millardo", "millardos"), 9),
        **dict.fromkeys(("billón", "billones"), 12),
    },
    approximation_words=("aprox", "aproximadamente", "unas", "unos"),
    range_words=("a", "o", "u", "y"),
    connectives=("de ",),
    plural_endings=(("s", "", 2), ("es", "", 2)),
    date_fillers=("º", "ª"),
    footer_words=(
        "promedio",
        "media",
        "mediana",
        "suma",
        "ganador",
        "ganadora",
        "recuento",
        "desviación estándar",
        "desviación típica",
        "resultado",
    ),
    missing_words=("sin respuesta", "no contesta", "ns/nc", "vacío", "n.d"),
)
