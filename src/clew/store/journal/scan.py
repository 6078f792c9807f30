"""Reading one segment: its committed groups in order, and how it ends."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from clew.errors import DamageError
from clew.store.journal.frames import (
    COMMIT,
    HEADER_BYTES,
    INTERNAL_KINDS,
    MAGIC,
    OPEN,
    SEAL,
    Frame,
    Record,
    body_matches,
    decode_header,
    next_chain,
    open_body,
    record_hash,
)
from clew.store.journal.seals import Seal, first_chain, opening_body, read_commit, read_seal

__all__ = ["Ending", "SegmentScan"]

SECTOR = 512  # a disk writes a sector wholly or not at all; one never written reads as zeros


class _UnreadableFrame(Exception):  # noqa: N818 - never shown: the scan turns it into an Ending
    def __init__(self, where: int, what: str, *, torn: bool = False) -> None:
        super().__init__(what)
        self.where, self.what, self.torn = where, what, torn


@dataclass(frozen=True, slots=True)
class Ending:
    """How a segment ends: ``sealed``, ``clean`` after a commit, with a ``torn`` tail after one, or ``damaged``."""

    state: Literal["sealed", "clean", "torn", "damaged"]
    committed_bytes: int
    size: int
    records: int
    chain: bytes
    seal: Seal | None = None
    where: str = ""
    what: str = ""

    @property
    def has_opening(self) -> bool:
        """Whether the first frame is whole; it was synced before the segment was entered into the ledger."""
        return self.committed_bytes > 0


@dataclass
class _Position:
    """Where the scan stands after the last commit record."""

    end: int
    records: int
    chain: bytes
    pending: list[Record] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)


class SegmentScan:
    """One pass over a segment's file; ``ending`` stands when ``groups`` is exhausted.

    Every checksum, sequence number and chain hash passed on the way is checked. Records before ``after`` are
    skipped by their headers alone.
    """

    ending: Ending | None = None

    def __init__(self, path: Path, segment: str, workspace: str) -> None:
        self.segment, self.workspace = segment, workspace
        self._file = path.open("rb")
        self.size = os.fstat(self._file.fileno()).st_size
        self._at = _Position(0, 0, first_chain(segment, workspace))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    @property
    def descriptor(self) -> int:
        """The open file's descriptor."""
        return self._file.fileno()

    def groups(self, after: int = -1) -> Iterator[list[Record]]:
        """Yield the records of each committed group behind record ``after``, then set ``ending``."""
        seal: Seal | None = None
        try:
            self._read_opening()
            self._skip_to(after)
            while self._file.tell() < self.size and seal is None:
                frame, body = self._next_frame()
                if frame.kind == SEAL:
                    seal = self._check_seal(frame, body)
                elif frame.kind == COMMIT:
                    yield [record for record in self._commit(frame, body) if record.sequence > after]
                else:
                    self._take(frame, body)
            self.ending = self._good_ending(seal)
        except _UnreadableFrame as trouble:
            self.ending = self._bad_ending(trouble)

    def run(self) -> Ending:
        """Read the whole segment and return how it ends."""
        for _ in self.groups():
            pass
        return self.ending or Ending("damaged", 0, self.size, 0, b"", what="it could not be read")

    def frames(self) -> Iterator[tuple[Frame, bytes]]:
        """Yield every frame with its body as it stands in the file, of a segment found whole before."""
        self._file.seek(0)
        while header := self._file.read(HEADER_BYTES):
            frame = decode_header(header)
            stored = self._file.read(frame.length) if frame else b""
            if frame is None or not body_matches(frame, stored):
                raise DamageError(f"{self._file.name} is damaged before byte {self._file.tell()}.")
            yield frame, stored

    def hashes(self, size: int) -> tuple[bytes, str]:
        """Return the SHA-256 of the first ``size`` bytes, and in hexadecimal that of all.

        They are of the file that was opened: another one may have taken its name since.
        """
        self._file.seek(0)
        digest = hashlib.sha256(self._file.read(size))
        before = digest.digest()
        digest.update(self._file.read())
        return before, digest.hexdigest()

    # frames

    def _next_frame(self) -> tuple[Frame, bytes]:
        where = self._file.tell()
        frame = self._next_header(where)
        body = self._file.read(min(frame.length, self.size - where - HEADER_BYTES))
        if len(body) < frame.length:
            raise _UnreadableFrame(where, "the file ends inside a record", torn=True)
        if not body_matches(frame, body):
            torn = self._has_empty_sector(where, where + HEADER_BYTES + frame.length)
            raise _UnreadableFrame(where, f"checksum of the body of record {frame.sequence} does not match", torn=torn)
        return frame, body

    def _next_header(self, where: int) -> Frame:
        data = self._file.read(min(HEADER_BYTES, self.size - where))
        if len(data) < HEADER_BYTES:
            raise _UnreadableFrame(where, "the file ends inside a header", torn=True)
        frame = decode_header(data)
        if frame is None:
            torn = self._has_empty_sector(where, where + HEADER_BYTES)
            raise _UnreadableFrame(where, "checksum of the header does not match", torn=torn)
        if frame.workspace != self.workspace:
            raise _UnreadableFrame(where, f"belongs to workspace '{frame.workspace}'")
        if frame.sequence != self._expected(frame):
            raise _UnreadableFrame(where, f"record {frame.sequence} stands where {self._expected(frame)} should")
        return frame

    def _expected(self, frame: Frame) -> int:
        return 0 if frame.kind == OPEN else self._at.records + len(self._at.pending)

    def _has_empty_sector(self, start: int, end: int) -> bool:
        """Return whether a sector between the last commit record and the frame's end was never written."""
        keep = self._file.tell()
        first = max(start - start % SECTOR, self._at.end)
        self._file.seek(first)
        data = self._file.read(min(-(-end // SECTOR) * SECTOR, self.size) - first)
        self._file.seek(keep)
        cut = SECTOR - first % SECTOR
        pieces = [data[:cut], *(data[i : i + SECTOR] for i in range(cut, len(data), SECTOR))]
        return any(piece and not any(piece) for piece in pieces)

    # what the frames mean

    def _read_opening(self) -> None:
        frame, body = self._next_frame()
        if frame.kind != OPEN:
            raise _UnreadableFrame(0, "the first frame does not open a segment")
        if body != opening_body(self.segment):
            raise _UnreadableFrame(0, "the file bears another name than it was written under")
        self._at.end = self._file.tell()

    def _take(self, frame: Frame, body: bytes) -> None:
        if frame.kind in INTERNAL_KINDS:
            raise _UnreadableFrame(self._file.tell(), f"a frame '{frame.kind}' in the middle of a segment")
        given, body_hash = open_body(frame, body)
        self._at.links.append(record_hash(frame, body_hash))
        record = Record(self.segment, frame.sequence, frame.received_at, frame.kind, given, body_hash)
        self._at.pending.append(record)

    def _commit(self, frame: Frame, body: bytes) -> list[Record]:
        count, chain = read_commit(body)
        group, links = self._at.pending, self._at.links
        expected = self._at.chain
        for link in links:
            expected = next_chain(expected, link)
        if count != len(group) or chain != expected:
            raise _UnreadableFrame(self._file.tell(), f"the chain does not hold before record {frame.sequence}")
        self._at = _Position(self._file.tell(), self._at.records + count, chain)
        return group

    def _check_seal(self, frame: Frame, body: bytes) -> Seal:
        seal, where = read_seal(body), self._file.tell()
        begin = where - HEADER_BYTES - frame.length
        if (seal.records, seal.size, seal.chain) != (self._at.records, begin, self._at.chain) or begin != self._at.end:
            raise _UnreadableFrame(begin, "the seal does not fit the segment")
        if where != self.size:
            raise _UnreadableFrame(where, "bytes after the seal")
        return seal

    def _skip_to(self, after: int) -> None:
        """Move behind the groups that end before record ``after + 1``, reading headers and commit records only."""
        group_start = self._file.tell()
        while self._at.records <= after and self._file.tell() < self.size:
            where = self._file.tell()
            header = decode_header(self._file.read(HEADER_BYTES))
            if header is None or header.kind == SEAL or where + HEADER_BYTES + header.length > self.size:
                break
            if header.kind != COMMIT:
                self._file.seek(header.length, os.SEEK_CUR)
                continue
            if header.sequence > after + 1:
                break
            body = self._file.read(header.length)
            if not body_matches(header, body):
                break
            group_start = self._file.tell()
            self._at = _Position(group_start, header.sequence, read_commit(body)[1])
        self._file.seek(group_start)

    # endings

    def _good_ending(self, seal: Seal | None) -> Ending:
        at = self._at
        state: Literal["sealed", "clean", "torn"] = "sealed" if seal else "torn" if at.end < self.size else "clean"
        return Ending(state, at.end, self.size, at.records, at.chain, seal)

    def _bad_ending(self, trouble: _UnreadableFrame) -> Ending:
        at = self._at
        state: Literal["torn", "damaged"] = "torn" if trouble.torn and self._may_be_torn(trouble.where) else "damaged"
        return Ending(state, at.end, self.size, at.records, at.chain, None, f"byte {trouble.where}", trouble.what)

    def _may_be_torn(self, where: int) -> bool:
        """Return whether nothing behind ``where`` shows that the group there had been acknowledged.

        The group's own commit record may have reached the disk before the rest of the group did; a second one, or a
        seal, is only written when the first had been synced.
        """
        self._file.seek(where)
        data = self._file.read(self.size - where)  # not what a living writer has added since
        kinds, at = [], data.find(MAGIC)
        while at >= 0:
            header = decode_header(data[at : at + HEADER_BYTES])
            kinds.append(header.kind if header else "")
            at = data.find(MAGIC, at + 1)
        return SEAL not in kinds and kinds.count(COMMIT) <= 1
