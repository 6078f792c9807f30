"""The journal: raw records, checksummed and synced before they are acknowledged; the only truth."""

from __future__ import annotations

from clew.store.journal.frames import KINDS, Record, Ref
from clew.store.journal.journal import Cursor, Journal, SegmentInfo
from clew.store.journal.writer import SegmentWriter

__all__ = ["KINDS", "Cursor", "Journal", "Record", "Ref", "SegmentInfo", "SegmentWriter"]
