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
from crowd.web.sharing.card_content import revealed_content, sealed_content
from crowd.web.sharing.images import PREVIEW_SIZE, preview_image_url
from crowd.web.sharing.oembed import discovery_links
from crowd.web.urls import query_of

MAX_DESCRIPTION = 300


class LinkPreview(msgspec.Struct, frozen=True, kw_only=True):
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


def link_preview(
    poll: Poll,
    base: str,
    results: Results | None = None,
    translator: Translator = ENGLISH_TRANSLATOR,
    locale: Locale = ENGLISH.locale,
    asked: str = "",
) -> LinkPreview:
    """The preview of a poll; what it says of results, they have to be brought along for.

    `asked` is the language that the page's address asks for: under that one it is shared on.
    """
    if results is None:
        content = sealed_content(poll, translator)
    else:
        content = revealed_content(poll, results, translator, locale)
    title, told = to_drawable(content.question), to_drawable(content.description)
    width, height = PREVIEW_SIZE
    return LinkPreview(
        title=title,
        description=shorten(told, MAX_DESCRIPTION, placeholder="…"),
        address=f"{base}/p/{poll.id}{query_of({'lang': asked})}",
        image=preview_image_url(poll, base, translator.language),
        width=width,
        height=height,
        alt=shorten(f"{title} {told}", 2 * MAX_DESCRIPTION, placeholder="…"),
        locale=LANGUAGES[translator.language].open_graph,
        oembed=discovery_links(poll.id, base, translator.language),
    )
