"""What a link to a poll looks like where it is posted: title, sentence, picture."""

from __future__ import annotations

from textwrap import shorten

import msgspec
from babel import Locale

from crowd.charts.text_layout import to_drawable
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.languages.en import ENGLISH
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.poll import Poll
from crowd.model.results import Results
from crowd.web.sharing.card_content import content_after, content_before
from crowd.web.sharing.images import PREVIEW_SIZE, preview_address
from crowd.web.sharing.oembed import discovery
from crowd.web.urls import query_of

LONGEST = 300


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the head of a poll's page says to other programs."""

    title: str
    description: str
    address: str
    image: str
    width: int
    height: int
    alt: str
    locale: str
    oembed: dict[str, str]


def preview_of(
    poll: Poll,
    base: str,
    results: Results | None = None,
    translator: Translator = ENGLISH_TRANSLATOR,
    locale: Locale = ENGLISH.locale,
    asked: str = "",
) -> Preview:
    """The preview of a poll; what it says of results, they have to be brought along for.

    `asked` is the language that the page's address asks for: under that one it is shared on.
    """
    if results is None:
        content = content_before(poll, translator)
    else:
        content = content_after(poll, results, translator, locale)
    title, told = to_drawable(content.question), to_drawable(content.description)
    width, height = PREVIEW_SIZE
    return Preview(
        title=title,
        description=shorten(told, LONGEST, placeholder="…"),
        address=f"{base}/p/{poll.id}{query_of({'lang': asked})}",
        image=preview_address(poll, base, translator.language),
        width=width,
        height=height,
        alt=shorten(f"{title} {told}", 2 * LONGEST, placeholder="…"),
        locale=LANGUAGES[translator.language].open_graph,
        oembed=discovery(poll.id, base, translator.language),
    )
