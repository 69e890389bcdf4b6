"""Renders templates; everything is escaped, and an undefined name is an error."""

from __future__ import annotations

import re
from functools import partial
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from crowd.i18n.languages import LANGUAGES, NUMBERS_ONLY
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.model.sentence import Sentence
from crowd.web.rendering.assets import Assets, folder
from crowd.web.rendering.branding import (
    DEFAULT_BRANDING,
    NO_LINKS,
    Branding,
    ServiceLinks,
    accent_style,
)
from crowd.web.rendering.colours import COLOURS

DOI = re.compile(r"(?<=doi )(10\.\d{4,9}/[^\s;,]*[^\s;,.)])")


GLOBALS = {
    "languages": LANGUAGES,
    "numbers_only": NUMBERS_ONLY,
    "papers": {theme: colours["paper"] for theme, colours in COLOURS.items()},
    "at_home": False,
    # A document that is a file of its own has no page of methods to lead to.
    "methods_address": "/methods",
    # Only pages with placeholders set it, see segmented_page.
    "placeholders": "",
}
"""What templates know without being told, unless they are told something else."""


class Renderer:
    """Renders templates by name, with the static files that they refer to."""

    def __init__(
        self,
        *,
        development: bool = False,
        branding: Branding = DEFAULT_BRANDING,
        links: ServiceLinks = NO_LINKS,
    ) -> None:
        logo = branding.logo
        self.name = branding.name
        self._development = development
        self._fixed_parts: dict[tuple[str, NullTranslations], Markup] = {}
        self.assets = Assets(
            folder("static"),
            {"css/crowd.css": accent_style(branding)},
            {} if logo is None else {f"logo{logo.suffix}": logo.body},
        )
        self._environment = Environment(
            loader=FileSystemLoader(folder("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=development,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {
            "asset": self.assets.url,
            "stylesheet": self._stylesheet,
            "fixed_part": self._fixed_part,
            **GLOBALS,
            "service_name": branding.name,
            "logo": logo,
            "service_links": links,
        }
        self._environment.filters["moment"] = format_moment
        self._environment.filters["with_links"] = with_links

    def page(
        self, template: str, translator: Translator = ENGLISH_TRANSLATOR, **data: Any
    ) -> bytes:
        """Render a template in a language."""
        functions = {
            "translator": translator,
            "translate": partial(translate, translator),
            "plural": partial(plural, translator),
        }
        return self._environment.get_template(template).render(functions | data).encode()

    def _stylesheet(self, name: str) -> Markup:
        """Return a style sheet as text, for documents that are one file."""
        return Markup(self.assets.named(name).body.decode())  # noqa: S704 - a file of our own

    @pass_context
    def _fixed_part(self, context: Context, name: str) -> Markup:
        """Return a part of pages that only their language changes, rendered once for each."""
        translator = context["translator"]
        key = name, translator.catalogue
        found = None if self._development else self._fixed_parts.get(key)
        if found is None:
            found = Markup(self.page(name, translator).decode())  # noqa: S704 - a template of ours
            self._fixed_parts[key] = found
        return found

    def prepare(self) -> None:
        """Compile all templates, so that no request has to."""
        for name in self.templates():
            self._environment.get_template(name)

    def templates(self) -> list[str]:
        """Return the names of all templates."""
        return self._environment.list_templates()


def translate(translator: Translator, template: str, /, **values: Any) -> str:
    """Translate a sentence; the result is markup if one of its values is."""
    # Most sentences of a page have no values; this takes a third of the time of what follows.
    if not values and type(template) is str:
        return translator.template(template)
    if not any(isinstance(value, Markup) for value in values.values()):
        return translator.translate(template, **values)
    return _translate_markup(translator, translator.template(template), values)


def plural(translator: Translator, one: str, many: str, number: float, /, **values: Any) -> str:
    """Translate a sentence about a number of things; the result is markup if one of its values is."""
    if not any(isinstance(value, Markup) for value in values.values()):
        return translator.plural(one, many, number, **values)
    written = {"n": translator.number(number), **values}
    return _translate_markup(translator, translator.plural_template(one, many, number), written)


def _translate_markup(translator: Translator, template: str, values: dict[str, Any]) -> Markup:
    escaped = {name: _escape_value(translator, value) for name, value in values.items()}
    return escape(template).format(**escaped)


def _escape_value(translator: Translator, value: Any) -> Markup:
    text = translator.translate(value) if isinstance(value, Sentence) else value
    return Markup(translator.isolate(escape(text)))  # noqa: S704 - escaped right here


def with_links(text: str) -> Markup:
    """Escape a text and make its DOIs links."""
    linked = DOI.sub(r'<a href="https://doi.org/\1">\1</a>', str(escape(text)))
    return Markup(linked)  # noqa: S704 - escaped in the line above
