"""Names of months in all languages in which dates are read, and dates with them in English."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from crowd.i18n.languages import LANGUAGES, NUMBERS_ONLY
from crowd.i18n.languages.en import ENGLISH
from crowd.parsing.dates import fillers, months
from crowd.parsing.text import normalize

FOREIGN_MONTHS: dict[int, tuple[str, ...]] = {
    1: (
        *("gen", "gener", "ian", "ianuarie", "jaan", "jaanuar", "január", "januára"),
        *("janvāris", "saus", "sausio", "sausis", "ιαν", "ιανουάριοσ", "ιανουαρίου", "сту"),
        *("студзень", "студзеня", "січ", "січень", "січня", "янв", "январь", "января", "яну"),
        *("януари", "јан", "јануар", "ינואר", "ינו׳", "ژانویه"),
    ),
    2: (
        *("febr", "febrer", "februarie", "február", "februára", "februāris", "vas"),
        *("vasario", "vasaris", "veebr", "veebruar", "φεβ", "φεβρουάριοσ", "φεβρουαρίου"),
        *("лют", "лютага", "лютий", "лютого", "люты", "феб", "фебруар", "фев", "февр"),
        *("февраль", "февраля", "февруари", "פברואר", "פבר׳", "فوریه"),
    ),
    3: (
        *("kov", "kovas", "kovo", "mac", "marec", "maret", "martie", "març", "márc"),
        *("március", "märts", "μάρ", "μάρτιοσ", "μαρ", "μαρτίου", "бер", "березень"),
        *("березня", "мар", "март", "марта", "сак", "сакавік", "сакавіка", "מרץ"),
    ),
    4: (
        *("aprilie", "aprill", "apríl", "apríla", "aprīlis", "bal", "balandis", "balandžio"),
        *("d'abr", "d'abril", "ápr", "április", "απρ", "απρίλιοσ", "απριλίου", "апр"),
        *("апрель", "апреля", "април", "квіт", "квітень", "квітня", "кра", "красавік"),
        *("красавіка", "אפריל", "אפר׳", "آوریل"),
    ),
    5: (
        *("geg", "gegužė", "gegužės", "maig", "maijs", "máj", "mája", "május", "μάι"),
        *("μάιοσ", "μαΐ", "μαΐου", "май", "мая", "мај", "трав", "травень", "травня"),
        *("מאי",),
    ),
    6: (
        *("birž", "birželio", "birželis", "iun", "iunie", "junij", "juny", "juuni", "jún"),
        *("júna", "június", "jūn", "jūnijs", "ιουν", "ιουνίου", "ιούν", "ιούνιοσ", "июн"),
        *("июнь", "июня", "черв", "червень", "червня", "чэр", "чэрвень", "чэрвеня", "юни"),
        *("јун", "יוני", "ژوئن"),
    ),
    7: (
        *("iul", "iulie", "jul", "julai", "julij", "juliol", "juuli", "júl", "júla"),
        *("július", "jūl", "jūlijs", "liep", "liepa", "liepos", "ιουλ", "ιουλίου", "ιούλ"),
        *("ιούλιοσ", "июл", "июль", "июля", "лип", "липень", "липня", "ліп", "ліпень"),
        *("ліпеня", "юли", "јул", "יולי", "ژوئیه"),
    ),
    8: (
        *("agost", "agu", "agustus", "augusta", "augusts", "augusztus", "avg", "avgust"),
        *("d'ag", "d'agost", "ogo", "ogos", "rugp", "rugpjūtis", "rugpjūčio", "αυγ"),
        *("αυγούστου", "αύγ", "αύγουστοσ", "авг", "август", "августа", "жні", "жнівень"),
        *("жніўня", "серп", "серпень", "серпня", "אוגוסט", "אוג׳", "اوت"),
    ),
    9: (
        *("rugs", "rugsėjis", "rugsėjo", "septembra", "septembrie", "septembris", "set"),
        *("setembre", "szept", "szeptember", "σεπ", "σεπτέμβριοσ", "σεπτεμβρίου", "вер"),
        *("верасень", "верасня", "вересень", "вересня", "сент", "сентябрь", "сентября"),
        *("сеп", "септембар", "септември", "ספטמבר", "ספט׳", "سپتامبر"),
    ),
    10: (
        *("d'oct", "d'octubre", "octombrie", "oktobris", "oktoober", "október", "októbra"),
        *("spal", "spalio", "spalis", "οκτ", "οκτωβρίου", "οκτώβριοσ", "жовт", "жовтень"),
        *("жовтня", "кас", "кастрычнік", "кастрычніка", "окт", "октобар", "октомври"),
        *("октябрь", "октября", "אוקטובר", "אוק׳", "اکتبر"),
    ),
    11: (
        *("lapkr", "lapkritis", "lapkričio", "noiembrie", "nov", "novembra", "novembre"),
        *("novembris", "νοέ", "νοέμβριοσ", "νοε", "νοεμβρίου", "лист", "листопад"),
        *("листопада", "ліс", "лістапад", "лістапада", "нов", "новембар", "ное", "ноември"),
        *("нояб", "ноябрь", "ноября", "נובמבר", "נוב׳", "نوامبر"),
    ),
    12: (
        *("decembra", "decembrie", "decembris", "des", "desember", "desembre", "dets"),
        *("detsember", "dis", "disember", "gruod", "gruodis", "gruodžio", "δεκ"),
        *("δεκέμβριοσ", "δεκεμβρίου", "груд", "грудень", "грудня", "дек", "декабрь"),
        *("декабря", "декември", "дец", "децембар", "сне", "снежань", "снежня", "דצמבר"),
        *("דצמ׳", "دسامبر"),
    ),
}
"""Names from CLDR in lower case, by the number of the month, in languages in which only dates are
read: Belarusian, Bulgarian, Catalan, Estonian, Greek, Hebrew, Hungarian, Indonesian, Latvian,
Lithuanian, Malay, Norwegian, Persian, Romanian, Russian, Serbian, Slovak, Slovenian and Ukrainian. No
name is one of different months in two of them. Loading all of those locales for one name would take
most of a second."""

FOREIGN_FILLERS = frozenset(
    {
        *(
            "г",
            "год",
            "года",
            "в",
            "р",
            "року",
            "рік",
            "і",
            "της",
            "του",
            "στις",
            "a",
            "di",
            "om",
            "la",
        ),
        *("d", "m", "gada", "de", "del", "den", "dne", "w", "el", "o", "az", "ב"),
        *("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
        *("пн", "вт", "ср", "чт", "пт", "сб", "вс", "понеділок", "вівторок", "середа", "четвер"),
        *("п'ятниця", "субота", "неділя", "нд", "δευτέρα", "τρίτη", "τετάρτη", "πέμπτη"),
        *("παρασκευή", "σάββατο", "κυριακή"),
    }
)
"""Words in their dates that add nothing."""

MIN_LETTERS = 4
"""Letters from which on a foreign name of a month counts beside numbers as well."""

_WORD = re.compile(r"[^\s\d.,/()-]+")

_ENGLISH_NAMES = [
    ENGLISH.locale.months["format"]["wide"][number].casefold() for number in range(1, 13)
]


@cache
def month_numbers() -> dict[str, int]:
    """Return the numbers of months by their names, folded and without the dots of short ones."""
    foreign = {name: number for number, names in FOREIGN_MONTHS.items() for name in names}
    return foreign | {
        name: number for locale in _locales() for name, number in months(locale).items()
    }


def names_beside_numbers() -> frozenset[str]:
    """Return the names of months that are no likely units."""
    own = {name for locale in _locales() for name in months(locale)}
    foreign = {name for names in FOREIGN_MONTHS.values() for name in names}
    return frozenset(own | {n for n in foreign if len(n) >= MIN_LETTERS or not n.isascii()})


def in_english(text: str) -> str | None:
    """Return a date with its month in English and without words that add nothing; None for a text
    without words, with several months, or with other words."""
    typed = normalize(text).casefold()
    words = _WORD.findall(typed)
    found = {word: number for word in words if (number := month_numbers().get(word))}
    others = {word for word in words if not word.isdecimal()} - found.keys()
    if not (found or others) or len(found) > 1 or not others <= _all_fillers():
        return None
    names = {name: _ENGLISH_NAMES[number - 1] for name, number in found.items()}
    return _WORD.sub(lambda word: names.get(word[0], ""), typed).strip(" ,.")


def _locales() -> list[Locale]:
    return [*(language.locale for language in LANGUAGES.values()), *map(Locale, NUMBERS_ONLY)]


@cache
def _all_fillers() -> frozenset[str]:
    return frozenset(
        {*FOREIGN_FILLERS, *(word for locale in _locales() for word in fillers(locale))}
    )
