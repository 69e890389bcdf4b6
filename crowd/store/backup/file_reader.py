"""Read a backup file, verified whole before anything of it is used."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from crowd.model.backup import (
    FORMAT,
    READABLE_VERSIONS,
    End,
    FollowUpRecords,
    FollowUpTexts,
    Frame,
    Header,
    PollDiscard,
    PollEnd,
    PollFrame,
    PollStart,
    Records,
)
from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.store import records
from crowd.store.backup.file_format import LENGTH_BYTES, MAX_FRAME_BYTES, decode_frame


class Backup:
    """A backup that was verified to its end."""

    def __init__(self, file: BinaryIO, name: str, progress: ProgressCallback) -> None:
        self._file = file
        self._name = name
        self._progress = progress
        self._size = os.fstat(file.fileno()).st_size
        self._complete: set[int] = set()
        self.header, self.end = self._verify()

    def polls(self) -> Iterator[PollFrame]:
        """Iterate over the frames of all polls, without those that were dropped."""
        begun = 0
        for _, frame in self._frames(self._size):
            if isinstance(frame, PollStart):
                begun += 1
            if begun in self._complete and not isinstance(frame, Header | End):
                yield frame

    def _verify(self) -> tuple[Header, End]:
        """Return the header and the end of a whole backup; note which polls are complete."""
        digest = hashlib.sha256()
        tally = _Tally()
        header: Header | None = None
        end: End | None = None
        for framed, frame in self._frames(0):
            if end is not None:
                raise self._damaged("something follows its end")
            if isinstance(frame, End):
                end = frame
                continue
            if header is None:
                header = self._readable(frame)
            elif not self._fits(tally, frame):
                raise self._damaged("its parts do not belong together")
            digest.update(framed)
        if header is None or end is None:
            raise self._damaged("its end is missing")
        totals = End(polls=len(tally.complete), answers=tally.answers, sha256=digest.hexdigest())
        if end != totals:
            raise self._damaged("it was changed after it was made")
        self._complete = tally.complete
        return header, end

    def _fits(self, tally: _Tally, frame: Frame) -> bool:
        try:
            return tally.add(frame)
        except (msgspec.MsgspecError, ValueError, KeyError) as error:
            raise self._damaged("a poll in it cannot be read") from error

    def _readable(self, frame: Frame) -> Header:
        if not isinstance(frame, Header) or frame.format != FORMAT:
            raise self._damaged("it does not begin like one")
        if frame.version not in READABLE_VERSIONS:
            raise CommandFailed(
                f"{self._name} was made by another version of crowd: its format is "
                f"{frame.version}, this one reads {READABLE_VERSIONS[0]} to {READABLE_VERSIONS[-1]}. "
                "Install that version to restore it."
            )
        return frame

    def _frames(self, done: int) -> Iterator[tuple[bytes, Frame]]:
        """Yield all frames with their bytes, and report the progress."""
        self._file.seek(0)
        try:
            with gzip.GzipFile(fileobj=self._file) as stream:
                while length := stream.read(LENGTH_BYTES):
                    size = int.from_bytes(length, "big")
                    body = stream.read(size) if size <= MAX_FRAME_BYTES else b""
                    if len(length) + len(body) != LENGTH_BYTES + size:
                        raise self._damaged("its end is missing")
                    yield length + body, decode_frame(body)
                    self._progress(done + self._file.tell(), 2 * self._size)
        except EOFError as error:
            raise self._damaged("its end is missing") from error
        except (gzip.BadGzipFile, zlib.error, msgspec.MsgspecError, ValueError) as error:
            raise self._damaged("it cannot be read") from error

    def _damaged(self, reason: str) -> CommandFailed:
        return CommandFailed(
            f"{self._name} is no whole backup: {reason}. Nothing was restored. Use another one."
        )


class _Tally:
    """The counts of the frames read so far."""

    def __init__(self) -> None:
        self.complete: set[int] = set()
        self.answers = 0
        self._begun = 0
        self._open: PollStart | None = None
        self._place = 0
        self._detail_bytes = 0
        self._texts = 0

    def add(self, frame: Frame) -> bool:
        """Count a frame; return whether it may come next."""
        if isinstance(frame, PollStart):
            fits = self._open is None
            self._open, self._place, self._detail_bytes, self._texts = frame, 0, 0, 0
            self._begun += 1
            return fits
        if self._open is None:
            return False
        match frame:
            case Records():
                fits = frame.start == self._place
                self._place += len(frame.data) // records.RECORD.itemsize
                return fits
            case FollowUpRecords():
                fits = frame.start == self._detail_bytes
                self._detail_bytes += len(frame.data)
                return fits
            case FollowUpTexts():
                self._texts += len(frame.by_place)
            case PollEnd():
                return self._end(self._open, frame)
            case PollDiscard():
                self._open = None
        return True

    def _end(self, begun: PollStart, frame: PollEnd) -> bool:
        self._open = None
        self.complete.add(self._begun)
        self.answers += begun.answers
        # A record that this version cannot read must not get into the database.
        records.read_poll(begun.poll_id, frame.fields)
        read = (self._place, self._detail_bytes, self._texts)
        return read == (begun.answers, frame.detail_bytes, frame.texts)


@contextmanager
def open_backup(path: Path, progress: ProgressCallback) -> Iterator[Backup]:
    """Open and verify the backup in a file; raise CommandFailed if it is not whole."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise CommandFailed(f"{path} cannot be read ({error.strerror}).") from error
    with file:
        yield Backup(file, str(path), progress)
