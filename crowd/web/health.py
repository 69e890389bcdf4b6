"""For whoever runs the service: is the process alive, may it get traffic, what does it use."""

from __future__ import annotations

from litestar import Response, get

from crowd.actions.check_readiness import REMEDY, check_readiness
from crowd.model.capacity import CapacityLevel
from crowd.web.deps import OurService

WARNINGS = {
    CapacityLevel.LOW: f"Room gets short; soon polls and pictures will be refused. {REMEDY}",
    CapacityLevel.ANSWERS: f"Polls, pictures and drafts are refused, answers are taken. {REMEDY}",
}


@get("/healthz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    """The process answers; nothing else is asked."""
    return {"status": "alive"}


@get("/readyz", include_in_schema=False)
async def readyz(service: OurService) -> Response[dict[str, str]]:
    """Answers can be stored, as durably as is promised; a warning where room gets short.

    Without figures, as anybody may read it and each answer takes some bytes.
    """
    level = await check_readiness(
        service.store, allow_weak_durability=service.settings.allow_weak_durability
    )
    warning = {} if level is CapacityLevel.AMPLE else {"warning": WARNINGS[level]}
    return Response({"status": "ready", **warning})
