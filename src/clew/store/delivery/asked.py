"""What was asked: the file of every survey that was published, in the journal under its hash, word for word."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import msgspec

from clew.store.loading.records import MappingRecord
from clew.store.place import Place

__all__ = ["keep_survey"]


def keep_survey(place: Place, text: str, now: Callable[[], datetime]) -> str:
    """Put a survey's file into the journal; return its SHA-256, by which the rows of its answers name it.

    Raises:
        DataError: the disk did not take it.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    with place.journal.writer(now=now) as writer:
        writer.append("survey", msgspec.json.encode(MappingRecord(digest, text)))
        writer.commit()
    return digest
