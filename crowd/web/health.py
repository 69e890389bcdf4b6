"""Health checks: liveness of the process, readiness for answers."""

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
    """Respond without asking the database."""
    return {"status": "alive"}


@get("/readyz", include_in_schema=False)
async def readyz(service: OurService) -> Response[dict[str, str]]:
    """Check that answers can be stored as durably as is promised; warn where capacity is low.

    It tells no figures: anybody may read it, and each answer takes some bytes.
    """
    level = await check_readiness(
        service.store, allow_weak_durability=service.settings.allow_weak_durability
    )
    warning = {} if level is CapacityLevel.AMPLE else {"warning": WARNINGS[level]}
    return Response({"status": "ready", **warning})
