"""What the addresses of files have in common: for which program and locale, and under which name."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from litestar.params import QueryParameter

from crowd.i18n.languages import LOCALES
from crowd.model.errors import Invalid
from crowd.poll import Poll
from crowd.tables.exports.export import parse_reader_locale
from crowd.tables.exports.file_name import ascii_file_name, file_name

KNOWN_LOCALES = {"enum": [name.replace("_", "-") for name in LOCALES]}

ReaderLocale = Annotated[
    str | None,
    QueryParameter(
        description="In whose language the codebook is, and how texts write values; default `en`.",
        schema_extra=KNOWN_LOCALES,
    ),
]
CsvReader = Annotated[
    str | None,
    QueryParameter(
        name="for",
        description="`excel`: with a byte order mark, and with the delimiter, numbers and dates of "
        "`locale`, so that a double click shows columns.",
        schema_extra={"enum": ["excel"]},
    ),
]
CsvLocale = Annotated[
    str | None,
    QueryParameter(
        name="locale",
        description="With `for=excel`: whose delimiter, numbers and dates; default `en`.",
        schema_extra=KNOWN_LOCALES,
    ),
]


def excel_locale(for_program: str | None, locale: str | None) -> str | None:
    """Return the locale of CSV for a spreadsheet program, None for CSV for programs; raise Invalid."""
    if for_program not in {None, "excel"}:
        raise Invalid.of_field("for", "Only for=excel is known. Leave it out for CSV for programs.")
    if for_program is None and locale is not None:
        raise Invalid.of_field("locale", "A locale counts only together with for=excel. Add that.")
    reader = parse_reader_locale("en" if locale is None else locale)
    return None if for_program is None else reader


def attachment(poll: Poll, suffix: str) -> str:
    """Return the Content-Disposition of a file that is named after the question (RFC 6266)."""
    name = file_name(poll.definition.question, suffix)
    return (
        f"attachment; filename=\"{ascii_file_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
