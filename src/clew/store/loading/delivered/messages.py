# ruff: noqa: S608 - the store's own SQL over its own files
"""Which messages count: an id once, the first in journal order; the same again is a duplicate, another a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.engines.hashing import hashes_of_md5
from clew.engines.workbench import Workbench
from clew.store.loading.lookup import parquet_list
from clew.store.loading.merge import ACCEPTED, CONFLICT, DUPLICATE
from clew.store.loading.system import MESSAGES, SYSTEM_SCHEMAS
from clew.store.loading.working import Working

__all__ = ["Judgement", "judge_messages", "message_rows"]

_SCHEMA = SYSTEM_SCHEMAS[MESSAGES]


@dataclass(frozen=True)
class Judgement:
    """The ``verdict`` of each message; ``late`` where one contradicts a standing one of a later import."""

    verdict: npt.NDArray[np.int8]
    late: bool


def message_rows(
    ids: Sequence[str], contents: Sequence[str], import_id: str, records: pa.Array, rows: pa.Array
) -> pa.Table:
    """Return messages as rows of the list of messages; ``contents`` are MD5 of what a retry leaves as it is."""
    texts = pa.array(ids, pa.string())
    digests = _digests(texts)
    columns = [
        hashes_of_md5(digests),
        hashes_of_md5(pa.array(contents, pa.string())),
        texts,
        pa.repeat(import_id, len(texts)),
        records.cast(pa.int64()),
        rows.cast(pa.int64()),
    ]
    return pa.table([_flat(column).cast(field.type) for column, field in zip(columns, _SCHEMA, strict=True)], _SCHEMA)


def judge_messages(
    working: Working, bench: Workbench, fresh: pa.Table, order: dict[str, int], *, known: bool
) -> Judgement:
    """Return what becomes of ``fresh`` messages beside those that stand.

    With ``known`` they were judged before: those that stand are accepted, all others are not.
    """
    standing = _standing(working, bench, fresh)
    judged = bench.run(_RULE, fresh=fresh.append_column("pos", pa.array(np.arange(fresh.num_rows))), standing=standing)
    verdict = np.full(fresh.num_rows, ACCEPTED, dtype=np.int8)
    places = judged["pos"].to_numpy()
    if known:
        verdict[:] = DUPLICATE
        verdict[places[judged["is_it"].to_numpy(zero_copy_only=False)]] = ACCEPTED
        return Judgement(verdict, late=False)
    verdict[places] = judged["verdict"].to_numpy()
    contradicted = judged.filter(pc.equal(judged["verdict"], CONFLICT))["stands_of"].drop_null().unique().to_pylist()
    place = order.get(fresh["import_id"][0].as_py(), -1) if fresh.num_rows else -1
    return Judgement(verdict, late=any(order.get(name, -1) > place for name in contradicted))


#: Of each fresh message: what came first under its id, among the standing and the fresh.
_RULE = f"""
    WITH claims AS (
        SELECT -1 AS pos, message_id, content_hash, import_id, record, row FROM standing
        UNION ALL SELECT pos, message_id, content_hash, import_id, record, row FROM fresh),
    ranked AS (
        SELECT *,
            row_number() OVER same AS nth,
            first_value(content_hash) OVER same AS stands,
            first_value({{'of': import_id, 'record': record, 'row': row, 'pos': pos}}) OVER same AS first_one
        FROM claims WINDOW same AS (PARTITION BY message_id ORDER BY pos))
    SELECT pos,
        CASE WHEN nth = 1 THEN {ACCEPTED} WHEN content_hash = stands THEN {DUPLICATE} ELSE {CONFLICT} END::TINYINT
            AS verdict,
        CASE WHEN first_one.pos < 0 THEN first_one.of END AS stands_of,
        first_one.pos < 0 AND first_one.of = import_id AND first_one.record = record AND first_one.row = row AS is_it
    FROM ranked WHERE pos >= 0"""


def _standing(working: Working, bench: Workbench, fresh: pa.Table) -> pa.Table:
    paths = working.paths(MESSAGES)
    if not paths:
        return _SCHEMA.empty_table()
    wanted = fresh.select(["id_hash"])
    return bench.run(
        f"SELECT * FROM {parquet_list(paths)} WHERE id_hash IN (SELECT id_hash FROM wanted)", wanted=wanted
    ).cast(_SCHEMA)


def _digests(texts: pa.Array) -> pa.Array:
    """Return the MD5 of ids in hexadecimal."""
    return pa.array(
        [md5(text.encode(errors="replace"), usedforsecurity=False).hexdigest() for text in texts.to_pylist()],
        pa.string(),
    )


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
