"""Words beside numbers that are not exact, in languages that the pages are not in."""

from __future__ import annotations

APPROXIMATION_WORDS: tuple[str, ...] = (
    # Italian, Dutch, Portuguese
    *("quasi", "forse", "intorno a", "all'incirca", "più o meno", "ongeveer", "misschien"),
    *("bijna", "rond de", "zo'n", "uns", "umas", "aproximadamente", "talvez", "por volta de"),
    *("mais ou menos", "perto de"),
    # Polish, Swedish, Danish, Finnish, Czech
    *("około", "ok", "prawie", "może", "mniej więcej", "cirka", "omkring", "kanske", "nästan"),
    *("måske", "næsten", "noin", "ehkä", "melkein", "suunnilleen", "asi", "přibližně", "cca"),
    *("zhruba", "možná", "skoro", "kolem"),
    # Turkish, Hindi, Russian, Ukrainian
    *("yaklaşık", "belki", "aşağı yukarı", "लगभग", "करीब", "शायद", "около", "примерно"),
    *("приблизительно", "где-то", "близько", "приблизно"),
    *("ungefär", "omtrent", "rundt", "circa", "sirka", "quase", "cerca de", "em torno de"),
    *("grosso modo", "approssimativamente", "più o meno", "verso", "naar schatting", "pakweg"),
    *(
        "plusminus",
        "grofweg",
        "blisko",
        "jakieś",
        "w przybliżeniu",
        "zhruba tak",
        "okolo",
        "asi tak",
    ),
    *("arviolta", "lähes", "melkein", "takriban", "tahminen", "neredeyse", "hemen hemen", "почти"),
    *("примерно около", "наверное", "майже", "десь", "орієнтовно", "περίπου", "σχεδόν", "γύρω στα"),
    *("aproximativ", "aproape", "körülbelül", "nagyjából", "priblizno", "približno"),
    *("otprilike", "oko", "приблизно", "приближно", "khoảng", "kira-kira", "sekitar", "hampir"),
    # Japanese, Chinese, Korean
    *(
        "約",
        "およそ",
        "おおよそ",
        "だいたい",
        "大体",
        "约",
        "約略",
        "大约",
        "大約",
        "大概",
        "约莫",
        "差不多",
        "接近",
        "将近",
        "將近",
        "ざっと",
        "ほぼ",
        "약",
        "대략",
        "거의",
    ),
)
"""Words before or behind a number."""

APPROXIMATIONS_BEHIND: tuple[str, ...] = (
    *("o giù di lì", "of zo", "ou por aí", "lub coś koło tego", "eller så", "tai niin"),
    *("kadar", "civarında", "के आसपास"),
)
"""Further words behind a number."""

ATTACHED_BEHIND: tuple[str, ...] = (
    *("くらい", "ぐらい", "ほど", "前後", "程度", "左右", "上下", "정도"),
)
"""Words that follow a number or its unit without a space."""

BOUND_WORDS: tuple[str, ...] = (
    *("almeno", "al massimo", "al minimo", "minstens", "hoogstens", "pelo menos", "no máximo"),
    *("no mínimo", "co najmniej", "najwyżej", "minst", "högst", "mindst", "højst", "vähintään"),
    *("enintään", "nejméně", "nejvýše", "alespoň", "en az", "en fazla", "कम से कम"),
    *("ज़्यादा से ज़्यादा", "не менее", "не более"),
)
"""Words before a number that is only a bound and may be meant itself."""

COMPARISON_WORDS: tuple[str, ...] = (
    *("più di", "meno di", "oltre", "meer dan", "minder dan", "mais de", "menos de", "więcej niż"),
    *("mniej niż", "ponad", "poniżej", "mer än", "mindre än", "över", "mere end", "mindre end"),
    *("yli", "alle", "více než", "méně než", "přes", "больше", "меньше"),
)
"""Words before a number that is not meant itself."""

BOUNDS_BEHIND: tuple[str, ...] = (
    *("o più", "o meno", "of meer", "of minder", "ou mais", "ou menos", "lub więcej"),
    *("eller mer", "eller mere", "tai enemmän", "nebo více", "veya daha fazla", "या अधिक"),
    *("以上", "以下", "이상", "이하"),
)
"""Words behind a number that is only a bound."""
