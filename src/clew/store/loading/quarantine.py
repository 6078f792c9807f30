"""What is set aside: rows that were rejected and rows that contradict what stands, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers import Rejected
from clew.store.journal import Ref
from clew.store.loading.system import QUARANTINE, SYSTEM_SCHEMAS
from clew.tables import Table

__all__ = ["CONFLICT_REASON", "conflict_rows", "rejected_rows"]

CONFLICT_REASON = "conflict"

_SCHEMA = SYSTEM_SCHEMAS[QUARANTINE]


def rejected_rows(import_id: str, table: str, rejected: pa.Table | Sequence[Rejected], ref: Ref) -> pa.Table:
    """Return rejections as rows of the quarantine."""
    if not isinstance(rejected, pa.Table):
        rejected = _as_table(rejected)
    count = rejected.num_rows
    given = {
        "import_id": pa.repeat(import_id, count),
        "table": pa.repeat(table, count),
        "segment": pa.repeat(ref.segment, count),
        "record": pa.repeat(pa.scalar(ref.record, pa.int64()), count),
        **{name: rejected[name] for name in ("line", "column", "reason", "value", "row")},
    }
    return pa.table([given[field.name].cast(field.type) for field in _SCHEMA], schema=_SCHEMA)


def conflict_rows(table: Table, rows: pa.Table) -> pa.Table:
    """Return fact rows that contradict the one that stands, as rows of the quarantine; the value is their id."""
    if not rows.num_rows:
        return _SCHEMA.empty_table()
    reference = rows["journal_ref"].combine_chunks()
    parts = [pc.fill_null(rows[name].cast(pa.string()), "") for name in table.key]
    given = {
        "import_id": rows["import_id"],
        "table": pa.repeat(table.name, rows.num_rows),
        "line": rows["_line"],
        "column": pa.repeat("|".join(table.key), rows.num_rows),
        "reason": pa.repeat(CONFLICT_REASON, rows.num_rows),
        "value": pc.binary_join_element_wise(*parts, "|") if len(parts) > 1 else parts[0],
        "segment": reference.field("segment"),
        "record": reference.field("record"),
        "row": reference.field("row"),
    }
    return pa.table([given[field.name].cast(field.type) for field in _SCHEMA], schema=_SCHEMA)


def _as_table(rejected: Sequence[Rejected]) -> pa.Table:
    return pa.table(
        {
            "line": pa.array([piece.line for piece in rejected], pa.int64()),
            "column": pa.array([piece.column for piece in rejected], pa.string()),
            "reason": pa.array([piece.reason for piece in rejected], pa.string()),
            "value": pa.array([piece.value for piece in rejected], pa.string()),
            "row": pa.array([piece.row for piece in rejected], pa.int64()),
        }
    )
