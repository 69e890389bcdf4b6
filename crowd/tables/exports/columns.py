"""The columns of exported answers: what a row has, by the names of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from crowd.poll import Definition
from crowd.rules.follow_ups import NOTICE_COLUMNS, follow_up_fields, notice_columns

ExportedAnswer = dict[str, Any]
"""One answer by its fields; nothing identifies its author but what they added themselves."""

VALUE_FIELDS = ("value", "low", "high", "others")
"""Fields with values of the poll's kind."""


class Content(StrEnum):
    """What the cells of a column are."""

    VALUE = "value"
    WRITTEN_VALUE = "written value"
    MOMENT = "moment"
    FLAG = "flag"
    SHARE = "share"
    TEXT = "text"


CONTENTS = {
    **dict.fromkeys(VALUE_FIELDS, Content.VALUE),
    "at": Content.MOMENT,
    "on_behalf": Content.FLAG,
    **dict.fromkeys(NOTICE_COLUMNS.values(), Content.FLAG),
}
"""Contents by field; the others are texts."""


class ExportColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column: its name, the field of an answer that it shows, of shares also the option."""

    name: str
    field: str
    content: Content
    option: str = ""

    def cell(self, answer: Mapping[str, Any]) -> Any:
        """Return what the answer has in this column; None for nothing."""
        value = answer[self.field]
        return value.get(self.option) if self.option and value is not None else value


def export_columns(definition: Definition, *, written: bool = False) -> list[ExportColumn]:
    """List the columns of a poll; `written` adds durations in words beside their seconds."""
    columns = []
    asked = (*follow_up_fields(definition), *notice_columns(definition).values())
    for field in ("value", "at", "on_behalf", "label", *asked):
        content = CONTENTS.get(field, Content.TEXT)
        columns += (
            _share_columns(definition)
            if field == "predicted"
            else [ExportColumn(name=field, field=field, content=content)]
        )
        if written and content is Content.VALUE and definition.kind.is_written_beside:
            columns.append(
                ExportColumn(name=f"{field}_text", field=field, content=Content.WRITTEN_VALUE)
            )
    return columns


def _share_columns(definition: Definition) -> list[ExportColumn]:
    return [
        ExportColumn(
            name=f"predicted {option}", field="predicted", content=Content.SHARE, option=option
        )
        for option in definition.kind.options
    ]
