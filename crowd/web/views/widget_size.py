"""The heights of the embedded widget, in pixels, whatever its state: nothing jumps on the page around."""

from __future__ import annotations

WIDGET_HEIGHT = 560
COMPACT_WIDGET_HEIGHT = 280
