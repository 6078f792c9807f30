# ruff: noqa: S608 - the store's own SQL over its own scratch files
"""Finding all raw rows of listed people in the journal, also those that hang on them by an order or a ticket alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.engines.workbench import Workbench
from clew.importers import Mapping
from clew.importers.tracking import is_folded
from clew.store.erasure.cleaning import Judged, clean_block, judge_block
from clew.store.erasure.folded import clean_folded, judge_folded
from clew.store.erasure.keyed import Keyed
from clew.store.journal import Record, Ref
from clew.store.loading.blocks import Block, decode_block
from clew.store.loading.lookup import parquet_list
from clew.store.loading.records import ImportDone, News, read_news
from clew.store.mending.corrections import Pair, read_pairs
from clew.store.place import Place

__all__ = ["BORN_OF_IMPORTS", "Found", "Reading", "find_people"]

#: Kinds of records that name nobody: imports' blocks are looked into row by row, the others as a whole.
BORN_OF_IMPORTS = frozenset({"import", "api"})
_NAMES_NOBODY = frozenset(
    {
        "import_done",
        "api_begin",
        "touchpoint_rule",
        "mapping",
        "import_undone",
        "setting",
        "survey",
        "rename",
        "remap",
        "mend",
        "erasure",
        "erasure_reseal",
        "recovery",
    }
)

NOBODY, LISTED, ANOTHER = 0, 1, 2
_LINKS = pa.schema(
    [("block", pa.int64()), ("row", pa.int64()), ("owner", pa.int8()), ("kind", pa.string()), ("value", pa.string())]
)
_ROWS = pa.schema([("block", pa.int64()), ("row", pa.int64())])
_WAITING_BYTES = 32 * 1024 * 1024


@dataclass
class Reading:
    """How the journal's blocks are read: the mappings, and what is known of each import."""

    keyed: Keyed
    imports: dict[str, ImportDone]
    mappings: dict[str, Mapping]
    pairs: tuple[Pair, ...] = ()
    _twins: tuple[Keyed, dict[Ref, set[int]]] | None = None

    @classmethod
    def of(cls, place: Place, keyed: Keyed) -> Reading:
        """Return what the whole journal says of imports and mappings."""
        news: News = read_news(place.journal, {})
        mappings = {name: Mapping.from_json(text) for name, text in news.mappings.items()}
        imports = {done.import_id: done for done in news.imports}
        return cls(keyed, imports, mappings, tuple(read_pairs(place, imports.values())))

    def judge(self, block: Block, ref: Ref | None = None) -> Judged:
        """Return whose rows a block holds; with its place, also those that are theirs by a mend."""
        judged = self._judge(block)
        twins = self._by_mends().get(ref) if ref and self.pairs else None
        if twins:
            judged.mine |= pc.is_in(block.rows.column("_row"), value_set=pa.array(sorted(twins))).to_numpy(
                zero_copy_only=False
            )
            judged.others &= ~judged.mine
        return judged

    def clean(self, block: Block, judged: Judged) -> Block:
        """Return a block without what is of listed people in it, as it was judged."""
        return clean_folded(block, judged, self.keyed) if is_folded(block.rows) else clean_block(block, judged)

    def _by_mends(self) -> dict[Ref, set[int]]:
        """Return the rows that are listed people's because the mended, or the unmended, form of them is.

        A row that was mended to be theirs was theirs as it came; one that came as theirs stays so, unless the mend
        says whose else it is.
        """
        if self._twins is None or self._twins[0] is not self.keyed:
            found: dict[Ref, set[int]] = {}
            for pair in self.pairs:
                came, now = self._judge(pair.came), self._judge(pair.now)
                if now.mine.any():
                    found.setdefault(pair.mend.of, set()).add(pair.mend.row)
                elif came.mine.any() and not now.others.any():
                    found.setdefault(pair.mend.by, set()).add(pair.mend.row)
            self._twins = self.keyed, found
        return self._twins[1]

    def _judge(self, block: Block) -> Judged:
        done = self.imports.get(block.import_id)
        mapping = self.mappings.get(done.mapping if done else block.mapping)
        if is_folded(block.rows):
            return judge_folded(block, mapping, self.keyed, zone=done.zone if done else "UTC")
        return judge_block(
            block, mapping, self.keyed, sha256=done.sha256 if done else "", zone=done.zone if done else "UTC"
        )

    def is_theirs(self, record: Record) -> bool:
        """Return whether a record that is no block of an import names a listed person."""
        kept = record.kind in BORN_OF_IMPORTS or record.kind in _NAMES_NOBODY
        return not kept and record.body is not None and self.keyed.is_in_json(record.body)


