"""Words that begin rows which sum up others, and rows with the truth."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crowd.i18n.languages import LANGUAGES
from crowd.parsing.comparison_key import comparison_key

MAX_LENGTH = 60
"""Characters of the first cell of such a row."""

OTHER_WORDS = {
    *("totale", "totale generale", "somma", "mediana", "deviazione standard", "numero"),
    *("minimo", "vincitore", "conteggio", "risposta corretta", "valore reale"),
    *("gemiddelde", "totaal", "eindtotaal", "mediaan", "standaarddeviatie", "aantal"),
    *("winnaar", "juiste antwoord", "werkelijke waarde"),
    *("média", "desvio padrão", "mínimo", "contagem", "vencedor"),
    *("resposta correta", "valor real"),
    *("średnia", "razem", "łącznie", "odchylenie standardowe", "maksimum", "liczba"),
    *("zwycięzca", "poprawna odpowiedź"),
    *("medelvärde", "medel", "summa", "standardavvikelse", "vinnare", "rätt svar"),
    *("ortalama", "toplam", "ortanca", "medyan", "standart sapma", "kazanan", "doğru cevap"),
    *("gennemsnit", "i alt", "standardafvigelse", "vinder", "rigtigt svar"),
    *("keskiarvo", "yhteensä", "mediaani", "keskihajonta", "voittaja", "oikea vastaus"),
    *("průměr", "součet", "celkem", "medián", "směrodatná odchylka", "vítěz"),
    *("správná odpověď", "औसत", "कुल", "योग", "माध्यिका", "मानक विचलन", "विजेता", "सही उत्तर"),
}
"""Words of languages in which only numbers are read."""

SIGNS = {"ø", "∅", "σ", "∑", "x̄", "⌀"}
"""Signs for an average and a sum."""

GIVEN_NAMES = {
    "antal": "number",
    **dict.fromkeys(("massimo", "máximo"), "largest"),
    **dict.fromkeys(("som", "soma", "suma"), "sum"),
}
"""Words that people are called as well, with the statistic that they stand for."""

OWN_STATISTIC = {
    **GIVEN_NAMES,
    **dict.fromkeys(("n", "n.", "anz", "nb", "núm"), "number"),
    **dict.fromkeys(("sd", "s.d.", "std", "std.", "stdabw", "et", "de"), "standard deviation"),
    **dict.fromkeys(("max", "max.", "máx", "máx.", "maks", "maks."), "largest"),
    **dict.fromkeys(("min", "min.", "mín", "mín."), "smallest"),
}
"""Words and abbreviations that can also be names or initials, with their statistics: figures have to
show that a row is no answer."""


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a text that begins with one of the words, and has no more words."""
    known = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(
        rf"(?P<word>{known})(?P<mark>\s*[:=(].*|\s+[\d≈~=-].*|\.?)", re.IGNORECASE | re.DOTALL
    )


_TRUTH = _pattern(word for language in LANGUAGES.values() for word in language.truth_words)
_WORDS = (OTHER_WORDS | SIGNS).union(*(one.footer_words for one in LANGUAGES.values()))
_SUMMARY = _pattern(_WORDS.union(*(one.truth_words for one in LANGUAGES.values())))
_MARKED = re.compile(
    rf"(?:n|min|max|minimum|maximum|{'|'.join(GIVEN_NAMES)})\s*[:=].*", re.IGNORECASE
)


def names_summary(text: str, *, alone: bool) -> bool:
    """Return whether a row that begins with a text sums up others or tells the truth; in a table of
    one column a word alone can be an answer."""
    if len(text) > MAX_LENGTH:
        return False
    found = _SUMMARY.fullmatch(text)
    if found is None:
        return _MARKED.fullmatch(text) is not None
    return not alone or found["mark"].strip(" .") != ""


def statistic_word(text: str) -> bool:
    """Return whether a cell is nothing but a word for a statistic, as beside the name of a question."""
    return text.casefold() in _WORDS


def names_truth(text: str) -> bool:
    """Return whether a row that begins with a text tells the truth."""
    return len(text) <= MAX_LENGTH and _TRUTH.fullmatch(text) is not None


def own_statistic(text: str) -> str:
    """Return the statistic that an abbreviation stands for; nothing for others."""
    return OWN_STATISTIC.get(comparison_key(text).rstrip(":= "), "")
