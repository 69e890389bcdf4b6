"""Choices: one of several options."""

from __future__ import annotations

import msgspec


class Choice(msgspec.Struct, frozen=True, kw_only=True, tag="choice", forbid_unknown_fields=True):
    """One of several answers; a value is the place of its option, from 0."""

    options: list[str]
