"""German."""

from __future__ import annotations

from babel import Locale

from crowd.i18n.languages.language import Language

GERMAN = Language(
    tag="de",
    name="Deutsch",
    locales=("de", "de_CH"),
    locale=Locale("de"),
    open_graph="de_DE",
    yes_words=("ja",),
    no_words=("nein",),
    percent_words=("prozent",),
    scale_words={
        "hundert": 2,
        **dict.fromkeys(("tausend", "tsd"), 3),
        **dict.fromkeys(("mio", "million", "millionen"), 6),
        **dict.fromkeys(("mrd", "milliarde", "milliarden"), 9),
        **dict.fromkeys(("billion", "billionen"), 12),
        "trillion": 18,
    },
    approximation_words=("ca", "circa", "etwa", "rund", "ungefähr", "zirka"),
    range_words=("bis", "oder", "und"),
    plural_endings=(("e", "", 3), ("n", "", 3), ("en", "", 3)),
    zone_names=("MESZ", "MEZ", "OESZ", "OEZ"),
    footer_words=(
        "durchschnitt",
        "mittelwert",
        "mittel",
        "summe",
        "gesamt",
        "gesamtsumme",
        "anzahl",
        "gewinner",
        "gewinnerin",
        "sieger",
        "siegerin",
        "standardabweichung",
        "ergebnis",
    ),
    missing_words=(
        "k.a",
        "k. a",
        "keine angabe",
        "keine angaben",
        "keine antwort",
        "leer",
        "fehlt",
        "weiß nicht",
    ),
)
