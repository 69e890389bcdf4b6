"""For whoever runs the service: is the process alive, may it get traffic, what does it use."""

from __future__ import annotations

from litestar import Response, get

from crowd.model.capacity import CapacityLevel
from crowd.model.errors import StorageFull, StoreUnavailable
from crowd.web.deps import OurService

REMEDY = "Delete polls, or give the database more memory and disk: `crowd doctor` has the figures."

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
    level = service.store.capacity.level
    if level < CapacityLevel.ANSWERS:
        raise StorageFull(f"There is room for few answers or none. {REMEDY}")
    await service.store.maintenance.check_writable()
    weak = (
        []
        if service.settings.allow_weak_durability
        else await service.store.maintenance.weak_settings()
    )
    if weak:
        raise StoreUnavailable(
            f"The database could lose acknowledged answers: {'; '.join(weak)}. Change these, or "
            "set CROWD_ALLOW_WEAK_DURABILITY=yes to accept it."
        )
    warning = {} if level is CapacityLevel.AMPLE else {"warning": WARNINGS[level]}
    return Response({"status": "ready", **warning})
