"""``crowd doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import click

from crowd.cli.database import environment, with_store
from crowd.model.capacity import MEBIBYTE, CapacityLevel, StorageUsage
from crowd.model.errors import CrowdError, StoreUnavailable
from crowd.settings import Settings, WrongSetting, known_secret, secret_file
from crowd.store.maintenance import DURABLE_SETTINGS
from crowd.store.store import Store

OLDEST_SERVER = (7, 0)
LISTPACKS = "hash-max-listpack-entries"
SMALLEST_LISTPACK = 512

REFUSED = {
    CapacityLevel.LOW: "soon polls and pictures will be refused",
    CapacityLevel.ANSWERS: "polls, pictures and drafts are refused",
    CapacityLevel.FEW_ANSWERS: "polls are refused, and soon answers will be",
    CapacityLevel.DELETIONS: "answers are refused",
}


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Finding(NamedTuple):
    """What one check found, and what to do about it."""

    level: Level
    subject: str
    text: str


@click.command()
def doctor() -> None:
    """Check settings, secret, folder and database; exit 1 on a fault."""
    faults = 0
    for finding in _findings():
        click.echo(f"{finding.level.value:8}{finding.subject}: {finding.text}")
        faults += finding.level is Level.FAULT
    if faults:
        sys.exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = environment()
    except WrongSetting as error:
        yield Finding(Level.FAULT, "settings", str(error))
        return
    yield Finding(Level.OK, "settings", "can be read.")
    yield from _settings(settings)
    yield _secret(settings)
    if not settings.data.is_dir() and settings.redis_url is None:
        # Looking must not make anything.
        text = f"{settings.data} is not there yet; the first `crowd serve` makes it."
        yield Finding(Level.WARNING, "data folder", text)
        return
    if settings.data.is_dir():
        yield _folder(settings.data)
    try:
        yield from with_store(settings, lambda store: _database(store, settings))
    except CrowdError as error:
        yield Finding(Level.FAULT, "database", f"{error} Check REDIS_URL or CROWD_DATA.")


def _settings(settings: Settings) -> Iterator[Finding]:
    if not settings.rate_limit:
        text = "limits are off: set it to on, or remove it, once the load test is over."
        yield Finding(Level.WARNING, "CROWD_RATE_LIMIT", text)
    if settings.development:
        text = "templates are read anew for each page: remove it where people answer."
        yield Finding(Level.WARNING, "CROWD_DEVELOPMENT", text)
    if settings.secure and not settings.trusted_proxies:
        text = (
            "people come by https, so through a proxy, but none is trusted: limits take all of "
            "them for one. Set it to the proxy's address."
        )
        yield Finding(Level.WARNING, "CROWD_TRUSTED_PROXIES", text)
    elif settings.public_url is None:
        text = "is not set: links take their address from each request."
        yield Finding(Level.OK, "CROWD_PUBLIC_URL", text)
    else:
        yield Finding(Level.OK, "CROWD_PUBLIC_URL", f"{settings.public_url}.")


def _secret(settings: Settings) -> Finding:
    file = secret_file(settings)
    try:
        secret = known_secret(settings)
    except WrongSetting as error:
        return Finding(Level.FAULT, "secret", str(error))
    if settings.secret:
        return Finding(Level.OK, "secret", "CROWD_SECRET is set.")
    if secret is None:
        text = f"{file} is not there yet; the first `crowd serve` makes it, or restore a backup."
        return Finding(Level.WARNING, "secret", text)
    if file.stat().st_mode & 0o077:
        text = f"others can read {file}: run `chmod 600 {file}`."
        return Finding(Level.FAULT, "secret", text)
    return Finding(Level.OK, "secret", f"{file} is private.")


def _folder(data: Path) -> Finding:
    if os.access(data, os.W_OK | os.X_OK):
        return Finding(Level.OK, "data folder", f"{data} can be written to.")
    text = f"{data} cannot be written to: give it to the user who runs the service."
    return Finding(Level.FAULT, "data folder", text)


async def _database(store: Store, settings: Settings) -> list[Finding]:
    await store.maintenance.check_writable()
    return [
        Finding(Level.OK, "database", "takes a canary and gives it back."),
        await _version(store),
        await _scripts(store),
        *await _room(store),
        *await _durability(store, settings),
    ]


async def _version(store: Store) -> Finding:
    written = await store.maintenance.server_version()
    # The servers of a cluster may differ; all of them are named then.
    found = re.findall(r"(\d+)\.(\d+)[\d.]*", written)
    if all((int(major), int(minor)) >= OLDEST_SERVER for major, minor in found):
        return Finding(Level.OK, "server", f"speaks as Redis {written}.")
    text = f"speaks as Redis {written}: 7.0 is needed. Install a newer Redis or Valkey."
    return Finding(Level.FAULT, "server", text)


async def _scripts(store: Store) -> Finding:
    reason = await store.maintenance.check_scripts()
    if not reason:
        return Finding(Level.OK, "scripts", "can be loaded and run.")
    text = f"cannot be run ({reason}): allow EVALSHA and SCRIPT LOAD to this user."
    return Finding(Level.FAULT, "scripts", text)


async def _room(store: Store) -> list[Finding]:
    """What each server uses of its memory, and of the disk where it is the embedded one's."""
    usages = await store.capacity.measure()
    findings = [_memory(usage, embedded=store.capacity.disk is not None) for usage in usages]
    return findings + [
        _disk(usage, store.capacity.disk) for usage in usages if store.capacity.disk is not None
    ]