@dataclass
class Found:
    """Where listed people are: ``rows`` (block, row) of ``blocks``, whole ``records``, ``touched`` blocks and records.

    ``keys`` are the keyed hashes of the orders, tickets, ... that were theirs alone.
    """

    keys: frozenset[str] = frozenset()
    blocks: list[Ref] = field(default_factory=list)
    rows: pa.Table = field(default_factory=_ROWS.empty_table)
    records: list[Ref] = field(default_factory=list)
    touched: set[Ref] = field(default_factory=set)

    def by_block(self) -> Iterator[tuple[Ref, pa.Array]]:
        """Yield the numbers of the rows found, block by block."""
        for number in pc.unique(self.rows["block"]).to_pylist():
            yield self.blocks[number], self.rows.filter(pc.equal(self.rows["block"], number))["row"].combine_chunks()


def find_people(place: Place, reading: Reading) -> Found:
    """Return all raw rows and records of the listed people, over the whole journal."""
    found = Found()
    with place.bench() as (bench, scratch):
        gathered = _Gathered(scratch)
        for record in place.journal.read(None):
            if record.body is None:
                continue
            if record.kind not in BORN_OF_IMPORTS:
                if reading.is_theirs(record):
                    found.records.append(record.ref)
                continue
            block = decode_block(record.body)
            judged = reading.judge(block, record.ref)
            if not judged.is_clean:
                found.touched.add(record.ref)
            gathered.take(len(found.blocks), block, judged)
            found.blocks.append(record.ref)
        gathered.spill()
        own = _follow_links(bench, gathered.files)
        found.keys = frozenset(reading.keyed.key(row["kind"], row["value"]) for row in own.to_pylist())
        found.rows = _all_rows(bench, gathered)
    found.touched |= {found.blocks[number] for number in pc.unique(found.rows["block"]).to_pylist()}
    found.touched |= {*found.records}
    return found


@dataclass
class _Gathered:
    """Who is linked to what, in scratch files: a journal has more rows than memory."""

    scratch: Path
    files: list[str] = field(default_factory=list)
    direct: list[pa.Table] = field(default_factory=list)
    _waiting: list[pa.Table] = field(default_factory=list)

    def take(self, number: int, block: Block, judged: Judged) -> None:
        """Remember the rows of listed people, and which row names which order, ticket, ..."""
        places = block.rows.column("_row")
        self.direct.append(_rows(number, places.filter(pa.array(judged.mine))))
        positions = judged.shared["position"]
        if not len(positions):
            return
        owner = _owners(judged)[positions.to_numpy()]
        count = judged.shared.num_rows
        columns = [pa.repeat(pa.scalar(number, pa.int64()), count), places.take(positions.combine_chunks())]
        columns += [pa.array(owner, pa.int8()), judged.shared["kind"], judged.shared["value"]]
        self._waiting.append(pa.table(columns, schema=_LINKS))
        if sum(part.nbytes for part in self._waiting) > _WAITING_BYTES:
            self.spill()

    def spill(self) -> None:
        """Put what waits into a scratch file."""
        if self._waiting or not self.files:
            path = self.scratch / f"links-{len(self.files)}.parquet"
            pq.write_table(pa.concat_tables([_LINKS.empty_table(), *self._waiting]), path)
            self._waiting = []
            self.files.append(str(path))


def _owners(judged: Judged) -> npt.NDArray[np.int8]:
    owner = np.where(judged.others, ANOTHER, NOBODY)
    return np.where(judged.mine, LISTED, owner).astype(np.int8)


def _rows(number: int, rows: pa.Array) -> pa.Table:
    return pa.table([pa.repeat(pa.scalar(number, pa.int64()), len(rows)), rows], schema=_ROWS)


def _follow_links(bench: Workbench, files: list[str]) -> pa.Table:
    """Return the (kind, value) that only listed people have; rows of nobody that name one become theirs."""
    bench.run(f"CREATE TABLE links AS SELECT * FROM {parquet_list(files)}")
    before = -1
    while True:
        own = bench.run(
            "SELECT kind, value FROM links GROUP BY ALL"
            f" HAVING bool_or(owner = {LISTED}) AND NOT bool_or(owner = {ANOTHER}) ORDER BY ALL"
        )
        if own.num_rows == before:
            return own
        before = own.num_rows
        bench.run(
            f"UPDATE links SET owner = {LISTED} WHERE owner = {NOBODY} AND (block, row) IN"
            f" (SELECT (block, row) FROM links SEMI JOIN own USING (kind, value) WHERE owner = {NOBODY})",
            own=own,
        )


def _all_rows(bench: Workbench, gathered: _Gathered) -> pa.Table:
    direct = pa.concat_tables([_ROWS.empty_table(), *gathered.direct])
    return bench.run(
        f"SELECT block, row FROM direct UNION SELECT block, row FROM links WHERE owner = {LISTED} ORDER BY ALL",
        direct=direct,
    ).cast(_ROWS)
