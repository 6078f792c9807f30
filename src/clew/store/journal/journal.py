"""The journal's door: write, read in order, follow, recover, rewrite, ask all writers to roll."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from clew.errors import DamageError, UsageError
from clew.store import durable
from clew.store.journal.frames import EPOCH, Record
from clew.store.journal.ledger import Entry, Ledger, change_ledger, read_ledger, segment_path
from clew.store.journal.recovery import Recovery, recover
from clew.store.journal.rewrite import Replace, rewrite_segment
from clew.store.journal.scan import SegmentScan
from clew.store.journal.writer import SegmentWriter

__all__ = ["Cursor", "Journal", "SegmentInfo"]

#: The last record read of each segment: what a reader keeps to go on from; plain JSON.
Cursor = dict[str, int]

WORKSPACE_CHARACTERS = 36


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """One segment: when its first record was received and, once sealed, its records, bytes and SHA-256."""

    name: str
    first_received_at: datetime
    is_sealed: bool
    records: int | None
    size: int
    sha256: str | None


class Journal:
    """The raw records of one workspace: the only truth, from which everything else can be made again.

    >>> import tempfile
    >>> from datetime import UTC
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     journal = Journal(Path(folder), "w1")
    ...     with journal.writer(now=lambda: datetime(2026, 11, 21, tzinfo=UTC)) as writer:
    ...         ref = writer.append("setting", b'{"zone": "Europe/Warsaw"}')
    ...         writer.commit()
    ...     [record.body for record in journal.read(None)]
    [b'{"zone": "Europe/Warsaw"}']
    """

    def __init__(self, folder: Path, workspace_id: str) -> None:
        if not workspace_id or len(workspace_id.encode()) > WORKSPACE_CHARACTERS:
            raise UsageError(f"A workspace's id has 1 to {WORKSPACE_CHARACTERS} bytes, not '{workspace_id}'.")
        self.folder, self.workspace = folder, workspace_id
        durable.make_folder(folder)

    def writer(self, *, now: Callable[[], datetime]) -> SegmentWriter:
        """Return a writer with a segment of its own; ``now`` gives the (aware) time of each record."""
        return SegmentWriter(self.folder, self.workspace, now)

    def segments(self) -> list[SegmentInfo]:
        """Return all segments in journal order: by the time of their first record, then by name."""
        return [self._info(name, entry) for name, entry in _in_order(self._ledger())]

    def read(self, after: Cursor | None = None) -> Iterator[Record]:
        """Yield the committed records behind ``after`` in journal order: received_at, segment, record.

        Several live segments can be followed: keep ``cursor[record.segment] = record.record`` and come again. What
        is yielded is on the disk: bytes that a writer has not synced yet are synced first.

        Raises:
            DamageError: a segment is not what was written; the text names it.
        """
        cursor = after or {}
        waiting = [(name, entry) for name, entry in _in_order(self._ledger()) if _has_more(entry, cursor.get(name, -1))]
        return _merge([(entry.first_us, self._follow(name, entry, cursor.get(name, -1))) for name, entry in waiting])

    def recover(self, *, now: Callable[[], datetime]) -> tuple[Recovery, ...]:
        """Seal the segments of writers that died and return the torn tails cut off them; each cut is journalled first.

        Damaged segments are left as they are: ``read`` refuses them and ``verify_journal`` names them.
        """
        return recover(self.folder, self.workspace, now)

    def rewrite(self, segment: str, replace: Replace, writer: SegmentWriter) -> list[int]:
        """Return the numbers of the records of a sealed segment whose bodies ``replace`` changed or emptied (None).

        The hashes of the first bodies stay and the chain holds; the new seal is journalled through ``writer``.
        """
        return rewrite_segment(self.folder, self.workspace, segment, replace, writer)

    def request_roll(self) -> int:
        """Ask every living writer to begin a new segment at its next append or commit; return the new epoch."""
        with change_ledger(self.folder, self.workspace) as ledger:
            ledger.epoch += 1
            return ledger.epoch

    def wait_until_sealed(self, timeout: float) -> tuple[str, ...]:
        """Return the segments from before the last ``request_roll`` still open after ``timeout`` s: () is good."""
        give_up = time.monotonic() + timeout
        while (names := self._open_before_roll()) and time.monotonic() < give_up:
            time.sleep(0.02)
        return names

    def _ledger(self) -> Ledger:
        return read_ledger(self.folder, self.workspace)

    def _open_before_roll(self) -> tuple[str, ...]:
        ledger = self._ledger()
        return tuple(n for n, entry in _in_order(ledger) if not entry.is_sealed and entry.epoch < ledger.epoch)

    def _info(self, name: str, entry: Entry) -> SegmentInfo:
        size = entry.size if entry.size is not None else segment_path(self.folder, name).stat().st_size
        first = EPOCH + timedelta(microseconds=entry.first_us)
        return SegmentInfo(name, first, entry.is_sealed, entry.records, size, entry.sha256)

    def _follow(self, name: str, entry: Entry, after: int) -> Iterator[Record]:
        path = segment_path(self.folder, name)
        try:
            scan = SegmentScan(path, name, self.workspace)
        except FileNotFoundError:
            raise DamageError(f"{path} is missing.") from None
        with scan:
            if not entry.is_sealed:
                durable.sync_data(scan.descriptor)
            for group in scan.groups(after):
                yield from group
            _refuse_damage(path, scan, entry, after)


def _refuse_damage(path: Path, scan: SegmentScan, entry: Entry, after: int) -> None:
    ending = scan.ending
    if ending is None or ending.state == "damaged" or not ending.has_opening:
        where = f"{ending.where}: {ending.what}" if ending else "its start"
        raise DamageError(f"{path} is damaged at {where}.")
    if entry.is_sealed and ending.state != "sealed":
        raise DamageError(f"{path} is damaged: it was sealed with {entry.records} records and holds {ending.records}.")
    if ending.records <= after:
        raise DamageError(f"{path} is damaged: record {after} was read from it and it holds {ending.records} now.")


def _in_order(ledger: Ledger) -> list[tuple[str, Entry]]:
    return sorted(ledger.segments.items(), key=lambda item: (item[1].first_us, item[0]))


def _has_more(entry: Entry, after: int) -> bool:
    return entry.records is None or entry.records > after + 1


def _merge(streams: list[tuple[int, Iterator[Record]]]) -> Iterator[Record]:
    """Yield from all streams in journal order, opening each only when its time comes."""
    heads: list[tuple[datetime, str, int, Record, Iterator[Record]]] = []
    upcoming = iter(streams)
    following = next(upcoming, None)
    while heads or following:
        while following and (not heads or EPOCH + timedelta(microseconds=following[0]) <= heads[0][0]):
            _advance(heads, following[1])
            following = next(upcoming, None)
        if heads:
            *_, record, stream = heapq.heappop(heads)
            yield record
            _advance(heads, stream)


def _advance(heads: list[tuple[datetime, str, int, Record, Iterator[Record]]], stream: Iterator[Record]) -> None:
    record = next(stream, None)
    if record:
        heapq.heappush(heads, (record.received_at, record.segment, record.sequence, record, stream))
