"""The choices of a closing time in the form of a poll, each with its moment in words."""

from __future__ import annotations

from datetime import datetime

import msgspec

from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator
from crowd.model.sentence import Sentence
from crowd.rules.lifecycle import check_closing_time

LABELS = {
    "soon": Sentence("in 10 minutes"),
    "tonight": Sentence("tonight"),
    "week": Sentence("in a week"),
    "open": Sentence("when I close it"),
    "time": Sentence("pick a time"),
}

WORDS = {
    "soon": Sentence("Closes {moment} if you open it now."),
    "open": Sentence("Stays open until you close it, but not longer than 30 days: {moment}."),
}
"""What is said of a choice in another way than of the others."""

USUAL_WORDS = Sentence("Closes {moment}.")


class ClosingChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A choice: its name in the form, its label, and what it comes to."""

    name: str
    label: str
    words: str


def closing_choices(
    moments: dict[str, datetime], zone: str, now: datetime, translator: Translator
) -> list[ClosingChoice]:
    """Describe the choices; one without a moment has no words yet."""
    return [
        ClosingChoice(
            name=name,
            label=translator.translate(label),
            words=_words(name, moments[name], zone, now, translator) if name in moments else "",
        )
        for name, label in LABELS.items()
    ]


def _words(name: str, moment: datetime, zone: str, now: datetime, translator: Translator) -> str:
    problem = check_closing_time(moment, now)
    if problem:
        return translator.translate(problem)
    words = WORDS.get(name, USUAL_WORDS)
    written = format_moment(moment, zone, translator, weekday=True)
    return translator.translate(words, moment=written)
