"""Cache-Control headers of responses about a poll."""

from __future__ import annotations

from crowd.poll import Poll, State
from crowd.web.deps import now


def cache_until_close(poll: Poll) -> str:
    """Return the Cache-Control of a response about a sealed poll: a minute, never past its close."""
    if poll.state is not State.OPEN or poll.definition.show_count:
        return "no-cache"
    seconds = min(60, max(0, int((poll.closes_at - now()).total_seconds())))
    return f"public, max-age={seconds}"
