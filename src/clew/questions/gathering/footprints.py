"""Which rows each figure rests on, as a short vector: the vectors of two figures differ as much as their rows do.

A footprint is a count of rows and 32 sums over them, each of +1 or -1 by one bit of the row's ``id_hash``. It is
linear: the footprint of rows taken away is the difference of two. Where two figures rest on rows of which fewer than k
are not shared, no number of their footprints differs by k or more, whatever filters and windows made them; where many
are not shared, some number does, but for a chance that no page will see (``clew_server.insights.hiding``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis
import msgspec
import numpy as np

from clew.questions.answer import Answer
from clew.questions.finishing.words import spoken
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.rows import Window, counted_rows
from clew.questions.gathering.split import SCALE, scale_name
from clew.questions.gathering.stock import from_the_beginning
from clew.questions.gathering.working import reader_of
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.timing.periods import label
from clew.questions.timing.windows import compared_window, own_window
from clew.tables import TABLES

__all__ = ["BEFORE", "BITS", "CellKey", "Footprint", "Footprints", "footprints"]

#: Sums in a footprint beside the count.
BITS = 32
#: The period of what an answer is compared with, where it has no periods.
BEFORE = "\0before"
#: The values of an answer's dimensions and its period.
CellKey = tuple[str | None, ...]
#: The count of rows, then the sums.
Footprint = tuple[int, ...]


class Footprints(msgspec.Struct, frozen=True):
    """The footprints of an answer's cells and of those it is compared with; ``table`` is whose rows they are of."""

    table: str
    cells: dict[CellKey, Footprint]
    before: dict[CellKey, Footprint]


def footprints(question: Question, answer: Answer, lake: Lake, engine: Engine) -> Footprints:
    """Return what rows each cell of ``answer``, the answer to ``question``, rests on.

    Raises what :func:`clew.questions.asking.answer` raises.
    """
    plan = make_plan(question)
    reader = reader_of(plan, lake, engine)
    window = own_window(reader, plan)
    apart = _told_apart(plan, answer)
    earlier = compared_window(plan, window) if answer.comparisons else None
    return Footprints(
        plan.table,
        _read(reader, plan, from_the_beginning(plan, window), apart, ""),
        _read(reader, plan, earlier, apart, BEFORE) if earlier else {},
    )


def _told_apart(plan: Plan, answer: Answer) -> tuple[str, ...]:
    """Return the names by which the answer tells programs and scales apart, beside its dimensions."""
    own = {field.name for field in plan.dimensions}
    found = {name: None for row in answer.rows for name in row.dimensions if name not in own}
    known = {"scale", *plan.split}
    return tuple(name for name in found if name in known)


def _read(reader: Reader, plan: Plan, window: Window, apart: tuple[str, ...], period: str) -> dict[CellKey, Footprint]:
    rows = counted_rows(reader, plan, window)
    rows = rows.filter(rows.y.notnull())
    by = [f"d{place}" for place in range(len(plan.dimensions))]
    splits = [name for name in plan.split if name in apart or (name in SCALE and "scale" in apart)]
    periods = ["period"] if plan.question.every else []
    hashed = rows["id_hash"] if "id_hash" in rows.columns else rows[TABLES[plan.table].key[0]].hash()
    rows = rows.mutate(hashed=hashed.cast("int64"))
    columns = [*by, *splits, *periods]
    sums: dict[str, Any] = {"n": rows.count()}
    for bit in range(BITS):
        sums[f"s{bit}"] = ibis.cases((_bit(rows.hashed, bit), 1), else_=-1).sum()
    found = reader.read(rows.group_by(columns).aggregate(**sums) if columns else rows.aggregate(**sums))
    return _by_key(found.to_pylist(), plan, by, apart, period)


def _bit(hashed: Any, bit: int) -> Any:
    return ((hashed >> bit) & 1) == 1


def _by_key(
    rows: list[dict[str, Any]], plan: Plan, by: list[str], apart: tuple[str, ...], period: str
) -> dict[CellKey, Footprint]:
    found: dict[CellKey, np.ndarray[Any, np.dtype[np.int64]]] = {}
    for row in rows:
        values = [spoken(row[name]) for name in by]
        values += [_scale(row) if name == "scale" else spoken(row[name]) for name in apart]
        begins: datetime | None = row.get("period")
        every = plan.question.every
        said = label(begins, every) if every and begins else period or None
        sums = np.array([row["n"], *(row[f"s{bit}"] or 0 for bit in range(BITS))], dtype=np.int64)
        key = (*values, said)
        found[key] = found[key] + sums if key in found else sums
    return {key: tuple(int(each) for each in value) for key, value in found.items()}


def _scale(row: dict[str, Any]) -> str | None:
    low, high = (row[end] for end in SCALE)
    return scale_name(low, high)
