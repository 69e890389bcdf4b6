"""English, with the scale words of India."""

from __future__ import annotations

from babel import Locale

from crowd.i18n.languages.language import Language

ENGLISH = Language(
    tag="en",
    name="English",
    locales=("en", "en_GB"),
    locale=Locale("en", "GB"),
    open_graph="en_GB",
    yes_words=("yes", "true"),
    no_words=("no", "false"),
    percent_words=("percent", "per cent", "pct"),
    scale_words={
        "hundred": 2,
        **dict.fromkeys(("k", "thousand", "thousands"), 3),
        **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 5),
        **dict.fromkeys(("m", "mil", "mill", "mln", "mn", "million", "millions"), 6),
        **dict.fromkeys(("cr", "crore", "crores"), 7),
        **dict.fromkeys(("b", "bln", "bn", "billion", "billions"), 9),
        **dict.fromkeys(("tn", "trn", "trillion", "trillions"), 12),
    },
    approximation_words=("about", "approx", "approximately", "around", "circa", "roughly"),
    range_words=("and", "or", "to"),
    connectives=("of ",),
    # "ms" is no plural of "m".
    plural_endings=(("ies", "y", 2), ("s", "", 2), ("es", "", 2)),
    irregular_plurals={
        "feet": "foot",
        "people": "person",
        "men": "man",
        "women": "woman",
        "mice": "mouse",
    },
    date_fillers=("nd", "of", "rd", "st", "th", "the"),
    weekday_format="EEEE d MMMM y",
    # Britain has no letters for America's zones, and both read the same pages.
    zone_locales=(Locale("en", "US"),),
)
