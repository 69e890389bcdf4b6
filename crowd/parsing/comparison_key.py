"""The key by which names, options and groups are compared: NFC, without case, with single spaces."""

from __future__ import annotations

import unicodedata

MAX_LENGTH = 400
"""Characters from which on a text is not composed, which takes quadratic time."""


def comparison_key(text: str) -> str:
    """Return the key of a text: texts with the same key are the same to people."""
    if text.isascii():
        return " ".join(text.casefold().split())
    if len(text) > MAX_LENGTH:
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", composed).split())
