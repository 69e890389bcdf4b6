"""Words for powers of ten in languages that the pages are not in, by their power, from CLDR.

Loading all of those locales for one word would take most of a second.
"""

from __future__ import annotations

WORDS_BY_POWER: dict[int, tuple[str, ...]] = {
    2: (*("百", "백"),),
    3: (
        *("de mii", "duizend", "ezer", "mii", "mila", "miler", "milers", "millier", "nghìn"),
        *(
            "ribu",
            "rb",
            "rbu",
            "tis",
            "tisoč",
            "tisuća",
            "tisuće",
            "tisíc",
            "tisíca",
            "tisíce",
            "tuh",
        ),
        *("tuhat", "tuhatta", "tusen", "tusind", "tys", "tysiąc", "tysiąca", "tysiące"),
        *("tysięcy", "tūkst", "tūkstantis", "tūkstančiai", "tūkstančio", "tūkstančių"),
        *("tūkstotis", "tūkstoši", "tūkstošu", "χιλ", "χιλιάδα", "χιλιάδεσ", "тис", "тисяч"),
        *("тисяча", "тисячі", "тыс", "тысяч", "тысяча", "тысячи", "хил", "хиляди", "אלף", "آلاف"),
        *("ألف", "هزار", "हज़ार", "천", "千"),
    ),
    4: (*("万", "萬", "만"),),
    5: (*("लाख",),),
    6: (
        *("de milioane", "juta", "jt", "milhão", "milhões", "milijon", "milijona", "milijonai"),
        *("milijonas", "milijoni", "milijono", "milijonov", "milijonų", "milijun", "milijuna"),
        *("milioane", "milion", "miliona", "milione", "milioni", "milions", "milionu", "miliony"),
        *("milionów", "milionů", "milió", "milión", "milióna", "miliónov", "milióny", "milj"),
        *("miljoen", "miljon", "miljoner", "miljoni", "miljonit", "miljons", "miljonu"),
        *("miljoona", "miljoonaa", "millioner", "millió", "milyon", "triệu", "εκ", "εκατομμύρια"),
        *("εκατομμύριο", "милион", "милиона", "миллион", "миллиона", "миллионов", "млн"),
        *("мільйон", "мільйона", "мільйони", "мільйонів", "מיליון", "ملايين", "مليون", "میلیون"),
    ),
    7: (*("करोड़", "क॰"),),
    8: (*("亿", "億", "억"),),
    9: (
        *("bilhão", "bilhões", "de miliarde", "mia", "mil m", "mil millones", "miler de milions"),
        *("milers de milions", "miliar", "miliard", "miliarda", "miliarde", "miliardi"),
        *("miliardo", "miliardy", "miliardów", "milijard", "milijarda", "milijardai"),
        *("milijardas", "milijarde", "milijardi", "milijardo", "milijardų", "miliárd", "miljard"),
        *("miljarder", "miljardi", "miljardia", "miljardit", "miljards", "miljardu"),
        *("milliarder", "milliárd", "milyar", "mld", "mljrd", "mlr", "mlrd", "tỷ", "δισ"),
        *("δισεκατομμύρια", "δισεκατομμύριο", "милиард", "милиарда", "миллиард", "миллиарда"),
        *("миллиардов", "млрд", "мільярд", "мільярда", "мільярди", "мільярдів", "מיליארד"),
        *("مليار", "میلیارد", "अरब", "अ॰"),
    ),
    11: (*("खरब", "ख॰"),),
    12: (
        *("bilijon", "bilijona", "bilijoni", "bilijonov", "bilijun", "bilijuna", "bilion"),
        *("biliona", "bilions", "bilionu", "biliony", "bilionów", "bilionů", "bilió", "bilión"),
        *("bilióna", "biliónov", "bilióny", "bilj", "biljoen", "biljon", "biljoner", "biljoona"),
        *("biljoonaa", "billioner", "billió", "de trilioane", "mila miliardi", "mille miliardi"),
        *("nghìn tỷ", "trilhão", "trilhões", "trilijonai", "trilijonas", "trilijono"),
        *("trilijonų", "trilioane", "trilion", "triliun", "trilj", "triljon", "triljoni"),
        *("triljonit", "triljons", "triljonu", "trilyon", "trln", "τρισ", "τρισεκατομμύρια"),
        *("τρισεκατομμύριο", "трилион", "трилиона", "триллион", "триллиона", "триллионов"),
        *("трильйон", "трильйона", "трильйони", "трильйонів", "трлн", "טריליון", "ترليون"),
        *("تریلیون", "هزارمیلیارد", "万亿", "兆", "조"),
    ),
    13: (*("नील",),),
    16: (*("京",),),
}
"""Words in lower case. Those that English has as well, such as `bin` and `bill`, are left out."""

FOREIGN_SCALES = {word: power for power, words in WORDS_BY_POWER.items() for word in words}
"""Powers of ten by their words."""

DOUBTFUL_WORDS = frozenset({"bin", "tri", "bio", "bil", "mie", "tril"})
"""Words of some languages for a power of ten, and of others for something else."""
