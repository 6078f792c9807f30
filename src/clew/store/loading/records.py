"""What the journal says about imports, and one pass over what is new in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from clew.store.journal import Cursor, Journal, Record, Ref
from clew.store.lake.lake import microseconds
from clew.store.naming.renames import stored_rename

__all__ = ["ImportDone", "ImportUndone", "MappingRecord", "News", "read_news"]


class ImportDone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The end of an import: what came, read how, in which blocks. Without this record its blocks count for nothing."""

    import_id: str
    file: str
    source: str
    sha256: str
    format: str
    fingerprint: str
    columns: tuple[str, ...]
    mapping: str
    zone: str
    blocks: tuple[tuple[str, int], ...]
    rows: int
    table: str = ""
    received_at: int = 0
    segment: str = ""
    record: int = -1

    @property
    def place(self) -> tuple[int, str, int]:
        """The import's place in journal order."""
        return self.received_at, self.segment, self.record

    @property
    def refs(self) -> list[Ref]:
        """Where its blocks stand, in order."""
        return [Ref(segment, record) for segment, record in self.blocks]


class ImportUndone(msgspec.Struct, frozen=True):
    """An import is taken back."""

    import_id: str


class MappingRecord(msgspec.Struct, frozen=True):
    """A mapping, kept once under the SHA-256 of its JSON."""

    hash: str
    mapping: str


@dataclass
class News:
    """What stands in the journal behind a cursor."""

    cursor: Cursor
    imports: list[ImportDone] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)
    mappings: dict[str, str] = field(default_factory=dict)
    settings: list[dict[str, Any]] = field(default_factory=list)
    records: int = 0


def read_news(journal: Journal, after: Cursor) -> News:
    """Return what the journal says behind ``after``, imports in journal order."""
    news = News(dict(after))
    for record in journal.read(after):
        news.cursor[record.segment] = max(record.record, news.cursor.get(record.segment, -1))
        news.records += 1
        if record.body is not None:
            _take(news, record)
    news.imports.sort(key=lambda done: done.place)
    return news


def _take(news: News, record: Record) -> None:
    body = record.body or b""
    if record.kind == "import_done":
        news.imports.append(_placed(msgspec.json.decode(body, type=ImportDone), record))
    elif record.kind == "import_undone":
        news.undone.add(msgspec.json.decode(body, type=ImportUndone).import_id)
    elif record.kind == "mapping":
        mapping = msgspec.json.decode(body, type=MappingRecord)
        news.mappings[mapping.hash] = mapping.mapping
    elif record.kind == "setting":
        news.settings.append(msgspec.json.decode(body))
    elif record.kind == "rename":
        news.settings.append(stored_rename(msgspec.json.decode(body)))


def _placed(done: ImportDone, record: Record) -> ImportDone:
    return msgspec.structs.replace(
        done, received_at=microseconds(record.received_at), segment=record.segment, record=record.record
    )
