"""Cells: the groups of an answer with the sums their figures are finished from, computed by the engine in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.questions.finishing.words import spoken
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Cell", "Content", "Values", "counts_expression", "group_ends", "key_of", "sketch_cells", "value_cells"]


@dataclass(frozen=True, slots=True)
class Values:
    """Every number of a cell with how often it occurs and the sums of its weights and of their squares."""

    values: npt.NDArray[np.float64]
    counts: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    squares: npt.NDArray[np.float64]
    missing: int = 0

    @property
    def n(self) -> int:
        """How many answers there are."""
        return int(self.counts.sum())


#: What a cell holds: sums, every number, or times that may not have ended.
Content = Sketch | Values | Lifetimes


@dataclass(frozen=True, slots=True)
class Cell:
    """One group: its dimensions, its split (program, instrument, scale), its period, and its numbers."""

    dimensions: tuple[str | None, ...]
    split: tuple[Any, ...]
    period: datetime | None
    content: Content


def sketch_expression(rows: Any, keys: Sequence[str], *, weighted: bool) -> Any:
    """Return the sums of each group of ``keys``: first by customer, then over customers, in one query.

    Rows of nobody in particular each stand for a customer of their own. Rows without an answer are only counted, in a
    branch of their own that reads no customer: where most people do not answer that takes two thirds of the time. A
    population says with ``blank`` which rows these are without its score being computed for them.
    """
    blank = rows.blank if "blank" in rows.columns else rows.y.isnull()
    rows = rows.select(*keys, "unit_id", "y", "w", blank=blank)
    given, silent = rows.filter(~rows.blank), rows.filter(rows.blank)
    y, w = given.y, given.w if weighted else None
    sums = {"n": y.count(), "negatives": y.count(where=y < 0), "positives": y.count(where=y > 0)}
    missing = given.count() - y.count()
    one = given.group_by([*keys, "unit_id"]).aggregate(**sums, **_moments(y, w), missing=missing)
    one = one.union(_counted(silent, keys, one.schema()))
    return _grouped(one, keys, _totals(one, weighted=weighted))


def counts_expression(rows: Any, keys: Sequence[str]) -> Any:
    """Return how many rows there are in each group of ``keys``, for what is below the line: nothing else is asked."""
    n = rows.y.count()
    zeros = {name: ibis.literal(0.0) for name in ("negatives", "positives", "wy", "wyy", "clusters", "aa", "ab", "bb")}
    return _grouped(rows, keys, {"n": n, "missing": rows.count() - n}).mutate(**zeros)


def _counted(silent: Any, keys: Sequence[str], schema: Any) -> Any:
    """Return the rows without an answer as rows of ``schema``: counted as missing, nothing else."""
    found = _grouped(silent, keys, {"missing": silent.count()})
    known = {name: found[name] for name in (*keys, "missing")}
    nothing = {name: ibis.null(kind) if name == "unit_id" else ibis.literal(0, kind) for name, kind in schema.items()}
    return found.select(**{name: known.get(name, nothing[name]) for name in schema})


def _grouped(rows: Any, keys: Sequence[str], sums: dict[str, Any]) -> Any:
    return rows.group_by(list(keys)).aggregate(**sums) if keys else rows.aggregate(**sums)


def _moments(y: Any, w: Any) -> dict[str, Any]:
    if w is None:
        return {"a": y.sum(), "yy": (y * y).sum()}
    given = ibis.cases((y.notnull(), w))
    wy = w * y
    return {
        "a": wy.sum(), "yy": (wy * y).sum(), "b": given.sum(), "ww": (given * given).sum(), "wwy": (wy * given).sum(),
        "wwyy": (wy * wy).sum(),
    }  # fmt: skip


def _totals(one: Any, *, weighted: bool) -> dict[str, Any]:
    nobody = one.unit_id.isnull()
    b = one.b if weighted else one.n
    alone = (one.wwyy, one.wwy, one.ww) if weighted else (one.yy, one.a, one.n)
    counted = {name: one[name].sum() for name in ("n", "missing", "negatives", "positives")}
    sums = {"wy": one.a.sum(), "wyy": one.yy.sum()}
    if weighted:
        sums |= {"w": one.b.sum(), "ww": one.ww.sum(), "wwy": one.wwy.sum(), "wwyy": one.wwyy.sum()}
    each = zip(("aa", "ab", "bb"), alone, (one.a * one.a, one.a * b, b * b), strict=True)
    clustered = {name: ibis.ifelse(nobody, single, together).sum() for name, single, together in each}
    clusters = ibis.cases((nobody, one.n), (one.n > 0, 1), else_=0).sum()
    return {**counted, **sums, **clustered, "clusters": clusters}


def sketch_cells(table: pa.Table, dimensions: int, split: int, *, period: bool) -> list[Cell]:
    """Return the cells of what the engine gave back for :func:`sketch_expression`."""
    return [Cell(*key_of(row, dimensions, split, period=period), _sketch(row)) for row in table.to_pylist()]


def _sketch(row: dict[str, Any]) -> Sketch:
    def number(name: str) -> float:
        return float(row[name] or 0)

    n, positives, negatives = (int(row[name] or 0) for name in ("n", "positives", "negatives"))
    is_weighted = "w" in row
    return Sketch(
        n=n,
        missing=int(row["missing"] or 0),
        sum_w=number("w") if is_weighted else n,
        sum_wy=number("wy"),
        sum_wyy=number("wyy"),
        sum_ww=number("ww") if is_weighted else n,
        sum_wwy=number("wwy" if is_weighted else "wy"),
        sum_wwyy=number("wwyy" if is_weighted else "wyy"),
        negatives=negatives,
        zeros=n - positives - negatives,
        positives=positives,
        clusters=int(row["clusters"] or 0),
        sum_aa=number("aa"),
        sum_ab=number("ab"),
        sum_bb=number("bb"),
    )


def values_expression(rows: Any, keys: Sequence[str], *, weighted: bool) -> Any:
    """Return each group's numbers with how often they occur, their weight and the sum of its squares."""
    count = rows.count().cast("float64")
    weight, square = (rows.w.sum(), (rows.w * rows.w).sum()) if weighted else (count, count)
    return rows.group_by([*keys, "y"]).aggregate(count=count, weight=weight, square=square)


