"""A wisdom-of-crowds polling service: sealed answers, honest results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crowd.documents.analyze_values import analyze as analyze

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `analyze` when it is first used: the statistics take half a second to load."""
    if name == "analyze":
        from crowd.documents.analyze_values import analyze  # noqa: PLC0415

        return analyze
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
