"""Messages on names and reasons that the organizer publishes or hides."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crowd.actions.texts.manage_texts import MAX_PLACES
from crowd.web.api.fields import bounded

Place = Annotated[int, bounded(minimum=1)]
Places = Annotated[list[Place], bounded(maxItems=MAX_PLACES)]


class ReasonsBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the results show: all reasons or none; names and reasons of single answers, by their places
    in the files of answers, counted from 1."""

    publish: bool | None = None
    hide: Places = []
    show: Places = []


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the reasons are published, and the places of answers whose name and reason are hidden."""

    published: bool
    hidden: list[int]


class GivenTextsView(msgspec.Struct, frozen=True, kw_only=True):
    """The name and the reason of an answer, as far as they may be shown."""

    place: int
    value: float | int | str
    name: str | None
    reason: str | None
    hidden: bool


class TextPageView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the names and reasons that may be shown, in the order of arrival."""

    published: bool
    total: int
    page: int
    pages: int
    answers: list[GivenTextsView]
