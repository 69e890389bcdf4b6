"""Cache-Control headers of responses about a poll."""

from __future__ import annotations

from crowd.poll import Poll, State
from crowd.web.deps import now


def cache_until_close(poll: Poll, *, is_of_the_moment: bool = False) -> str:
    """Return the Cache-Control of a response about a sealed poll: a minute, never past its close.

    A page `is_of_the_moment` if it has the service's time, from which its countdown counts. Browsers tell
    a page when it is from their own cache, and it asks for the time then; of shared caches nobody tells.
    """
    if poll.state is not State.OPEN or poll.definition.show_count:
        return "no-cache"
    seconds = min(60, max(0, int((poll.closes_at - now()).total_seconds())))
    return f"{'private' if is_of_the_moment else 'public'}, max-age={seconds}"
