"""Messages on answers: sent ones, receipts, one's own, and the export."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from crowd.rules.follow_up_answers import MAX_NAME_LENGTH, MAX_REASON_LENGTH
from crowd.rules.follow_ups import MAX_GROUP_LENGTH
from crowd.web.api.fields import Moment, bounded

Key = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=128,
        description="Makes sending an answer again harmless. Of a call that brings neither cookie "
        "nor token it alone says who answers: there it has at least 22 characters, and should be "
        "random, such as a UUID.",
    ),
]
Token = Annotated[str, msgspec.Meta(max_length=200)]


def _visible(notice: str) -> msgspec.Meta:
    """Return what the document says of a field: who will see it."""
    return msgspec.Meta(description=notice)


RANGE_NOTICE = (
    "The organizer sees it beside the answer after the reveal. The results show only what all ranges "
    "say together."
)
OTHERS_NOTICE = (
    "The organizer sees it beside the answer after the reveal. The results show only what all people "
    "say together."
)
GROUP_NOTICE = (
    "The organizer sees it beside the answer after the reveal. The results show what each group of "
    "five or more people said."
)
REASON_NOTICE = (
    "The organizer sees it after the reveal, and may publish it with the results, beside the answer "
    "but without the name of its author. Tell people so before they type."
)
NAME_NOTICE = (
    "Shown with the results if its author is among the closest. The organizer sees it beside the "
    "answer after the reveal. Tell people so before they type."
)


class AddedFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may come with an answer, as far as the poll asks for it; null takes it back."""

    low: Annotated[float | str | UnsetType | None, _visible(RANGE_NOTICE)] = UNSET
    high: Annotated[float | str | UnsetType | None, _visible(RANGE_NOTICE)] = UNSET
    others: Annotated[float | str | UnsetType | None, _visible(OTHERS_NOTICE)] = UNSET
    predicted: Annotated[
        dict[str, float | str | None] | UnsetType | None, _visible(OTHERS_NOTICE)
    ] = UNSET
    group: Annotated[
        Annotated[str, bounded(maxLength=MAX_GROUP_LENGTH)] | UnsetType | None,
        _visible(GROUP_NOTICE),
    ] = UNSET
    reason: Annotated[
        Annotated[str, bounded(maxLength=MAX_REASON_LENGTH)] | UnsetType | None,
        _visible(REASON_NOTICE),
    ] = UNSET
    name: Annotated[
        Annotated[str, bounded(maxLength=MAX_NAME_LENGTH)] | UnsetType | None,
        _visible(NAME_NOTICE),
    ] = UNSET

    def added(self) -> dict[str, Any]:
        """Return the fields that were sent, by name."""
        return {field: value for field in ADDED if (value := getattr(self, field)) is not UNSET}


ADDED = AddedFields.__struct_fields__


class AnswerBody(AddedFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer: a number, or text as typed; `key` makes sending it again harmless."""

    value: float | str
    key: Key | None = None
    shared_by: Token | None = None


class EditBody(AddedFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one's own answer: what is not sent stays. After the close only `name` and `reason` can
    be taken back, by null."""

    value: float | str | UnsetType = UNSET


class AcceptedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the author of an answer gets; a repeat gets the same."""

    receipt: str
    value: float | int | str
    share_url: str
    edit_token: str
    edit_url: str


class OwnAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One's own answer, and what was added to it."""

    value: float | int | str
    at: Moment
    low: float | int | str | None = None
    high: float | int | str | None = None
    others: float | int | str | None = None
    predicted: dict[str, float] | None = None
    group: str | None = None
    reason: str | None = None
    name: str | None = None


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the export, in arrival order. Only what its author chose to add may name them;
    fields that the poll does not ask for are not there."""

    value: float | int | str
    at: Moment
    on_behalf: bool
    label: str | None = None
    """The label under which an organizer imported it."""
    low: float | int | str | None = None
    high: float | int | str | None = None
    others: float | int | str | None = None
    predicted: dict[str, float] | None = None
    group: str | None = None
    reason: str | None = None
    name: str | None = None
    reason_may_be_published: bool | None = None
    """Whether its author was told so before typing; null without a reason."""
    name_may_be_shown: bool | None = None
