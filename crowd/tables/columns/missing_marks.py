"""Marks in place of an answer that was not given."""

from __future__ import annotations

from crowd.i18n.languages import LANGUAGES

EMPTY_MARKS = frozenset(
    {"", ".", "..", "...", "…", "-", "--", "---", "–", "—", "?", "??", "/", "#n/a", "#na", "#null!"}
)
"""What stands for nothing in any table."""

MISSING_WORDS = frozenset(
    word for language in LANGUAGES.values() for word in language.missing_words
) | {"brak", "nvt", "n.v.t", "nd", "s/r", "(vide)", "<na>", "-nan"}
"""Words for nothing, in lower case and without a dot at the end."""

MARKS_OF_PROGRAMS = frozenset({"na", "n/a", "n.a", "null", "nan", "<na>"})
"""Words that programs write for nothing, and no person for an option."""


def is_missing(text: str, *, is_choice: bool = False) -> bool:
    """Return whether a stripped cell has no answer; of a choice, words such as `none` are answers."""
    if text in EMPTY_MARKS:
        return True
    # Each longest word is known, so a long text is none.
    if len(text) > 20:
        return False
    words = MARKS_OF_PROGRAMS if is_choice else MISSING_WORDS
    folded = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return folded in EMPTY_MARKS or folded.strip(" .") in words
