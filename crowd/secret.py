"""The service's secret: named by a setting, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from crowd.settings import MIN_SECRET_LENGTH, InvalidSetting, Settings


def ensure_secret(settings: Settings) -> str:
    """Return the secret that is set, or the one in the data folder, made if there is none."""
    return settings.secret or store_secret(settings, secrets.token_urlsafe(48))


def find_secret(settings: Settings) -> str | None:
    """Return the secret; None where none is set and none was made yet."""
    if settings.secret or not secret_path(settings).exists():
        return settings.secret
    return store_secret(settings, "")


def secret_path(settings: Settings) -> Path:
    """Return the path of the secret that is used where none is set."""
    return settings.data / "secret"


def store_secret(settings: Settings, secret: str) -> str:
    """Store the secret unless there is one in the data folder; return the one that is there."""
    file = secret_path(settings)
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        _write_secret(file, secret)
        secret = file.read_text().strip()
    except OSError as error:
        raise InvalidSetting(
            f"{file} cannot be read or written ({error.strerror}). Set CROWD_DATA to a folder that "
            "may be written to, or CROWD_SECRET to 32 or more random characters."
        ) from error
    if len(secret) < MIN_SECRET_LENGTH:
        raise InvalidSetting(
            f"{file} does not hold a secret. Restore it, or remove it if no poll is in use."
        )
    return secret


def _write_secret(file: Path, secret: str) -> None:
    # Written under another name, then linked: of two services that start at once, one wins.
    temporary = file.with_name(f"secret.{os.getpid()}")
    if file.exists():
        return
    temporary.touch(mode=0o600)
    temporary.write_text(secret)
    # Synced before any answer is: without its secret, a stored answer could be counted twice.
    _sync(temporary)
    try:
        os.link(temporary, file)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
    _sync(file.parent)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
