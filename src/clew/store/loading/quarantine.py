"""What is set aside: rows that were rejected and rows that contradict what stands, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers import Rejected
from clew.importers.raw import LINE, ROW
from clew.importers.rejected import shorten
from clew.importers.tracking import Unfolded
from clew.store.journal import Ref
from clew.store.loading.delivered.origin import Spread, record_column
from clew.store.loading.delivered.reading import Delivered
from clew.store.loading.merge import CONFLICT
from clew.store.loading.system import MESSAGES, QUARANTINE, SYSTEM_SCHEMAS
from clew.tables import Table

__all__ = [
    "AHEAD_REASON",
    "CONFLICT_REASON",
    "REPEATED_REASON",
    "conflict_rows",
    "contradicting_rows",
    "flawed_rows",
    "rejected_rows",
]

CONFLICT_REASON = "conflict"
#: What stands in the tables and is worth a look.
AHEAD_REASON = "kept: it is said to have happened more than a day after it was received"
#: Worth a look too, of what stands in the tables ("kept: ...") and of what makes no sense; the value is the names.
REPEATED_REASON = "an object says a name twice, and the last value counts"

_SCHEMA = SYSTEM_SCHEMAS[QUARANTINE]


def rejected_rows(import_id: str, table: str, rejected: pa.Table | Sequence[Rejected], ref: Ref | Spread) -> pa.Table:
    """Return rejections as rows of the quarantine."""
    if not isinstance(rejected, pa.Table):
        rejected = _as_table(rejected)
    count = rejected.num_rows
    given = {
        "import_id": pa.repeat(import_id, count),
        "table": pa.repeat(table, count),
        "segment": pa.repeat(ref.segment, count),
        "record": record_column(ref, rejected["row"]),
        **{name: rejected[name] for name in ("line", "column", "reason", "value", "row")},
    }
    return pa.table([given[field.name].cast(field.type) for field in _SCHEMA], schema=_SCHEMA)


def conflict_rows(table: Table, rows: pa.Table) -> pa.Table:
    """Return rows that contradict the one that stands, as rows of the quarantine; the value is their id."""
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


def flawed_rows(import_id: str, piece: Delivered, found: Unfolded) -> pa.Table:
    """Return messages as rows of the quarantine: those that make no sense, are far ahead, say a name twice."""

    def shown(place: int) -> str:
        return shorten(piece.rows.column("message")[place].as_py() or "")

    entries = [(place, "message", reason, shown(place)) for place, reason in found.flaws.items()]
    entries += [(place, "timestamp", AHEAD_REASON, shown(place)) for place in found.ahead]
    for place, names in found.repeated.items():
        reason = REPEATED_REASON if place in found.flaws else f"kept: {REPEATED_REASON}"
        entries.append((place, "message", reason, shorten(names)))
    said = _of_messages(import_id, piece, sorted(entries))
    return pa.concat_tables([said, _gone_rows(import_id, piece)]) if piece.gone else said


def _gone_rows(import_id: str, piece: Delivered) -> pa.Table:
    records = Spread(
        piece.segment,
        pa.array([one.row for one in piece.gone], pa.int64()),
        pa.array([one.line for one in piece.gone], pa.int64()),
    )
    left = [replace(one, line=(one.row or 0) + 1) for one in piece.gone]
    return rejected_rows(import_id, MESSAGES, left, records)


def contradicting_rows(
    piece: Delivered, found: Unfolded, messages: pa.Table, verdict: npt.NDArray[np.int8]
) -> pa.Table:
    """Return messages whose id came with other content before as rows of the quarantine; the value is the id."""
    nth = np.flatnonzero(verdict == CONFLICT)
    shown = messages["message_id"].take(pa.array(nth)).to_pylist()
    import_id = messages["import_id"][0].as_py() if len(nth) else ""
    entries = [
        (int(place), "messageId", CONFLICT_REASON, one) for place, one in zip(found.places[nth], shown, strict=True)
    ]
    return _of_messages(import_id, piece, entries)


def _of_messages(import_id: str, piece: Delivered, entries: Sequence[tuple[int, str, str, str]]) -> pa.Table:
    """Return the place in its block, the column, the reason and the value of messages as rows of the quarantine."""
    places, columns, reasons, values = zip(*entries, strict=True) if entries else ((), (), (), ())
    rows = piece.rows.take(pa.array(places, pa.int64()))
    given = {
        "import_id": pa.repeat(import_id, len(places)),
        "table": pa.repeat(MESSAGES, len(places)),
        "line": pc.add(rows.column(ROW), 1),
        "column": pa.array(columns, pa.string()),
        "reason": pa.array(reasons, pa.string()),
        "value": pa.array(values, pa.string()),
        "segment": pa.repeat(piece.segment, len(places)),
        "record": rows.column(LINE),
        "row": rows.column(ROW),
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
