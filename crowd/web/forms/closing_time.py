"""The closing time in forms: one of a few choices, or a local time in a time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from crowd.model.sentence import Sentence
from crowd.rules.closing_choices import CLOSING_CHOICES, closing_moment
from crowd.rules.time_zones import time_zones

NO_TIME = Sentence("Enter the closing day and hour, such as 2027-04-18T20:00.")
SKIPPED_HOUR = Sentence(
    "Clocks are put forward at that hour, so it does not exist there. Choose another."
)

REGIONS = {
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
}
"""The first parts of the names of time zones; others are aliases such as "US/Eastern"."""

TIME_ZONES = sorted(name for name in time_zones() if name == "UTC" or name.split("/")[0] in REGIONS)
"""The time zones that a city alone stands for; their whole names are taken of all."""

CHOSEN_TIME = "time"
"""The choice of a day and hour; also that of forms which have no choices."""

DEFAULT_CHOICE = "week"


def parse_local_time(text: str, zone: ZoneInfo) -> datetime:
    """Parse a local time as browsers send it; raise ValueError or OverflowError."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def closing_moments(time_zone: str, local_time: str, now: datetime) -> dict[str, datetime]:
    """Return when a poll closes that opens now, by choice; without the local time if that is none."""
    moments = {choice: closing_moment(choice, time_zone, now) for choice in CLOSING_CHOICES}
    try:
        chosen = parse_local_time(local_time, ZoneInfo(time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return moments
    return {**moments, CHOSEN_TIME: chosen}


def find_time_zone(text: str) -> str:
    """Return the time zone that a text names, in any case or by its city alone; else the text."""
    if not text or text in time_zones():
        return text or "UTC"
    return _folded_names().get(text.casefold().replace(" ", "_"), text)


@cache
def _folded_names() -> dict[str, str]:
    """Return time zones by their names in lower case, and by a city that only one of them has."""
    cities: dict[str, list[str]] = {}
    for name in TIME_ZONES:
        cities.setdefault(name.rpartition("/")[2].casefold(), []).append(name)
    single = {city: found[0] for city, found in cities.items() if len(found) == 1}
    return single | {name.casefold(): name for name in time_zones()}
