"""Words for numbers beside which no digits stand: dozens, halves of a million, 万 with more behind."""

from __future__ import annotations

DOZENS: tuple[str, ...] = (
    *("dozens", "dozen", "doz", "dutzende", "dutzend", "douzaines", "douzaine", "docenas"),
    *("docena", "dozzine", "dozzina", "dozijn", "dúzias", "dúzia", "tuziny", "tuzinów", "tuzin"),
    *("dussin", "dusin", "tusinaa", "tusina", "tucty", "tuctů", "tucet", "düzine", "दर्जन"),
    *("дюжины", "дюжин", "дюжина", "دزينات", "دزينة", "درزن"),
)
"""Words for twelve."""

ONES: tuple[str, ...] = (
    *("a", "an", "one", "ein", "eine", "un", "une", "una", "een", "um", "uma", "en", "ett"),
)
"""Words for one, as in `a dozen` and `a million`."""

HALF: tuple[str, ...] = (
    *("half", "half a", "half an", "a half", "half of a", "one half", "halbe", "halbes"),
    *("eine halbe", "ein halbes", "einer halben", "demi", "un demi", "une demi", "medio"),
    *("media", "un medio", "una media", "نصف", "mezzo", "mezza", "half een", "een half"),
    *("meio", "meia", "pół", "en halv", "halv", "puoli", "půl", "yarım", "пол", "आधा"),
)
"""Words for a half."""

HALVES: dict[str, str] = {
    **dict.fromkeys(ONES, "1"),
    **dict.fromkeys(HALF, "0.5"),
    **dict.fromkeys(
        (
            *(
                "quarter",
                "a quarter",
                "un quart",
                "quarter of a",
                "quarter of an",
                "a quarter of a",
            ),
            *("a quarter of an", "viertel", "eine viertel", "un quart de", "quart de", "quart"),
            *("un cuarto de", "cuarto de", "ربع", "un quarto", "un quarto di", "un quarto d'"),
        ),
        "0.25",
    ),
    **dict.fromkeys(
        (
            *("three quarters of a", "three quarters of an", "three-quarters of a"),
            *(
                "three-quarters of an",
                "dreiviertel",
                "eine dreiviertel",
                "trois quarts de",
                "trois quarts",
            ),
            *("tres cuartos de", "ثلاثة أرباع"),
        ),
        "0.75",
    ),
    **dict.fromkeys(
        (
            *("one and a half", "one-and-a-half", "anderthalb", "eineinhalb", "anderhalf"),
            *("półtora",),
        ),
        "1.5",
    ),
    **dict.fromkeys(("two and a half", "two-and-a-half", "zweieinhalb"), "2.5"),
}
"""Numbers by the words that stand before a word for a power of ten, or before a unit of time."""

LARGE_MYRIADS: dict[str, int] = {
    **dict.fromkeys("万萬만", 4),
    **dict.fromkeys("億亿억", 8),
    **dict.fromkeys("兆조", 12),
}
SMALL_MYRIADS: dict[str, int] = {**dict.fromkeys("百백", 2), **dict.fromkeys("千천", 3)}
"""Powers of ten in Chinese, Japanese and Korean: those that count what stands before them in all, and
those within them."""
