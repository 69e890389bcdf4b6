"""The field of an answer: read, and played back as it is read."""

from __future__ import annotations

from babel import Locale

from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import parse_plain, parse_value
from crowd.model.errors import Invalid
from crowd.model.sentence import join_with_or
from crowd.parsing.text import ParsedValue
from crowd.web.forms.base import Form


def parse_answer(form: Form, kind: Kind, locale: Locale) -> ParsedValue:
    """Parse the field of an answer: text as typed, or the exact value chosen on the confirm page."""
    if form.get("exact"):
        return parse_plain(form.get("value"), kind)
    return parse_value(form.get("value"), kind, locale)


def is_to_confirm(form: Form, parsed: ParsedValue, kind: Kind) -> bool:
    """Return whether to ask which reading of the typed answer is meant, or whether its only one is."""
    if parsed.alternatives or form.get("exact"):
        return bool(parsed.alternatives)
    return kind.is_doubtful(form.get("value"), parsed.value)


def playback_sentence(text: str, formatter: ValueFormatter) -> str:
    """Say how a text is read; empty for an empty or unreadable text, which a person may be typing."""
    try:
        parsed = parse_value(text, formatter.kind, formatter.locale)
    except Invalid as error:
        message = error.problems[0].message
        return formatter.translate(message) if _is_about_value(message) else ""
    if not parsed.alternatives and not formatter.kind.is_doubtful(text, parsed.value):
        return formatter.translate("You entered {value}", value=formatter.exact(parsed.value))
    readings = [formatter.exact(value) for value in (parsed.value, *parsed.alternatives)]
    return formatter.translate("You entered {readings}?", readings=join_with_or(readings))


def playback_problem(text: str, formatter: ValueFormatter) -> str:
    """Say why a text cannot be read, for a person who has stopped typing; empty if it can."""
    try:
        parse_value(text, formatter.kind, formatter.locale)
    except Invalid as error:
        message = error.problems[0].message
        return "" if not text or _is_about_value(message) else formatter.translate(message)
    return ""


def _is_about_value(message: str) -> bool:
    """Return whether a message is about a value that was read and refused: it has it in it."""
    return "value" in getattr(message, "values", ())


def reading_choices(parsed: ParsedValue, formatter: ValueFormatter) -> list[tuple[str, str]]:
    """Return each reading of a text: its exact value, as forms send it, and its formatted value."""
    return [
        (str(formatter.kind.to_json(value)), formatter.exact(value))
        for value in (parsed.value, *parsed.alternatives)
    ]
