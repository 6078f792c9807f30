"""What is done for writers that died: their torn tails are cut, which is journalled, and their segments sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from clew.store import durable
from clew.store.journal.frames import microseconds
from clew.store.journal.ledger import LOCK, SUFFIX, Entry, change_ledger, read_ledger, segment_path
from clew.store.journal.scan import Ending, SegmentScan
from clew.store.journal.seals import Seal, seal_frame
from clew.store.journal.writer import SegmentWriter

__all__ = ["Recovery", "recover"]


@dataclass(frozen=True, slots=True)
class Recovery:
    """The tail cut off ``segment``: how many bytes, from which byte on, and their SHA-256. None was acknowledged."""

    segment: str
    cut_bytes: int
    cut_at: int
    sha256: str


def recover(folder: Path, workspace: str, now: Callable[[], datetime]) -> tuple[Recovery, ...]:
    """Return what was cut, having sealed every segment without a living writer; damaged ones are left alone."""
    _remove_leftovers(folder, workspace)
    cut: list[Recovery] = []
    with SegmentWriter(folder, workspace, now) as writer:
        for name, entry in sorted(read_ledger(folder, workspace).segments.items()):
            if not entry.is_sealed or entry.next_sha256:
                cut.extend(_recover_one(folder, workspace, name, writer, now))
    return tuple(cut)


def _recover_one(
    folder: Path, workspace: str, name: str, writer: SegmentWriter, now: Callable[[], datetime]
) -> list[Recovery]:
    path = segment_path(folder, name)
    if not path.exists():
        return []
    holder = durable.open_for_reading(path)
    try:
        if not durable.try_lock(holder):
            return []
        ending = _ending(path, workspace)
        if ending.state == "damaged" or not ending.has_opening:
            return []
        cut = _cut_tail(path, ending, name, writer) if ending.state == "torn" else []
        if ending.state != "sealed":
            _seal(path, ending, workspace, microseconds(now()))
        _enter(folder, workspace, name)
        return cut
    finally:
        durable.close(holder)


def _ending(path: Path, workspace: str) -> Ending:
    with SegmentScan(path, path.name.removesuffix(SUFFIX), workspace) as scan:
        return scan.run()


def _cut_tail(path: Path, ending: Ending, name: str, writer: SegmentWriter) -> list[Recovery]:
    """Journal the cut, then cut: a crash in between journals it twice, never not at all."""
    with path.open("rb") as file:
        file.seek(ending.committed_bytes)
        tail = file.read()
    recovery = Recovery(name, len(tail), ending.committed_bytes, hashlib.sha256(tail).hexdigest())
    writer.append("recovery", json.dumps(asdict(recovery), sort_keys=True).encode())
    writer.commit()
    descriptor = durable.open_existing(path)
    try:
        durable.truncate_durably(descriptor, ending.committed_bytes)
    finally:
        durable.close(descriptor)
    return [recovery]


def _seal(path: Path, ending: Ending, workspace: str, received_us: int) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    seal = Seal(ending.records, ending.committed_bytes, ending.chain, digest)
    descriptor = durable.open_existing(path)
    try:
        durable.append_durably(descriptor, seal_frame(workspace, received_us, seal))
    finally:
        durable.close(descriptor)
    durable.set_read_only(path)


def _enter(folder: Path, workspace: str, name: str) -> None:
    """Enter the seal into the ledger; where an erasure was broken off, say which of its two files is in place."""
    path = segment_path(folder, name)
    ending = _ending(path, workspace)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with change_ledger(folder, workspace) as ledger:
        entry = ledger.segments[name]
        if not entry.is_sealed or digest in {entry.sha256, entry.next_sha256}:
            ledger.segments[name] = Entry(entry.first_us, entry.epoch, ending.records, ending.size, digest)


def _remove_leftovers(folder: Path, workspace: str) -> None:
    """Remove what a crash left half made: unfinished copies, and segments that never got as far as the ledger."""
    with durable.hold_lock(folder / LOCK):
        known = read_ledger(folder, workspace).segments
        for path in sorted(folder.iterdir()):
            is_segment = path.name.endswith(SUFFIX) and path.name.removesuffix(SUFFIX) not in known
            if path.name.endswith(durable.TEMPORARY) or (is_segment and _never_acknowledged(path, workspace)):
                _remove_if_dead(path)


def _never_acknowledged(path: Path, workspace: str) -> bool:
    """Return whether the segment holds no commit record: it is entered into the ledger before the first one."""
    ending = _ending(path, workspace)
    return ending.records == 0 and ending.state in {"clean", "torn"}


def _remove_if_dead(path: Path) -> None:
    holder = durable.open_for_reading(path)
    try:
        if durable.try_lock(holder):
            durable.remove(path)
    finally:
        durable.close(holder)
