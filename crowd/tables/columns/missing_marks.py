"""Marks in place of an answer that was not given."""

from __future__ import annotations

from crowd.i18n.languages import LANGUAGES

EMPTY_MARKS = frozenset(
    {
        *("", ".", "..", "...", "…", "-", "--", "---", "–", "—", "?", "??", "???", "/"),
        *("#n/a", "#na", "#null!", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#error!"),
        *("#spill!", "#calc!", "#n/v", "#wert!", "#bezug!", "#zahl!", "#valeur!", "#¡valor!"),
        *("#¡div/0!", "#¡ref!", "#nombre!", "#nom?", "#¿nombre?", "#¡num!", "err:502", "err:508"),
    }
)
"""What stands for nothing in any table, with the errors of spreadsheets."""

MAX_WORD_LENGTH = 40
"""Characters from which on a text is no word for nothing."""

OTHER_WORDS = {
    *("skip", "skipped", "pass", "refused", "brak", "nvt", "n.v.t", "nd", "s/r", "(vide)"),
    *("<na>", "-nan"),
    *("non so", "non lo so", "boh", "nessuna idea", "weet niet", "weet ik niet", "geen idee"),
    *("não sei", "nao sei", "sem ideia", "nie wiem", "nie mam pojęcia", "vet ej", "vet inte"),
    *("ingen aning", "ved ikke", "ingen anelse", "en tiedä", "ei tietoa", "nevím", "netuším"),
    *("bilmiyorum", "fikrim yok", "पता नहीं", "मालूम नहीं", "не знаю", "わからない", "分からない"),
    *("不明", "不知道", "不清楚", "没有", "無回答", "無し", "なし", "모름", "모르겠음", "없음"),
    *("ikke svar", "intet svar", "inget svar", "ei vastausta", "bez odpowiedzi", "brak danych"),
    *("bez odpovědi", "nessuna risposta", "geen antwoord", "sem resposta", "cevap yok", "yok"),
    *(
        "нет ответа",
        "нет данных",
        "немає відповіді",
        "не знаю",
        "δεν ξέρω",
        "δεν γνωρίζω",
        "nu știu",
    ),
    *("nem tudom", "ne znam", "neviem", "nie wiem", "ne vem"),
}
"""Words of programs, and of languages in which only numbers are read."""

MISSING_WORDS = frozenset(
    word.casefold()
    for words in (OTHER_WORDS, *(language.missing_words for language in LANGUAGES.values()))
    for word in words
)
"""Words for nothing, folded for comparison and without a dot at the end."""

MARKS_OF_PROGRAMS = frozenset({"na", "n/a", "n.a", "null", "nan", "<na>"})
"""Words that programs write for nothing, and no person for an option."""


def is_missing(text: str, *, is_choice: bool = False) -> bool:
    """Return whether a stripped cell has no answer; of a choice, words such as `none` are answers."""
    if text in EMPTY_MARKS:
        return True
    if len(text) > MAX_WORD_LENGTH:
        return False
    words = MARKS_OF_PROGRAMS if is_choice else MISSING_WORDS
    folded = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return folded in EMPTY_MARKS or folded.strip(" .!?") in words
