"""What is exported, and for whom."""

from __future__ import annotations

import msgspec
from babel import Locale

from crowd.i18n.languages import LOCALES
from crowd.model.errors import Invalid
from crowd.model.results import Results
from crowd.poll import Poll


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of a revealed poll for one reader.

    `locale` decides in which language a codebook explains them and how texts write values. `answers`
    counts those that are not withdrawn; `headline` is the figure that leads the results.
    """

    poll: Poll
    locale: Locale
    answers: int
    headline: float | None


def describe_export(poll: Poll, locale: str, results: Results) -> Export:
    """Describe the export of a poll with these results."""
    return Export(
        poll=poll,
        locale=Locale.parse(locale),
        answers=results.n,
        headline=results.headline.value,
    )


def parse_reader_locale(name: str) -> str:
    """Return the name of a locale in which numbers and dates are written, such as de or de_CH.

    Raise Invalid for others.
    """
    folded = {known.casefold(): known for known in LOCALES}
    found = folded.get(name.strip().replace("-", "_").casefold())
    if found is None:
        message = f"No numbers and dates are written in {name[:20]!r}. Write one of {_known()}."
        raise Invalid.of_field("locale", message)
    return found


def _known() -> str:
    return ", ".join(name.replace("_", "-") for name in LOCALES)
