"""For whoever runs the service: is the process alive, may it get traffic, what does it use."""

from __future__ import annotations

from litestar import Response, get

from crowd.model.errors import StoreUnavailable
from crowd.web.deps import OurService


@get("/healthz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    """The process answers; nothing else is asked."""
    return {"status": "alive"}


@get("/readyz", include_in_schema=False)
async def readyz(service: OurService) -> Response[dict[str, str]]:
    """Answers can be stored, as durably as is promised."""
    await service.store.check_writable()
    weak = [] if service.settings.allow_weak_durability else await service.store.weak_settings()
    if weak:
        raise StoreUnavailable(
            f"The database could lose acknowledged answers: {'; '.join(weak)}. Change these, or "
            "set CROWD_ALLOW_WEAK_DURABILITY=yes to accept it."
        )
    return Response({"status": "ready"})
