"""French."""

from __future__ import annotations

from babel import Locale

from crowd.i18n.languages.language import Language

FRENCH = Language(
    tag="fr",
    name="Français",
    locales=("fr",),
    locale=Locale("fr"),
    open_graph="fr_FR",
    yes_words=("oui",),
    no_words=("non",),
    percent_words=("pour cent",),
    scale_words={
        **dict.fromkeys(("mille", "milliers"), 3),
        **dict.fromkeys(("million", "millions"), 6),
        **dict.fromkeys(("md", "mds", "milliard", "milliards"), 9),
        **dict.fromkeys(("billion", "billions"), 12),
        **dict.fromkeys(("trillion", "trillions"), 18),
    },
    approximation_words=("environ", "env"),
    range_words=("et", "ou", "à"),
    connectives=("de ", "d'"),
    plural_endings=(("s", "", 2),),
    date_fillers=("er",),
    # Of its days French counts the first of a month alone: 1er mars, but 2 mars.
    first_of_month="1er",
    footer_words=(
        "moyenne",
        "médiane",
        "somme",
        "nombre",
        "gagnant",
        "gagnante",
        "vainqueur",
        "écart-type",
        "écart type",
        "résultat",
    ),
    missing_words=("sans réponse", "pas de réponse", "aucune réponse", "vide", "n.d"),
)
