"""Writing a segment: append to memory, commit to the disk, seal."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from clew.errors import DataError, UsageError
from clew.store import durable
from clew.store.journal.frames import EPOCH, KINDS, Frame, Ref, encode_frame, microseconds, next_chain, record_hash
from clew.store.journal.ledger import LEDGER, Entry, change_ledger, read_ledger, segment_path
from clew.store.journal.seals import Seal, commit_frame, first_chain, opening_frame, seal_frame

__all__ = ["SEGMENT_BYTES", "SegmentWriter"]

SEGMENT_BYTES = 64 * 1024 * 1024


class _OpenSegment:
    """The file being written and all that its seal will say."""

    def __init__(self, folder: Path, workspace: str, received_us: int) -> None:
        moment = EPOCH + timedelta(microseconds=received_us)
        self.name = f"{moment:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        self.folder, self.workspace = folder, workspace
        self.records, self.size = 0, 0
        self.chain = first_chain(self.name, workspace)
        self.sha256 = hashlib.sha256()
        self.first_us, self.epoch = received_us, 0
        self.descriptor = -1

    def begin(self) -> None:
        """Make the file, then enter it into the ledger: nothing can be acknowledged in it before both are durable."""
        with change_ledger(self.folder, self.workspace) as ledger:
            self.epoch = ledger.epoch
            self.descriptor = durable.create(segment_path(self.folder, self.name))
            durable.lock(self.descriptor)
            self.append(opening_frame(self.name, self.workspace, self.first_us))
            durable.sync_folder(self.folder)
            ledger.segments[self.name] = Entry(self.first_us, self.epoch)

    def close(self) -> None:
        """Let go of the file and its lock."""
        if self.descriptor >= 0:
            durable.close(self.descriptor)
            self.descriptor = -1

    def append(self, data: bytes) -> None:
        """Write ``data`` and return once it is on the disk."""
        durable.append_durably(self.descriptor, data)
        self.sha256.update(data)
        self.size += len(data)

    def seal(self, received_us: int) -> None:
        """Write the last frame and enter it into the ledger."""
        seal = Seal(self.records, self.size, self.chain, self.sha256.digest())
        self.append(seal_frame(self.workspace, received_us, seal))
        path = segment_path(self.folder, self.name)
        durable.set_read_only(path)
        with change_ledger(self.folder, self.workspace) as ledger:
            facts = Entry(self.first_us, self.epoch, self.records, self.size, self.sha256.hexdigest())
            ledger.segments[self.name] = facts


class SegmentWriter:
    """Appends records to a segment of its own; a process has one, and uses it from one thread at a time.

    The file is made with the first record and holds a lock while the writer lives. After a failed ``commit`` the
    segment is left as it is, for recovery to judge, and the next record begins a new one: what a disk kept of a
    failed write cannot be known by asking it again.
    """

    def __init__(self, folder: Path, workspace: str, now: Callable[[], datetime]) -> None:
        self._folder, self._workspace, self._now = folder, workspace, now
        self._open: _OpenSegment | None = None
        self._group: list[bytes] = []
        self._links: list[bytes] = []
        self._last_us = 0
        self._ledger_stamp: tuple[int, ...] = ()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._group, self._links = [], []  # never acknowledged, and the caller is on the way out with the reason
        self.close()

    @property
    def segment(self) -> str:
        """The segment that the next record goes to, if none is begun before that; empty where there is none yet."""
        return self._open.name if self._open else ""

    def append(self, kind: str, body: bytes, *, roll: bool = True) -> Ref:
        """Return where the record will stand once ``commit`` has returned.

        Without ``roll`` it goes to the segment that is open, also where somebody has asked to begin another.

        Raises:
            UsageError: there is no such kind, or the writer is closed.
        """
        if kind not in KINDS:
            raise UsageError.unknown("kind of record", kind, KINDS)
        if self._closed:
            raise UsageError("The journal's writer is closed.")
        if roll and not self._group:
            self.roll_if_requested()
        received_us = self._tick()
        segment = self._open = self._open or self._begin(received_us)
        sequence = segment.records + len(self._group)
        frame = Frame(0, len(body), 0, self._workspace, sequence, received_us, kind)
        self._links.append(record_hash(frame, hashlib.sha256(body).digest()))
        self._group.append(
            encode_frame(kind, body, workspace=self._workspace, sequence=sequence, received_us=received_us)
        )
        return Ref(segment.name, sequence)

    def commit(self) -> None:
        """Return once all records appended so far are on the disk: from then on they are acknowledged.

        Raises:
            DataError: the disk did not take them; none of them counts as acknowledged.
        """
        segment = self._open
        if segment is None or not self._group:
            return
        data, chain = self._group_bytes(segment)
        count = len(self._group)
        self._group, self._links = [], []
        try:
            segment.append(data)
        except OSError as error:
            self._abandon()
            raise self._refusal(error) from error
        segment.records, segment.chain = segment.records + count, chain
        if segment.size >= SEGMENT_BYTES:
            self._seal()
        self.roll_if_requested()

    def roll_if_requested(self) -> None:
        """Seal the segment if somebody asked all writers to; a writer that idles calls this now and then."""
        if self._open and not self._group and self._ledger_changed():
            asked = read_ledger(self._folder, self._workspace).epoch
            if asked > self._open.epoch:
                self._seal()

    def close(self) -> None:
        """Commit what is appended, seal the segment and let go of it."""
        if not self._closed:
            self.commit()
            self._closed = True
            if self._open:
                self._seal()

    def _group_bytes(self, segment: _OpenSegment) -> tuple[bytes, bytes]:
        chain = segment.chain
        for link in self._links:
            chain = next_chain(chain, link)
        sequence = segment.records + len(self._group)
        end = commit_frame(self._workspace, sequence, self._last_us, len(self._group), chain)
        return b"".join((*self._group, end)), chain

    def _begin(self, received_us: int) -> _OpenSegment:
        segment = _OpenSegment(self._folder, self._workspace, received_us)
        try:
            segment.begin()
        except OSError as error:
            segment.close()
            raise self._refusal(error) from error
        except BaseException:
            segment.close()
            raise
        return segment

    def _seal(self) -> None:
        """Seal the segment; where the disk refuses, recovery will: all in it is acknowledged already."""
        segment, self._open = self._open, None
        if segment:
            try:
                segment.seal(self._last_us)
            except OSError:
                pass
            finally:
                segment.close()

    def _refusal(self, error: OSError) -> DataError:
        return DataError(f"The journal in {self._folder} could not be written: {error.strerror}.")

    def _abandon(self) -> None:
        segment, self._open = self._open, None
        if segment:
            segment.close()

    def _tick(self) -> int:
        """Return the time in microseconds; within a writer it never goes back, or journal order would not hold."""
        self._last_us = max(self._last_us, microseconds(self._now()))
        return self._last_us

    def _ledger_changed(self) -> bool:
        about = (self._folder / LEDGER).stat()
        stamp = (about.st_ino, about.st_mtime_ns, about.st_ctime_ns, about.st_size)
        changed, self._ledger_stamp = stamp != self._ledger_stamp, stamp
        return changed
