"""The fields of a poll's form, filled with a draft."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel import Locale

from crowd.poll import FollowUpQuestions, Poll
from crowd.rules.headline import allowed_headlines
from crowd.web.forms.closing_time import CHOSEN_TIME


def prefilled_fields(poll: Poll, locale: Locale) -> dict[str, str]:
    """Write a poll into the fields of its form, numbers in the notation of a locale."""
    definition = poll.definition
    kind = definition.kind
    local = poll.closes_at.astimezone(ZoneInfo(definition.time_zone))
    headline, default = definition.headline.name, allowed_headlines(kind)[0]
    fields = {
        "question": definition.question,
        "details": definition.details,
        "closes": poll.closing or CHOSEN_TIME,
        "closes_at": local.strftime("%Y-%m-%dT%H:%M"),
        "time_zone": definition.time_zone,
        "reveal": definition.reveal.value,
        "headline": "" if headline == default else headline,
        "show_count": "1" if definition.show_count else "",
        "alt": definition.image.alt if definition.image else "",
        "kind": kind.name,
        "public": "1" if definition.listed else "",
        "frames": "\n".join(definition.frames),
        "exact_times": "1" if definition.exact_times else "",
        **_follow_up_fields(definition.asks),
    }
    return fields | kind.form_fields(locale)


def _follow_up_fields(asks: FollowUpQuestions) -> dict[str, str]:
    fields = {
        name: "1" if getattr(asks, name) else "" for name in FollowUpQuestions.__struct_fields__
    }
    return fields | {"groups": "\n".join(asks.group) if isinstance(asks.group, list) else ""}
