"""Why a figure is missing, in a reader's language."""

from __future__ import annotations

from crowd.i18n.translator import Translator
from crowd.model.results import Reason


def translate_reason(reason: Reason, translator: Translator) -> str:
    """Translate a reason, with its numbers as the reader writes them."""
    written = {name: translator.number(value) for name, value in reason.values.items()}
    return translator.translate(reason.template, **written)
