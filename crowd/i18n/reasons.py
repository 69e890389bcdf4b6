"""Why a figure is missing, said in a language: reasons are stored in English, with their numbers."""

from __future__ import annotations

import re

from crowd.i18n.translator import Translator
from crowd.model.sentence import Sentence

NUMBERED = (
    Sentence("Too few answers: this needs at least {n}."),
    Sentence("Too few to tell: this needs at least {n} answers."),
    Sentence("Too few people said what the others say: this needs at least {n}."),
    Sentence("Too few people with {n} past questions: this needs at least {m}."),
    Sentence("This needs at least {n} groups of at least {m} answers."),
    Sentence("The table of this test ends at {n} answers."),
)
"""Reasons with numbers in them: the first is `n`, the second `m`."""

NUMBER = re.compile(r"\d+(?:,\d{3})*")


def said_reason(reason: str, translator: Translator) -> str:
    """A reason in a language, its numbers written as there."""
    found = [int(number.replace(",", "")) for number in NUMBER.findall(reason)]
    template = without_numbers(reason)
    if template not in NUMBERED:
        return translator.translate(reason)
    written = [translator.number(number) for number in found]
    return translator.translate(template, **dict(zip("nm", written, strict=False)))


def without_numbers(reason: str) -> str:
    """A reason with places for its numbers; for a third there is none."""
    places = iter("nm")
    return NUMBER.sub(
        lambda found: f"{{{name}}}" if (name := next(places, "")) else found[0], reason
    )
