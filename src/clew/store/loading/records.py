"""What the journal says about imports, and one pass over what is new in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from clew.store.journal import Cursor, Journal, Record, Ref
from clew.store.lake.lake import microseconds
from clew.store.naming.renames import stored_rename

__all__ = [
    "DELIVERED",
    "ApiBegun",
    "ImportDone",
    "ImportUndone",
    "MappingRecord",
    "Mend",
    "News",
    "Remap",
    "corrected",
    "read_news",
]


#: The format of what came through the tracking API.
DELIVERED = "api"


class Mend(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact: of the row ``row`` in the block at (``segment``, ``record``), ``columns`` say what they say elsewhere.

    Elsewhere is the row of that number in the block at (``by_segment``, ``by_record``), so that this names nobody.
    """

    id: str
    import_id: str
    segment: str
    record: int
    row: int
    columns: tuple[str, ...]
    by_segment: str
    by_record: int
    at: str
    undone_at: str = ""

    @property
    def of(self) -> Ref:
        """The block whose row is corrected."""
        return Ref(self.segment, self.record)

    @property
    def by(self) -> Ref:
        """The block that says what its cells are."""
        return Ref(self.by_segment, self.by_record)


class Remap(msgspec.Struct, frozen=True, omit_defaults=True):
    """An import is read by another mapping (or other touchpoint rules) from now on; the last one stands."""

    import_id: str
    mapping: str
    rules: str = ""


class ImportDone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The end of an import: what came, read how, in which blocks. Without this record its blocks count for nothing.

    An import of the tracking API has no end: it has a beginning, ``rules`` by whose hash touchpoints are told, and
    goes on in its segment; ``through`` is the last record of it that was loaded.
    """

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
    rules: str = ""
    through: int = -1
    came_with: str = ""
    remapped: tuple[int, str, int] | None = None
    mends: tuple[Mend, ...] = ()

    @property
    def standing_mends(self) -> list[Mend]:
        """The mends that were not undone, in the order in which they were stated."""
        return [mend for mend in self.mends if not mend.undone_at]

    @property
    def place(self) -> tuple[int, str, int]:
        """The import's place in journal order."""
        return self.received_at, self.segment, self.record

    @property
    def is_delivered(self) -> bool:
        """Whether it came through the tracking API: message by message, each with an id."""
        return self.format == DELIVERED

    @property
    def refs(self) -> list[Ref]:
        """Where its blocks stand, in order."""
        return [Ref(segment, record) for segment, record in self.blocks]


class ApiBegun(msgspec.Struct, frozen=True):
    """From here on ``api`` records of this segment belong to an import, read by a mapping and touchpoint rules."""

    import_id: str
    mapping: str
    rules: str
    zone: str
    columns: tuple[str, ...]


class ImportUndone(msgspec.Struct, frozen=True):
    """An import is taken back."""

    import_id: str


class MappingRecord(msgspec.Struct, frozen=True):
    """A mapping, or touchpoint rules, kept once under the SHA-256 of its JSON."""

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
    remaps: dict[str, tuple[tuple[int, str, int], Remap]] = field(default_factory=dict)
    mends: list[Mend] = field(default_factory=list)
    mends_undone: dict[str, str] = field(default_factory=dict)
    delivered: dict[str, list[int]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    records: int = 0


def read_news(journal: Journal, after: Cursor) -> News:
    """Return what the journal says behind ``after``, imports in journal order."""
    news = News(dict(after))
    for record in journal.read(after):
        news.cursor[record.segment] = max(record.record, news.cursor.get(record.segment, -1))
        news.records += 1
        if record.body is not None:
            _take(news, record)
    news.imports = sorted((corrected(done, news) for done in news.imports), key=lambda done: done.place)
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
    elif record.kind == "remap":
        remap = msgspec.json.decode(body, type=Remap)
        news.remaps[remap.import_id] = (microseconds(record.received_at), record.segment, record.record), remap
    elif record.kind == "mend":
        _take_mend(news, msgspec.json.decode(body))
    elif record.kind == "rename":
        news.settings.append(stored_rename(msgspec.json.decode(body)))
    else:
        _take_delivered(news, record)


def _take_delivered(news: News, record: Record) -> None:
    """Take what came through the tracking API: where it begins, how touchpoints are told, the messages' records."""
    body = record.body or b""
    if record.kind == "api":
        news.delivered.setdefault(record.segment, []).append(record.record)
    elif record.kind == "api_begin":
        news.imports.append(_placed(_begun(msgspec.json.decode(body, type=ApiBegun), record), record))
    elif record.kind == "touchpoint_rule":
        rules = msgspec.json.decode(body, type=MappingRecord)
        news.rules[rules.hash] = rules.mapping


def _take_mend(news: News, body: dict[str, Any]) -> None:
    if "undone" in body:
        news.mends_undone[body["undone"]] = body["at"]
    else:
        news.mends.append(msgspec.convert(body, Mend))


def corrected(done: ImportDone, news: News) -> ImportDone:
    """Return ``done`` with what is new of its mapping and its mends; the same where nothing is.

    Of two remaps the later in journal order stands, whichever was read first.
    """
    place, remap = news.remaps.get(done.import_id, (None, None))
    if place is not None and remap is not None and (done.remapped is None or place > done.remapped):
        came_with = done.came_with or done.mapping
        rules = remap.rules or done.rules
        done = msgspec.structs.replace(done, mapping=remap.mapping, rules=rules, came_with=came_with, remapped=place)
    known = {mend.id: mend for mend in (*done.mends, *(m for m in news.mends if m.import_id == done.import_id))}
    for name in known.keys() & news.mends_undone.keys():
        known[name] = msgspec.structs.replace(known[name], undone_at=news.mends_undone[name])
    mends = tuple(sorted(known.values(), key=lambda mend: (mend.at, mend.id)))
    return done if mends == done.mends else msgspec.structs.replace(done, mends=mends)


def _begun(begun: ApiBegun, record: Record) -> ImportDone:
    return ImportDone(
        import_id=begun.import_id,
        file=f"tracking API, {record.received_at:%Y-%m-%d %H:%M} UTC",
        source="tracking API",
        sha256="",
        format=DELIVERED,
        fingerprint=DELIVERED,
        columns=begun.columns,
        mapping=begun.mapping,
        rules=begun.rules,
        zone=begun.zone,
        blocks=(),
        rows=0,
    )


def _placed(done: ImportDone, record: Record) -> ImportDone:
    return msgspec.structs.replace(
        done, received_at=microseconds(record.received_at), segment=record.segment, record=record.record
    )
