"""Blocks of raw rows into tables: map, hash, settle against what stands, write. One chunk of memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from clew.engines.workbench import Workbench
from clew.importers import ChangeTracker, Mapped, Mapping, Rejected, map_batch
from clew.importers.raw import LINE, ROW
from clew.importers.tracking import Rules, Unfolded, as_read_now, is_older, unfold
from clew.store.deriving.joins import JoinRows
from clew.store.journal import Ref
from clew.store.loading.blocks import Block
from clew.store.loading.delivered.messages import judge_messages, message_rows
from clew.store.loading.delivered.origin import Spread
from clew.store.loading.delivered.parts import put_together
from clew.store.loading.delivered.reading import Delivered
from clew.store.loading.house import PLACE, with_hashes, with_origin
from clew.store.loading.identifiers import identifier_rows
from clew.store.loading.lookup import find_standing
from clew.store.loading.merge import ACCEPTED, CONFLICT, settle
from clew.store.loading.quarantine import conflict_rows, contradicting_rows, flawed_rows, rejected_rows
from clew.store.loading.records import ImportDone
from clew.store.loading.system import IDENTIFIERS, IN_PARTS, MESSAGES, QUARANTINE
from clew.store.loading.tally import Tally
from clew.store.loading.working import Working
from clew.tables import TABLES, Table

__all__ = ["CHUNK_BYTES", "Load"]

#: Mapped rows held before they are settled and written, over all tables.
CHUNK_BYTES = 128 * 1024 * 1024

NO_REF = Ref("", -1)


@dataclass
class Load:
    """Loads imports, in journal order, into a lake version in the making.

    ``order`` is each import's place in journal order. ``only`` limits the load to some tables (a targeted rebuild);
    identifiers and joins are then noted only of the imports in ``anew``, of the others they are known.
    ``late`` names tables in which an import contradicted one that came after it but was loaded before.
    """

    working: Working
    bench: Workbench
    secret: bytes
    order: dict[str, int]
    only: frozenset[str] | None = None
    anew: frozenset[str] = frozenset()
    joins: JoinRows | None = None
    tally: Tally = field(default_factory=Tally)
    late: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    _waiting: dict[str, list[pa.Table]] = field(default_factory=dict)
    _aside: dict[str, list[pa.Table]] = field(default_factory=dict)
    _bytes: int = 0
    _delivered: set[str] = field(default_factory=set)

    def take(
        self, done: ImportDone, mapping: Mapping, blocks: Iterable[tuple[Ref, Block]], moved: Moved = None
    ) -> None:
        """Load the blocks of one import; what it rejects is kept with the reason."""
        state = ChangeTracker()
        for table in mapping.tables:
            if self._wants(table):
                self.tally.open(done.import_id, table)
        for ref, block in blocks:
            mapped = map_batch(
                block.rows, mapping, source_sha256=done.sha256, zone=done.zone, secret=self.secret, state=state
            )
            for part in mapped:
                self._add(done, ref, mapping, part)
            self._set_aside(done, ref, mapped, block)
            if self._bytes >= CHUNK_BYTES:
                self.flush()
            if moved is not None:
                moved(block.rows.num_rows)

    def take_delivered(self, done: ImportDone, mapping: Mapping, rules: Rules, pieces: Iterable[Delivered]) -> None:
        """Load messages of an import of the tracking API; what makes no sense, or contradicts, is set aside."""
        self._delivered.add(done.import_id)
        was, mapping = is_older(mapping), as_read_now(mapping)
        for piece in pieces:
            found = unfold(piece.rows, piece.received, rules, is_older=was)
            if self._wants(MESSAGES):
                self._keep_aside(QUARANTINE, flawed_rows(done.import_id, piece, found))
                self.tally.add(done.import_id, MESSAGES, "rejected", len(found.flaws) + len(piece.gone))
            admitted = self._admitted(done, piece, found)
            origin = Spread(piece.segment, admitted.column(ROW), admitted.column(LINE), piece.public)
            mapped = map_batch(admitted, mapping, source_sha256="", zone=done.zone, secret=self.secret)
            for part in mapped:
                self._add(done, origin, mapping, part)
            if self._bytes >= CHUNK_BYTES:
                self.flush()

    def _admitted(self, done: ImportDone, piece: Delivered, found: Unfolded) -> pa.RecordBatch:
        """Return the rows of the messages that count: those that came first under their id."""
        numbers, records = found.rows.column(ROW), found.rows.column(LINE)
        fresh = message_rows(found.ids, found.contents, done.import_id, records, numbers)
        judged = judge_messages(self.working, self.bench, fresh, self.order, known=not self._wants(MESSAGES))
        if self._wants(MESSAGES):
            if judged.late:
                self.late |= {MESSAGES}
            self.tally.add_verdicts(MESSAGES, fresh["import_id"], judged.verdict)
            self._keep_aside(QUARANTINE, contradicting_rows(piece, found, fresh, judged.verdict))
            self.working.append(MESSAGES, fresh.filter(pa.array(judged.verdict == ACCEPTED)))
        return found.rows.filter(pa.array(judged.verdict == ACCEPTED))

    def flush(self) -> None:
        """Settle and write all that waits."""
        for name in list(self._waiting):
            self._settle(name, pa.concat_tables(self._waiting.pop(name)))
        for name in list(self._aside):
            self.working.append(name, pa.concat_tables(self._aside.pop(name)))
        if self.joins is not None:
            self.joins.flush()
        self._bytes = 0

    def _wants(self, table: str) -> bool:
        return self.only is None or table in self.only

    def _add(self, done: ImportDone, ref: Ref | Spread, mapping: Mapping, part: Mapped) -> None:
        if not self._wants(part.table):
            return
        self.tally.add(done.import_id, part.table, "rejected", part.rejected.num_rows)
        self._keep_aside(QUARANTINE, rejected_rows(done.import_id, part.table, part.rejected, ref))
        is_new = self.only is None or done.import_id in self.anew
        if is_new and part.identifiers.num_rows:
            self._keep_aside(IDENTIFIERS, identifier_rows(part.identifiers, self.secret, done.import_id, ref))
        self.seen.add(part.table)
        if not part.rows.num_rows:
            return
        rows = with_origin(TABLES[part.table], part.rows, done.source, done.import_id, ref)
        if self.joins is not None and is_new:
            self.joins.note(done.import_id, mapping, part.table, rows)
        self._waiting.setdefault(part.table, []).append(rows)
        self._bytes += rows.nbytes

    def _set_aside(self, done: ImportDone, ref: Ref, mapped: Iterable[Mapped], block: Block) -> None:
        """Count pieces that were no rows once a table that they are missing from; name cells mended in kept rows."""
        for part in mapped:
            if self._wants(part.table):
                self.tally.add(done.import_id, part.table, "rejected", len(block.broken))
                pieces = (*block.broken, *_mended(block.repaired, part))
                self._keep_aside(QUARANTINE, rejected_rows(done.import_id, part.table, pieces, ref))

    def _keep_aside(self, name: str, rows: pa.Table) -> None:
        if rows.num_rows:
            self._aside.setdefault(name, []).append(rows)

    def _settle(self, name: str, rows: pa.Table) -> None:
        table = TABLES[name]
        if name in IN_PARTS and self._delivered:
            rows = self._whole(table, rows)
        rows = with_hashes(table, rows, self.bench)
        standing = find_standing(table, self.working.paths(name), self.working.dead(name), rows, self.bench)
        settled = settle(table, rows, standing, self.bench, self.order)
        if settled.late:
            self.late.add(name)
        self.tally.add_verdicts(name, rows["import_id"], settled.verdict)
        conflicts = rows.filter(pa.array(settled.verdict == CONFLICT))
        self._keep_aside(QUARANTINE, conflict_rows(table, conflicts))
        kept = rows if len(settled.kept) == rows.num_rows else rows.take(pa.array(settled.kept))
        self.working.append(name, kept.drop_columns(list(PLACE)))
        self.working.bury(name, settled.dead)

    def _whole(self, table: Table, rows: pa.Table) -> pa.Table:
        """Return the rows with those that messages told in parts put together."""
        in_parts = pc.is_in(rows["import_id"], value_set=pa.array(sorted(self._delivered), pa.string()))
        parts = rows.filter(in_parts)
        if not parts.num_rows:
            return rows
        whole = put_together(self.working, self.bench, table, parts)
        return pa.concat_tables([rows.filter(pc.invert(in_parts)), whole])


def _mended(repaired: tuple[Rejected, ...], part: Mapped) -> Iterator[Rejected]:
    """Yield the repaired cells of the rows that the table kept; a rejected row has its own entry with its reason."""
    gone = set(part.rejected["row"].to_pylist()) if repaired else set()
    for piece in repaired:
        if piece.row not in gone:
            yield replace(piece, reason=f"kept: {piece.reason}")


Moved = Callable[[int], None] | None
