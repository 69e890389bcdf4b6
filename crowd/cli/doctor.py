"""``crowd doctor``: find faults of an installation, and tell their remedies."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import click

from crowd.cli.database import read_environment, with_store
from crowd.model.capacity import MEBIBYTE, CapacityLevel, StorageUsage
from crowd.model.errors import CrowdError, StoreUnavailable
from crowd.secret import find_secret, secret_path
from crowd.settings import HomePolls, InvalidSetting, Settings
from crowd.store.maintenance import DURABLE_SETTINGS
from crowd.store.store import Store
from crowd.web.rendering.branding import load_branding

MIN_SERVER_VERSION = (7, 0)
"""Major and minor version of Redis that the scripts need."""

LISTPACK_SETTING = "hash-max-listpack-entries"
MIN_LISTPACK_ENTRIES = 512
"""Entries up to which a hash has to stay compact, so that large polls fit."""

CONSEQUENCES = {
    CapacityLevel.LOW: "soon polls and pictures will be refused",
    CapacityLevel.ANSWERS: "polls, pictures and drafts are refused",
    CapacityLevel.FEW_ANSWERS: "polls are refused, and soon answers will be",
    CapacityLevel.DELETIONS: "answers are refused",
}
"""What the service does at each level below AMPLE."""


class Severity(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Finding(NamedTuple):
    """The outcome of one check, with the remedy in its text."""

    severity: Severity
    subject: str
    text: str


@click.command()
def doctor() -> None:
    """Check settings, secret, folder and database; exit 1 on a fault."""
    faults = 0
    for finding in _check_all():
        click.echo(f"{finding.severity.value:8}{finding.subject}: {finding.text}")
        faults += finding.severity is Severity.FAULT
    if faults:
        sys.exit(1)


def _check_all() -> Iterator[Finding]:
    try:
        settings = read_environment()
        load_branding(settings)
    except InvalidSetting as error:
        yield Finding(Severity.FAULT, "settings", str(error))
        return
    yield Finding(Severity.OK, "settings", "can be read.")
    yield from _check_settings(settings)
    yield _check_secret(settings)
    if not settings.data.is_dir() and settings.redis_url is None:
        # A check must not create the folder.
        text = f"{settings.data} is not there yet; the first `crowd serve` makes it."
        yield Finding(Severity.WARNING, "data folder", text)
        return
    if settings.data.is_dir():
        yield _check_folder(settings.data)
    try:
        yield from with_store(settings, lambda store: _check_database(store, settings))
    except CrowdError as error:
        yield Finding(Severity.FAULT, "database", f"{error} Check REDIS_URL or CROWD_DATA.")


def _check_settings(settings: Settings) -> Iterator[Finding]:
    if not settings.rate_limit:
        text = "limits are off: set it to on, or remove it, once the load test is over."
        yield Finding(Severity.WARNING, "CROWD_RATE_LIMIT", text)
    if settings.development:
        text = "templates are read anew for each page: remove it where people answer."
        yield Finding(Severity.WARNING, "CROWD_DEVELOPMENT", text)
    if settings.secure and not settings.trusted_proxies:
        text = (
            "people come by https, so through a proxy, but none is trusted: limits take all of "
            "them for one. Set it to the proxy's address."
        )
        yield Finding(Severity.WARNING, "CROWD_TRUSTED_PROXIES", text)
    elif settings.public_url is None:
        text = "is not set: links take their address from each request."
        yield Finding(Severity.OK, "CROWD_PUBLIC_URL", text)
    else:
        yield Finding(Severity.OK, "CROWD_PUBLIC_URL", f"{settings.public_url}.")
    yield from _check_presentation(settings)


def _check_presentation(settings: Settings) -> Iterator[Finding]:
    """Find what visitors of a public service should not see, or miss."""
    if settings.home_polls is HomePolls.NEWEST:
        text = (
            "anybody who makes a public poll writes on the home page: picked shows what you choose."
        )
        yield Finding(Severity.WARNING, "CROWD_HOME_POLLS", text)
    if settings.public_url is not None and not settings.operator:
        text = "is not set: /about and /privacy do not say who runs the service."
        yield Finding(Severity.WARNING, "CROWD_OPERATOR", text)


def _check_secret(settings: Settings) -> Finding:
    file = secret_path(settings)
    try:
        secret = find_secret(settings)
    except InvalidSetting as error:
        return Finding(Severity.FAULT, "secret", str(error))
    if settings.secret:
        return Finding(Severity.OK, "secret", "CROWD_SECRET is set.")
    if secret is None:
        text = f"{file} is not there yet; the first `crowd serve` makes it, or restore a backup."
        return Finding(Severity.WARNING, "secret", text)
    if file.stat().st_mode & 0o077:
        text = f"others can read {file}: run `chmod 600 {file}`."
        return Finding(Severity.FAULT, "secret", text)
    return Finding(Severity.OK, "secret", f"{file} is private.")


def _check_folder(data: Path) -> Finding:
    if os.access(data, os.W_OK | os.X_OK):
        return Finding(Severity.OK, "data folder", f"{data} can be written to.")
    text = f"{data} cannot be written to: give it to the user who runs the service."
    return Finding(Severity.FAULT, "data folder", text)


async def _check_database(store: Store, settings: Settings) -> list[Finding]:
    await store.maintenance.check_writable()
    return [
        Finding(Severity.OK, "database", "takes a canary and gives it back."),
        await _check_version(store),
        await _check_scripts(store),
        *await _check_capacity(store),
        *await _check_durability(store, settings),
    ]


async def _check_version(store: Store) -> Finding:
    written = await store.maintenance.server_version()
    # One version for each server of a cluster, if they differ.
    found = re.findall(r"(\d+)\.(\d+)[\d.]*", written)
    if all((int(major), int(minor)) >= MIN_SERVER_VERSION for major, minor in found):
        return Finding(Severity.OK, "server", f"speaks as Redis {written}.")
    text = f"speaks as Redis {written}: 7.0 is needed. Install a newer Redis or Valkey."
    return Finding(Severity.FAULT, "server", text)


async def _check_scripts(store: Store) -> Finding:
    reason = await store.maintenance.check_scripts()
    if not reason:
        return Finding(Severity.OK, "scripts", "can be loaded and run.")
    text = f"cannot be run ({reason}): allow EVALSHA and SCRIPT LOAD to this user."
    return Finding(Severity.FAULT, "scripts", text)


async def _check_capacity(store: Store) -> list[Finding]:
    """Check the memory of each server, and the disk of the embedded one."""
    usages = await store.capacity.measure()
    findings = [_check_memory(usage, embedded=store.capacity.disk is not None) for usage in usages]
    return findings + [
        _check_disk(usage, store.capacity.disk)
        for usage in usages
        if store.capacity.disk is not None
    ]


def _check_memory(usage: StorageUsage, *, embedded: bool) -> Finding:
    used = f"{usage.memory // MEBIBYTE:,} MB of memory are used"
    if not usage.max_memory:
        text = (
            f"{used}, and nothing limits it: set maxmemory to half of the machine's memory, so that "
            "polls are refused before answers are, and both before the machine ends the database."
        )
        return Finding(Severity.WARNING, "maxmemory", text)
    text = f"{used} of {usage.max_memory // MEBIBYTE:,} MB"
    more = "CROWD_MAX_MEMORY" if embedded else "maxmemory"
    return _capacity_finding(
        "maxmemory", usage.memory_level(), text, f"raise {more} on a larger machine"
    )


def _check_disk(usage: StorageUsage, data: Path) -> Finding:
    assert usage.free_disk is not None, "measured for the embedded server"
    text = f"{usage.free_disk // MEBIBYTE:,} MB are free where {data} is"
    return _capacity_finding("disk", usage.disk_level(), text, "move CROWD_DATA to a larger disk")


def _capacity_finding(subject: str, capacity: CapacityLevel, text: str, remedy: str) -> Finding:
    if capacity is CapacityLevel.AMPLE:
        return Finding(Severity.OK, subject, f"{text}.")
    severity = Severity.WARNING if capacity is CapacityLevel.LOW else Severity.FAULT
    return Finding(
        severity, subject, f"{text}: {CONSEQUENCES[capacity]}. Delete polls, or {remedy}."
    )


async def _check_durability(store: Store, settings: Settings) -> list[Finding]:
    """Check each setting that decides whether acknowledged answers are durable."""
    severity = Severity.WARNING if settings.allow_weak_durability else Severity.FAULT
    found = await _read_server_settings(store)
    findings = []
    for name, good in DURABLE_SETTINGS.items():
        value = found.get(name, "unknown")
        if value == good:
            findings.append(Finding(Severity.OK, name, f"is {good}."))
        else:
            text = f"is {value}, so acknowledged answers could be lost: set it to {good}."
            findings.append(Finding(severity, name, text))
    if settings.allow_weak_durability:
        text = "is on: readiness does not insist on these settings."
        findings.append(Finding(Severity.WARNING, "CROWD_ALLOW_WEAK_DURABILITY", text))
    return [*findings, _check_listpacks(found.get(LISTPACK_SETTING, "unknown"))]


async def _read_server_settings(store: Store) -> dict[str, str]:
    """Read the database's settings; none where this user may not ask for them."""
    try:
        return await store.maintenance.server_settings(*DURABLE_SETTINGS, LISTPACK_SETTING)
    except StoreUnavailable:
        return {}


def _check_listpacks(value: str) -> Finding:
    if value.isdecimal() and int(value) >= MIN_LISTPACK_ENTRIES:
        return Finding(Severity.OK, LISTPACK_SETTING, f"is {value}.")
    text = f"is {value}: set it to {MIN_LISTPACK_ENTRIES}, or large polls take twice the memory."
    return Finding(Severity.WARNING, LISTPACK_SETTING, text)