def value_cells(table: pa.Table, dimensions: int, split: int, *, period: bool) -> list[Cell]:
    """Return the cells of what the engine gave back for :func:`values_expression`."""
    keys = [name for name in table.column_names if name not in {"y", "count", "weight", "square"}]
    ordered = table.sort_by([(name, "ascending") for name in [*keys, "y"]])
    numbers = [ordered[name].to_numpy() for name in ("y", "count", "weight", "square")]
    ends = group_ends([ordered[name] for name in keys], ordered.num_rows)
    return [
        Cell(
            *key_of(ordered.slice(a, 1).to_pylist()[0], dimensions, split, period=period),
            _values(*(x[a:b] for x in numbers)),
        )
        for a, b in pairwise(ends)
    ]


def group_ends(keys: list[Any], rows: int) -> list[int]:
    """Return where the groups of sorted ``keys`` begin, and where the last one ends."""
    changed = np.zeros(max(0, rows - 1), dtype=bool)
    for key in keys:
        codes = key.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
        changed |= codes[1:] != codes[:-1]
    return [0, *(np.flatnonzero(changed) + 1).tolist(), rows] if rows else []


def _values(y: Any, count: Any, weight: Any, square: Any) -> Values:
    given = ~np.isnan(y)
    return Values(y[given], count[given], weight[given], square[given], int(count[~given].sum()))


def key_of(row: dict[str, Any], dimensions: int, split: int, *, period: bool) -> tuple[Any, Any, Any]:
    """Return the dimensions, the split and the period of a row that the engine gave back."""
    named = tuple(spoken(row[f"d{place}"]) for place in range(dimensions))
    return named, tuple(row.get(f"s{place}") for place in range(split)), row["period"] if period else None
