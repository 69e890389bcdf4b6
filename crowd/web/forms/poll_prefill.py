"""The fields of a poll's form, filled with a draft."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel import Locale

from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.notation import format_value
from crowd.poll import FollowUpQuestions, Poll
from crowd.rules.headline import allowed_headlines


def prefilled_fields(poll: Poll, locale: Locale) -> dict[str, str]:
    """Write a poll into the fields of its form, numbers in the notation of a locale."""
    definition = poll.definition
    kind = definition.kind
    local = poll.closes_at.astimezone(ZoneInfo(definition.time_zone))
    headline, default = definition.headline.name, allowed_headlines(kind)[0]
    fields = {
        "question": definition.question,
        "details": definition.details,
        "closes_at": local.strftime("%Y-%m-%dT%H:%M"),
        "time_zone": definition.time_zone,
        "reveal": definition.reveal.value,
        "headline": "" if headline == default else headline,
        "show_count": "1" if definition.show_count else "",
        "alt": definition.image.alt if definition.image else "",
        "kind": str(kind.__struct_config__.tag),
        "public": "1" if definition.listed else "",
        "frames": "\n".join(definition.frames),
        "exact_times": "1" if definition.exact_times else "",
        **_follow_up_fields(definition.asks),
    }
    return fields | _kind_fields(kind, locale)


def _kind_fields(kind: Kind, locale: Locale) -> dict[str, str]:
    match kind:
        case Number():
            return {
                "unit": kind.unit,
                "whole": "1" if kind.decimals == 0 else "",
                "decimals": str(kind.decimals) if kind.decimals else "",
                "negative": "1" if kind.minimum is None else "",
                # An empty minimum is zero, unless "negative" is ticked.
                "minimum": _bound(kind.minimum or None, locale),
                "maximum": _bound(kind.maximum, locale),
            }
        case Date():
            return {"earliest": kind.minimum or "", "latest": kind.maximum or ""}
        case Choice():
            return {"options": "\n".join(kind.options)}
        case Percentage() | Probability():
            return {}


def _follow_up_fields(asks: FollowUpQuestions) -> dict[str, str]:
    fields = {
        name: "1" if getattr(asks, name) else "" for name in FollowUpQuestions.__struct_fields__
    }
    return fields | {"groups": "\n".join(asks.group) if isinstance(asks.group, list) else ""}


def _bound(value: float | None, locale: Locale) -> str:
    return "" if value is None else format_value(value, Number(), locale)
