"""Cells of times that may not have ended: every distinct time of a group, and how many ended or were open there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from clew.questions.gathering.cells import Cell, group_ends, key_of
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["lifetime_cells", "lifetimes_expression"]

#: What tells times apart within a group.
PARTS = ("y", "ended", "caused", "entry")


def lifetimes_expression(rows: Any, keys: Sequence[str], cause: str | None) -> Any:
    """Return each group's distinct times with how often they occur, ended or not, and whether with ending ``cause``.

    A time below zero ends before it begins: it is no time, and counts as missing.
    """
    parts = {"y": ibis.cases((rows.y >= 0, rows.y)), "ended": ibis.coalesce(rows.ended, ibis.literal(value=False))}
    if cause is not None:
        parts["caused"] = ibis.coalesce(rows.ending == cause, ibis.literal(value=False))
    if "entry" in rows.columns:
        parts["entry"] = ibis.coalesce(rows.entry.cast("float64"), ibis.literal(0.0))
    chosen = rows.select(*keys, **parts)
    return chosen.group_by([*keys, *parts]).aggregate(count=chosen.count())


def lifetime_cells(table: pa.Table, dimensions: int, split: int, *, period: bool) -> list[Cell]:
    """Return the cells of what the engine gave back for :func:`lifetimes_expression`."""
    keys = [name for name in table.column_names if name not in {*PARTS, "count"}]
    ordered = table.sort_by([(name, "ascending") for name in keys]) if keys else table
    columns = {name: _numbers(ordered[name]) for name in (*PARTS, "count") if name in table.column_names}
    ends = group_ends([ordered[name] for name in keys], ordered.num_rows)
    return [
        Cell(
            *key_of(ordered.slice(a, 1).to_pylist()[0], dimensions, split, period=period),
            _lifetimes({name: column[a:b] for name, column in columns.items()}),
        )
        for a, b in pairwise(ends)
    ]


def _numbers(column: pa.ChunkedArray) -> Any:
    return column.to_numpy() if len(column) else np.zeros(0)


def _lifetimes(parts: dict[str, Any]) -> Lifetimes:
    return Lifetimes.of(
        parts["y"], parts["ended"], parts["count"], caused=parts.get("caused"), entries=parts.get("entry")
    )
