"""Writing messages into the journal: many requests are one group, one group is one wait for the disk."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self

import msgspec
import numpy as np
import pyarrow as pa

from clew.errors import UsageError
from clew.importers.raw import LINE, ROW
from clew.importers.tracking import NO_RULES, TRACKING, Checked, check_body, folded_schema
from clew.store.delivery.rules import read_rules
from clew.store.erasure.gate import Admission
from clew.store.journal import SegmentWriter
from clew.store.loading.blocks import Block, encode_block
from clew.store.loading.records import ApiBegun, MappingRecord
from clew.store.place import Place
from clew.store.settings import Settings

__all__ = ["Deliveries"]

#: Seconds after which an import of the tracking API ends and the next begins: so long is its place in journal order.
LONGEST = 3600.0
#: Characters of messages in one record at most; a segment rolls at 64 MB.
RECORD_CHARACTERS = 16_000_000
_SCHEMA = folded_schema()
_log = logging.getLogger(__name__)
_MAPPING = TRACKING.to_json()
_MAPPING_HASH = hashlib.sha256(_MAPPING.encode()).hexdigest()

Clock = Callable[[], datetime]
_Piece = tuple[str, str, str | None, str]


class Deliveries:
    """The way into one workspace's journal for a process that receives messages; used by one thread at a time.

    What was appended is acknowledged when ``commit`` has returned. After a DataError nothing of the group is: the next
    group begins a segment of its own.
    """

    def __init__(self, place: Place, now: Clock) -> None:
        self._place, self._now = place, now
        self._admission = Admission(place, TRACKING, "", "UTC")
        self._waiting: list[_Piece] = []
        self._writer: SegmentWriter | None = None
        self._import, self._rows = "", 0
        self._began: datetime | None = None
        self._begun_by: tuple[str, str] = ("", "")
        self._segment = ""
        self._version = -1
        self._settings: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, store: object, now: Clock) -> Self:
        """Return the way into the workspace that ``store`` (a ``clew.store`` workspace) is."""
        return cls(store.place, now)  # type: ignore[attr-defined]

    def append(self, shape: str, source: str, body: bytes | Checked) -> Checked:
        """Take the messages of one request; return them as they were checked. Nothing is on the disk yet.

        Raises:
            UnparsableError: the body is not what ``shape`` says.
        """
        checked = check_body(shape, body) if isinstance(body, bytes) else body
        self._waiting += [(shape, source, checked.sent_at, message) for message in checked.messages]
        return checked

    def commit(self) -> None:
        """Return once all that was appended is on the disk.

        Raises:
            DataError: the disk did not take it; nothing that waited counts as acknowledged, and nothing waits any more.
        """
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            with self._admission.held():
                self._open().roll_if_requested()
                for group in _groups(waiting):
                    self._put(group)
                self._open().commit()
        except BaseException:
            self._abandon()
            raise

    def rest(self) -> None:
        """Let go of what was asked for (a segment to be rolled) and end an import that has lasted long enough."""
        if self._writer is None:
            return
        self._writer.roll_if_requested()
        if self._is_over():
            self.close()

    def close(self) -> None:
        """Seal the segment and let go of it; the next message begins another."""
        writer, self._writer, self._began = self._writer, None, None
        if writer is not None:
            writer.close()

    def _abandon(self) -> None:
        """Forget the segment after a failure: whatever the disk kept of the group was never acknowledged."""
        writer, self._writer, self._began = self._writer, None, None
        if writer is not None:
            writer.__exit__(OSError, OSError(), None)

    def _put(self, group: Sequence[_Piece]) -> None:
        writer = self._open()
        self._begin_if_needed(writer)  # in the segment that this group goes to: it may roll before, not in between
        rows = _folded(group, self._rows)
        block = self._admission.cleaned(Block(self._import, 0, rows, mapping=_MAPPING_HASH))
        self._rows += len(group)
        writer.append("api", encode_block(block), roll=False)

    def _begin_if_needed(self, writer: SegmentWriter) -> None:
        """State by which import, mapping and rules the following messages are read, where that is not stated yet."""
        zone, rules = self._current()
        if not self._is_over() and self._begun_by == (zone, rules) and writer.segment == self._segment:
            return
        self._import, self._rows, self._began, self._begun_by = uuid.uuid4().hex, 0, self._now(), (zone, rules)
        digest = hashlib.sha256(rules.encode()).hexdigest()
        writer.append("mapping", msgspec.json.encode(MappingRecord(_MAPPING_HASH, _MAPPING)), roll=False)
        writer.append("touchpoint_rule", msgspec.json.encode(MappingRecord(digest, rules)))
        begun = ApiBegun(self._import, _MAPPING_HASH, digest, zone, tuple(_SCHEMA.names))
        self._segment = writer.append("api_begin", msgspec.json.encode(begun)).segment

    def _is_over(self) -> bool:
        return self._began is None or (self._now() - self._began).total_seconds() > LONGEST

    def _current(self) -> tuple[str, str]:
        """Return the zone and the touchpoint rules that hold now."""
        manifest = self._place.lake.current()
        if manifest.settings_version != self._version:
            settings = Settings.of(manifest.settings)
            self._settings = settings.zone, _rules_text(settings)
            self._version = manifest.settings_version
        return self._settings

    def _open(self) -> SegmentWriter:
        if self._writer is None:
            self._writer = self._place.journal.writer(now=self._now)
        return self._writer


def _rules_text(settings: Settings) -> str:
    """Return the rules that hold; what is no rules keeps nothing out: it can be mended, and history read again."""
    try:
        return read_rules(settings).to_json()
    except UsageError:
        _log.warning("the touchpoint rules are none: messages are taken in without them")
        return NO_RULES.to_json()


def _groups(waiting: list[_Piece]) -> list[list[_Piece]]:
    """Return what waits in groups that a record can hold."""
    groups: list[list[_Piece]] = [[]]
    size = 0
    for piece in waiting:
        if size + len(piece[3]) > RECORD_CHARACTERS and groups[-1]:
            groups.append([])
            size = 0
        groups[-1].append(piece)
        size += len(piece[3])
    return groups


def _folded(group: Sequence[_Piece], first: int) -> pa.RecordBatch:
    shapes, sources, posted, messages = zip(*group, strict=True)
    columns = [pa.array(list(texts), pa.string()) for texts in (shapes, sources, posted, messages)]
    house = {ROW: np.arange(first, first + len(group)), LINE: np.zeros(len(group), dtype=np.int64)}
    return pa.RecordBatch.from_arrays([*columns, *(pa.array(house[name]) for name in (ROW, LINE))], schema=_SCHEMA)
