"""Each language is one file with a catalogue beside it, and no two contradict each other."""

from __future__ import annotations

from pathlib import Path

from babel import Locale

from crowd.i18n import languages
from crowd.i18n.languages import LANGUAGES, LOCALES, NUMBERS_ONLY

FOLDER = Path(languages.__file__).parent


def test_every_file_is_registered_and_has_a_catalogue() -> None:
    files = {file.stem for file in FOLDER.glob("*.py")} - {"__init__", "language"}
    catalogues = {file.stem for file in FOLDER.glob("*.po")}
    assert files == set(LANGUAGES) == catalogues | {"en"}


def test_locales_are_those_of_the_language() -> None:
    for tag, language in LANGUAGES.items():
        spoken = {
            language.locale.language,
            *(Locale.parse(name).language for name in language.locales),
        }
        assert spoken == {tag}
        assert language.open_graph.startswith(f"{tag}_")
    assert len(set(LOCALES)) == len(LOCALES)
    assert not set(NUMBERS_ONLY) & set(LANGUAGES)


def test_no_word_means_yes_in_one_language_and_no_in_another() -> None:
    yes = {word for language in LANGUAGES.values() for word in language.yes_words}
    no = {word for language in LANGUAGES.values() for word in language.no_words}
    assert yes
    assert no
    assert not yes & no


def test_words_are_written_as_they_are_compared() -> None:
    for language in LANGUAGES.values():
        words = [
            *(*language.yes_words, *language.no_words, *language.percent_words),
            *(*language.scale_words, *language.approximation_words, *language.range_words),
            *(*language.approximations_behind, *language.bound_words, *language.bounds_behind),
            *language.comparison_words,
            *(*language.connectives, *language.date_fillers, *language.irregular_plurals),
        ]
        assert words == [word.casefold() for word in words]