def _memory(usage: StorageUsage, *, embedded: bool) -> Finding:
    used = f"{usage.memory // MEBIBYTE:,} MB of memory are used"
    if not usage.max_memory:
        text = (
            f"{used}, and nothing limits it: set maxmemory to half of the machine's memory, so that "
            "polls are refused before answers are, and both before the machine ends the database."
        )
        return Finding(Level.WARNING, "maxmemory", text)
    text = f"{used} of {usage.max_memory // MEBIBYTE:,} MB"
    more = "CROWD_MAX_MEMORY" if embedded else "maxmemory"
    return _finding("maxmemory", usage.memory_level(), text, f"raise {more} on a larger machine")


def _disk(usage: StorageUsage, data: Path) -> Finding:
    assert usage.free_disk is not None, "looked at where it is ours"
    text = f"{usage.free_disk // MEBIBYTE:,} MB are free where {data} is"
    return _finding("disk", usage.disk_level(), text, "move CROWD_DATA to a larger disk")


def _finding(subject: str, capacity: CapacityLevel, text: str, remedy: str) -> Finding:
    if capacity is CapacityLevel.AMPLE:
        return Finding(Level.OK, subject, f"{text}.")
    level = Level.WARNING if capacity is CapacityLevel.LOW else Level.FAULT
    return Finding(level, subject, f"{text}: {REFUSED[capacity]}. Delete polls, or {remedy}.")


async def _durability(store: Store, settings: Settings) -> list[Finding]:
    """One finding for each setting that decides whether acknowledged answers last."""
    level = Level.WARNING if settings.allow_weak_durability else Level.FAULT
    found = await _configured(store)
    findings = []
    for name, good in DURABLE_SETTINGS.items():
        value = found.get(name, "unknown")
        if value == good:
            findings.append(Finding(Level.OK, name, f"is {good}."))
        else:
            text = f"is {value}, so acknowledged answers could be lost: set it to {good}."
            findings.append(Finding(level, name, text))
    if settings.allow_weak_durability:
        text = "is on: readiness does not insist on these settings."
        findings.append(Finding(Level.WARNING, "CROWD_ALLOW_WEAK_DURABILITY", text))
    return [*findings, _listpacks(found.get(LISTPACKS, "unknown"))]


async def _configured(store: Store) -> dict[str, str]:
    """What the database says about its settings; nothing where it may not be asked."""
    try:
        return await store.maintenance.server_settings(*DURABLE_SETTINGS, LISTPACKS)
    except StoreUnavailable:
        return {}


def _listpacks(value: str) -> Finding:
    if value.isdecimal() and int(value) >= SMALLEST_LISTPACK:
        return Finding(Level.OK, LISTPACKS, f"is {value}.")
    text = f"is {value}: set it to {SMALLEST_LISTPACK}, or large polls take twice the memory."
    return Finding(Level.WARNING, LISTPACKS, text)
