"""Write a backup file, which appears only when it is complete."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crowd.model.backup import End, Frame, Header, PollEnd, PollFrame, PollStart
from crowd.model.errors import CommandFailed
from crowd.store.backup.file_format import encode_frame

COMPRESSION_LEVEL = 1
"""Participants look random, so that a higher level saves nothing."""


class BackupWriter:
    """Writes frames, and counts polls and answers."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._begun = PollStart(poll_id="", answers=0)
        self.polls = 0
        self.answers = 0

    def write(self, frame: Header | PollFrame) -> None:
        """Append a frame."""
        match frame:
            case PollStart():
                self._begun = frame
            case PollEnd():
                self.polls += 1
                self.answers += self._begun.answers
        self._digest.update(self._append(frame))

    def end(self) -> None:
        """Append the counts and the digest of all frames."""
        digest = self._digest.hexdigest()
        self._append(End(polls=self.polls, answers=self.answers, sha256=digest))

    def _append(self, frame: Frame) -> bytes:
        framed = encode_frame(frame)
        self._stream.write(framed)
        return framed


@contextmanager
def create_backup(path: Path) -> Iterator[BackupWriter]:
    """Create a backup to write; it gets its name only when it is complete and synced to the disk."""
    try:
        # Readable for its owner only: it holds the secret and sealed answers.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written ({error.strerror}).") from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with gzip.GzipFile("", "wb", COMPRESSION_LEVEL, file, mtime=0) as stream:
                writer = BackupWriter(stream)
                yield writer
                writer.end()
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
