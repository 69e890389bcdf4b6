"""Check the follow-up questions of a poll, and list their fields."""

from __future__ import annotations

import msgspec

from crowd.kinds import Kind
from crowd.model.sentence import Sentence
from crowd.parsing.visible_text import find_lookalikes, is_visible, strip_controls
from crowd.poll import Definition, FollowUpQuestions

MIN_GROUPS_LISTED = 2
MAX_GROUPS_LISTED = 20
"""Groups that a poll can offer to choose from."""

MAX_GROUP_LENGTH = 60

TEXTS_TO_TAKE_BACK = ("reason", "name")
"""Fields that their author can take back at any time: no figure is made of them."""

NOTICE_COLUMNS = {"reason": "reason_may_be_published", "name": "name_may_be_shown"}
"""Columns of exports by the texts that results may show."""


def follow_up_fields(definition: Definition) -> list[str]:
    """Return the fields that people can fill in besides their answer, in the order of the form."""
    asks = definition.asks
    others = "predicted" if definition.kind.options else "others"
    is_asked = {
        "low": asks.interval,
        "high": asks.interval,
        others: asks.others,
        "group": asks.group is not False,
        "reason": asks.reason,
        "name": asks.name,
    }
    return [field for field, asked in is_asked.items() if asked]


def notice_columns(definition: Definition) -> dict[str, str]:
    """Return for each text that results may show the column of exports that says whether they may."""
    return {
        field: NOTICE_COLUMNS[field]
        for field in follow_up_fields(definition)
        if field in NOTICE_COLUMNS
    }


def check_interval(asks: FollowUpQuestions, kind: Kind) -> str:
    """Return the problem with asking for a range, as a sentence; empty without one."""
    if asks.interval and kind.options:
        return Sentence("People who choose among options cannot give a range. Do not ask for one.")
    return ""


def check_group(asks: FollowUpQuestions) -> str:
    """Return the problem with the groups to choose from, as a sentence; empty without one."""
    if isinstance(asks.group, bool):
        return ""
    names = asks.group
    if not MIN_GROUPS_LISTED <= len(names) <= MAX_GROUPS_LISTED:
        return Sentence(
            "Name {fewest} to {most} groups, or let people type theirs.",
            fewest=MIN_GROUPS_LISTED,
            most=MAX_GROUPS_LISTED,
        )
    if not all(len(name) <= MAX_GROUP_LENGTH and is_visible(name) for name in names):
        return Sentence("Give each group a name of 1 to {most} characters.", most=MAX_GROUP_LENGTH)
    alike = find_lookalikes(names)
    if alike:
        return Sentence(
            "“{one}” and “{other}” look alike. Give each group a name of its own.",
            one=alike[0],
            other=alike[1],
        )
    return ""


def tidy_group_names(asks: FollowUpQuestions) -> FollowUpQuestions:
    """Return the questions with normalized spaces in the names of groups."""
    if isinstance(asks.group, bool):
        return asks
    return msgspec.structs.replace(asks, group=[_tidy_name(name) for name in asks.group])


def _tidy_name(name: str) -> str:
    return " ".join(strip_controls(name).split())
