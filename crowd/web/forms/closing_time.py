"""The closing time in forms: a local time, in a time zone chosen from a list."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crowd.model.sentence import Sentence
from crowd.rules.time_zones import time_zones

NO_TIME = Sentence("Enter the closing day and hour, such as 2027-04-18T20:00.")
SKIPPED_HOUR = Sentence(
    "Clocks are put forward at that hour, so it does not exist there. Choose another."
)

REGIONS = {
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
}
"""The first parts of the time zones in the list; others are aliases such as "US/Eastern"."""

TIME_ZONES = sorted(name for name in time_zones() if name == "UTC" or name.split("/")[0] in REGIONS)
"""The time zones in the list; the API takes every name of the time zone database."""


def parse_local_time(text: str, zone: ZoneInfo) -> datetime:
    """Parse a local time as browsers send it; raise ValueError or OverflowError."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)
