"""What people wrote, as the results page shows it."""

from __future__ import annotations

import msgspec

from crowd.kinds.formatter import ValueFormatter
from crowd.model.shown_texts import Quote, ShownTexts

MAX_LINES = 6
"""Lines of a reason that are kept; of more, one is made."""


class QuoteRow(msgspec.Struct, frozen=True, kw_only=True):
    """A reason in its lines, and the sentence on the answer it was given for; empty for none."""

    lines: list[str]
    said: str


class Quotes(msgspec.Struct, frozen=True, kw_only=True):
    """Reasons to show at once, folded ones with the words of their fold, and how many more there are."""

    shown: list[QuoteRow] = []
    folded: list[QuoteRow] = []
    fold: str = ""
    more: str = ""


def quotes(texts: ShownTexts, formatter: ValueFormatter) -> Quotes:
    """Describe the reasons that are published; empty without any."""
    folded = len(texts.further_quotes) + texts.more_reasons
    more = ""
    if texts.more_reasons:
        more = formatter.plural(
            "{n} more reason is not shown here.",
            "{n} more reasons are not shown here.",
            texts.more_reasons,
        )
    return Quotes(
        shown=[_row(quote, formatter) for quote in texts.quotes],
        folded=[_row(quote, formatter) for quote in texts.further_quotes],
        fold=formatter.plural("and {n} more", "and {n} more", folded) if folded else "",
        more=more,
    )


def _row(quote: Quote, formatter: ValueFormatter) -> QuoteRow:
    said = ""
    if quote.value is not None:
        value = formatter.without_unit(formatter.exact(quote.value))
        said = formatter.translate("said {value}", value=value)
    lines = [line for line in quote.text.splitlines() if line.strip()]
    if len(lines) > MAX_LINES:
        lines = [" ".join(lines)]
    return QuoteRow(lines=lines, said=said)
