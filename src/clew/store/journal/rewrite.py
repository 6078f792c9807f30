"""Erasing inside a sealed segment: the one exception to "never written again"."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from clew.errors import DamageError, UsageError
from clew.store import durable
from clew.store.journal.frames import ERASED, INTERNAL_KINDS, REPLACED, SEAL, Frame, Record, encode_frame
from clew.store.journal.ledger import LOCK, change_ledger, read_ledger, segment_path
from clew.store.journal.scan import SegmentScan
from clew.store.journal.seals import read_seal, seal_frame
from clew.store.journal.writer import SegmentWriter

__all__ = ["Replace", "rewrite_segment"]

#: Gives the body to keep for a record: the same one, another one, or None to leave only its hash.
Replace = Callable[[Record], bytes | None]

#: By record number: the hash of the first body, and the body to keep.
_Bodies = dict[int, tuple[bytes, bytes | None]]


def rewrite_segment(folder: Path, workspace: str, segment: str, keep: Replace, writer: SegmentWriter) -> list[int]:
    """Return the numbers of the records whose bodies were replaced or emptied; none leaves the file untouched.

    The hashes of the first bodies stay, so the chain still holds. The new seal is journalled through ``writer``
    before the new file takes the old one's name.

    Raises:
        UsageError: the segment is not sealed.
        DamageError: the segment is not what was written.
    """
    entry = read_ledger(folder, workspace).segments.get(segment)
    if entry is None or not entry.is_sealed:
        raise UsageError(f"Segment '{segment}' is not sealed: ask its writer to roll first.")
    path = segment_path(folder, segment)
    with _held(path):
        bodies = _new_bodies(path, segment, workspace, keep)
        if bodies:
            _put_in_place(folder, workspace, segment, bodies, writer)
    return sorted(bodies)


def _new_bodies(path: Path, segment: str, workspace: str, keep: Replace) -> _Bodies:
    """Return, by record number, the first body's hash and the body to keep, where it is another one."""
    bodies: _Bodies = {}
    with SegmentScan(path, segment, workspace) as scan:
        for record in (record for group in scan.groups() for record in group):
            body = keep(record)
            if body != record.body:
                bodies[record.sequence] = (record.body_hash, body)
        if scan.ending is None or scan.ending.state != "sealed":
            raise DamageError(f"{path} is damaged: it was sealed and its seal cannot be reached.")
    return bodies


def _put_in_place(folder: Path, workspace: str, segment: str, bodies: _Bodies, writer: SegmentWriter) -> None:
    path = segment_path(folder, segment)
    temporary = path.with_name(path.name + durable.TEMPORARY)
    descriptor = _create_locked(folder, temporary)
    try:
        size, digest = _write_copy(path, descriptor, segment, workspace, bodies)
        durable.set_read_only(temporary)
        with change_ledger(folder, workspace) as ledger:
            entry = ledger.segments[segment]
            ledger.segments[segment] = replace(entry, next_size=size, next_sha256=digest)
        _journal_reseal(segment, entry.sha256, digest, sorted(bodies), writer)
        durable.replace_durably(temporary, path)
        with change_ledger(folder, workspace) as ledger:
            ledger.segments[segment] = replace(entry, size=size, sha256=digest)
    finally:
        durable.close(descriptor)


def _create_locked(folder: Path, temporary: Path) -> int:
    """Return the locked descriptor of a new file; the folder's lock keeps recovery from finding it unlocked."""
    with durable.hold_lock(folder / LOCK):
        durable.unlink(temporary)
        descriptor = durable.create(temporary)
        durable.lock(descriptor)
    return descriptor


def _write_copy(path: Path, descriptor: int, segment: str, workspace: str, bodies: _Bodies) -> tuple[int, str]:
    """Write the segment with other bodies and a new seal; return its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with SegmentScan(path, segment, workspace) as scan:
        for frame, stored in scan.frames():
            data = _copied(frame, stored, bodies, size, digest.digest())
            durable.write_all(descriptor, data)
            digest.update(data)
            size += len(data)
    durable.sync_data(descriptor)
    return size, digest.hexdigest()


def _copied(frame: Frame, stored: bytes, bodies: _Bodies, size: int, sha256: bytes) -> bytes:
    """Return the frame as the new file has it; ``size`` and ``sha256`` are of the bytes before it."""
    state = frame.state
    if frame.kind == SEAL:
        return seal_frame(frame.workspace, frame.received_us, replace(read_seal(stored), size=size, sha256=sha256))
    if frame.kind not in INTERNAL_KINDS and frame.sequence in bodies:
        body_hash, body = bodies[frame.sequence]
        state, stored = (ERASED, body_hash) if body is None else (REPLACED, body_hash + body)
    return encode_frame(
        frame.kind,
        stored,
        workspace=frame.workspace,
        sequence=frame.sequence,
        received_us=frame.received_us,
        state=state,
    )


def _journal_reseal(segment: str, old: str | None, new: str, records: list[int], writer: SegmentWriter) -> None:
    facts = {"segment": segment, "old_sha256": old, "new_sha256": new, "records": records}
    writer.append("erasure_reseal", json.dumps(facts, sort_keys=True).encode())
    writer.commit()


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock of a segment's file against a second erasure, and recovery that would take it for a dead one."""
    descriptor = _lock_current(path)
    try:
        yield
    finally:
        durable.close(descriptor)


def _lock_current(path: Path) -> int:
    """Return the locked descriptor of the file that has the name now, not of one replaced while we waited."""
    while True:
        descriptor = durable.open_for_reading(path)
        durable.lock(descriptor)
        if os.fstat(descriptor).st_ino == path.stat().st_ino:
            return descriptor
        durable.close(descriptor)
