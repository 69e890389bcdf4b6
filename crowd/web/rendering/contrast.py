"""The contrast of two colours, by WCAG 2.2."""

from __future__ import annotations

from collections.abc import Iterable

MIN_CONTRAST = 4.5
"""Contrast ratio of text and background: WCAG 2.2, criterion 1.4.3."""

MIX_STEPS = 50
"""Steps in which a colour is mixed with another one."""

WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours in hexadecimal digits, 1 to 21."""
    darker, lighter = sorted(_luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def mixed_until_legible(colour: str, end: str, backgrounds: Iterable[str]) -> str:
    """Mix a colour with another one until it can be read on these backgrounds, or is the other."""
    against = list(backgrounds)
    steps = (_mixed(colour, end, step / MIX_STEPS) for step in range(MIX_STEPS))
    found = (
        mixed
        for mixed in steps
        if all(contrast_ratio(mixed, background) >= MIN_CONTRAST for background in against)
    )
    return next(found, end)


def _mixed(colour: str, end: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + bytes(round(one + (other - one) * share) for one, other in pairs).hex()


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


def _luminance(colour: str) -> float:
    channels = (channel / 255 for channel in _channels(colour))
    linear = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return sum(weight * value for weight, value in zip(WEIGHTS, linear, strict=True))
