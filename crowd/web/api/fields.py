"""Types of fields that several messages have, with their bounds for the document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from crowd.parsing.options import MAX_OPTION_LENGTH


def bounded(**bounds: Any) -> msgspec.Meta:
    """Return bounds for the document only: the rules check them, to report every problem at once."""
    return msgspec.Meta(extra_json_schema=bounds)


Moment = Annotated[datetime, bounded(format="date-time")]
Day = Annotated[str, bounded(format="date")]
OptionText = Annotated[str, bounded(minLength=1, maxLength=MAX_OPTION_LENGTH)]
