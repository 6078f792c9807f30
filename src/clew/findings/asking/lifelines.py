"""Contracts and what their customers went through, as numbers: for who leaves after a bad experience."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from clew.findings.tested.churn import Contracts, Experiences
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.promises import PROMISE_PARAMETERS, is_kept
from clew.questions.gathering.lake import Reader

__all__ = ["EXPERIENCES", "read_contracts"]

#: The lowest rating of recommending that is no detractor's.
PASSIVE = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _complaints(tables: Any, _as_of: str) -> Any:
    rows = tables["tickets"]
    return rows.filter(rows.kind == "complaint").select("customer_id", at=rows.opened_at)


def _broken(tables: Any, as_of: str) -> Any:
    rows = tables["promises"]
    defaults = {parameter.name: parameter.default for parameter in PROMISE_PARAMETERS}
    rows = rows.filter(~is_kept(rows, {**MOMENTS, **defaults, "as_of": as_of}))
    return rows.select("customer_id", at=rows.due_at)


def _detractors(tables: Any, _as_of: str) -> Any:
    rows = tables["feedback"]
    rows = rows.filter((rows.metric == "nps") & (rows.rating < PASSIVE))
    return rows.select("customer_id", at=rows.answered_at)


#: Bad experiences by name: what reads their customers and times.
EXPERIENCES: dict[str, Callable[[Any, str], Any]] = {
    "complaint": _complaints, "broken promise": _broken, "detractor": _detractors,
}  # fmt: skip


def read_contracts(name: str, reader: Reader, as_of: str) -> tuple[Contracts, Experiences] | None:
    """Return the contracts watched since the first experience called ``name``, and those experiences; None without any.

    A contract that ends after ``as_of`` (ISO 8601, UTC) has not ended; one that had ended before is not watched.
    """
    tables, now = reader.tables(), _microseconds(datetime.fromisoformat(as_of))
    found = reader.read(EXPERIENCES[name](tables, as_of))
    found = found.filter(pa.compute.and_(found["customer_id"].is_valid(), found["at"].is_valid()))
    rows = tables["subscriptions"].select("customer_id", "started_at", "ended_at")
    kept = reader.read(rows.filter(rows.customer_id.notnull() & rows.started_at.notnull()))
    if not found.num_rows or not kept.num_rows:
        return None
    codes = pa.concat_arrays([_plain(found["customer_id"]), _plain(kept["customer_id"])]).dictionary_encode().indices
    numbers = np.asarray(codes, np.int64)
    who, owner = numbers[: found.num_rows], numbers[found.num_rows :]
    at = np.asarray(_plain(found["at"]).cast(pa.int64()), np.int64)
    order = np.lexsort((at, who))
    return _watched(owner, kept, int(at.min()), now), Experiences(who[order], at[order])


def _watched(owner: Any, kept: pa.Table, first: int, now: int) -> Contracts:
    begin = np.maximum(np.asarray(_plain(kept["started_at"]).cast(pa.int64()), np.int64), first)
    ends = _plain(kept["ended_at"]).cast(pa.int64())
    known = ~np.asarray(ends.is_null())
    stated = np.asarray(ends.fill_null(now), np.int64)
    ended, end = known & (stated <= now), np.minimum(stated, now)
    seen = end > begin
    return Contracts(owner[seen], begin[seen], end[seen], ended[seen])


def _plain(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _microseconds(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int((aware - _EPOCH).total_seconds() * 1_000_000)
