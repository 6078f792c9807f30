"""The journal: raw records, checksummed and synced before they are acknowledged; the only truth."""

from __future__ import annotations

from clew.store.journal.frames import KINDS, Record, Ref
from clew.store.journal.journal import Cursor, Journal, SegmentInfo
from clew.store.journal.recovery import Recovery
from clew.store.journal.rewrite import Replace
from clew.store.journal.verification import verify_journal
from clew.store.journal.writer import SegmentWriter

__all__ = [
    "KINDS",
    "Cursor",
    "Journal",
    "Record",
    "Recovery",
    "Ref",
    "Replace",
    "SegmentInfo",
    "SegmentWriter",
    "verify_journal",
]
