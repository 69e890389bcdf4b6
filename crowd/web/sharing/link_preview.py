"""The preview that other sites show with a link to a poll: title, description, image."""

from __future__ import annotations

from textwrap import shorten

import msgspec

from crowd.charts.text_layout import to_drawable
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.poll import Poll
from crowd.web.sharing.descriptions import sealed_description
from crowd.web.sharing.image_variants import PREVIEW_SIZE
from crowd.web.sharing.images import preview_image_url
from crowd.web.sharing.oembed_links import discovery_links
from crowd.web.urls import query_of

MAX_DESCRIPTION_LENGTH = 300
SENTENCE_ENDS = tuple(".?!…؟。？！")


class LinkPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The metadata in the head of a poll's page: Open Graph and oEmbed."""

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
    description: str,
    translator: Translator = ENGLISH_TRANSLATOR,
    asked: str = "",
    finding: str = "",
) -> LinkPreview:
    """Return the preview of a link to a poll, with a description of `descriptions.py`.

    `asked` is the language in the page's address, which the canonical address keeps. A `finding` is
    the title, and the question the beginning of the description.
    """
    question, found = to_drawable(poll.definition.question), to_drawable(finding)
    text, title = to_drawable(description), found or question
    alt = " ".join([_sentence(question), *([_sentence(found)] if found else []), text])
    if found:
        text = f"{_sentence(question)} {text}"
    width, height = PREVIEW_SIZE
    return LinkPreview(
        title=title,
        description=_shorten(text, MAX_DESCRIPTION_LENGTH),
        address=f"{base}/p/{poll.id}{query_of({'lang': asked})}",
        image=preview_image_url(poll, base, translator.language),
        width=width,
        height=height,
        alt=_shorten(alt, 2 * MAX_DESCRIPTION_LENGTH),
        locale=LANGUAGES[translator.language].open_graph,
        oembed=discovery_links(poll.id, base, translator.language),
    )


def _sentence(text: str) -> str:
    return text if text.endswith(SENTENCE_ENDS) else f"{text}."


def sealed_preview(poll: Poll, base: str, translator: Translator, asked: str = "") -> LinkPreview:
    """Return the preview of a link to a poll before the reveal."""
    return link_preview(poll, base, sealed_description(poll, translator), translator, asked)


def _shorten(text: str, most: int) -> str:
    """Shorten a text between words; one that fits needs no wrapping, a tenth of the time."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else shorten(plain, most, placeholder="…")
