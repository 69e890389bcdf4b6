"""What a poll may ask once the estimate is in: which questions fit, and what is wrong with them."""

from __future__ import annotations

import msgspec

from crowd.model.poll import Definition, FollowUpQuestions, Kind, options_of
from crowd.model.sentence import Sentence
from crowd.parsing.visible_text import find_lookalikes, is_visible, strip_controls

FEWEST_GROUPS = 2
MAX_GROUPS_LISTED = 20
"""Groups that a poll may offer to choose from."""

GROUP_LENGTH = 60


def asked(definition: Definition) -> list[str]:
    """The fields that people may fill in besides their estimate, in the order of the form."""
    asks = definition.asks
    others = "predicted" if options_of(definition.kind) else "others"
    wanted = {
        "low": asks.interval,
        "high": asks.interval,
        others: asks.others,
        "group": asks.group is not False,
        "reason": asks.reason,
        "name": asks.name,
    }
    return [field for field, is_wanted in wanted.items() if is_wanted]


def check_interval(asks: FollowUpQuestions, kind: Kind) -> str:
    """What is wrong with asking for a range, as a sentence; empty if nothing is."""
    if asks.interval and options_of(kind):
        return Sentence("People who choose among options cannot give a range. Do not ask for one.")
    return ""


def check_group(asks: FollowUpQuestions) -> str:
    """What is wrong with the groups to choose from, as a sentence; empty if nothing is."""
    if isinstance(asks.group, bool):
        return ""
    names = asks.group
    if not FEWEST_GROUPS <= len(names) <= MAX_GROUPS_LISTED:
        return Sentence(
            "Name {fewest} to {most} groups, or let people type theirs.",
            fewest=FEWEST_GROUPS,
            most=MAX_GROUPS_LISTED,
        )
    if not all(len(name) <= GROUP_LENGTH and is_visible(name) for name in names):
        return Sentence("Give each group a name of 1 to {most} characters.", most=GROUP_LENGTH)
    alike = find_lookalikes(names)
    if alike:
        return Sentence(
            "“{one}” and “{other}” look alike. Give each group a name of its own.",
            one=alike[0],
            other=alike[1],
        )
    return ""


def tidied(asks: FollowUpQuestions) -> FollowUpQuestions:
    """The questions with the groups' names free of stray spaces."""
    if isinstance(asks.group, bool):
        return asks
    return msgspec.structs.replace(asks, group=[_tidy(name) for name in asks.group])


def _tidy(name: str) -> str:
    return " ".join(strip_controls(name).split())
