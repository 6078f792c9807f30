"""The rows behind a number, each with the place in the journal where it came from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from clew.questions.gathering.lake import Engine, Lake
from clew.questions.gathering.rows import counted_rows
from clew.questions.gathering.working import reader_of
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.timing.windows import own_window
from clew.tables import TABLES

__all__ = ["rows_behind"]

#: Columns of the house that say nothing to a person.
LEFT_OUT = ("id_hash", "content_hash")
#: What a population says of times that may not have ended, beside ``y``.
WHETHER_ENDED = ("ended", "ending")


def rows_behind(
    question: Question, lake: Lake, engine: Engine, limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """Return the answered rows behind the figures of ``question``, in the order of time.

    At most ``limit`` after the first ``offset``. Each has the columns of its table that are not empty throughout,
    ``y`` (what it counts as; of a time also whether it has ``ended``), its dimensions, and ``journal_ref`` as
    segment/record/row. Times are ISO 8601 in UTC, money is text.
    Raises what ``answer`` raises.
    """
    plan = make_plan(question)
    reader = reader_of(plan, lake, engine)
    rows = counted_rows(reader, plan, own_window(reader, plan))
    named = [column.name for column in TABLES[plan.table].by_name.values() if column.name not in LEFT_OUT]
    said = [name for name in WHETHER_ENDED if name in rows.columns and name not in named]
    order = [rows["at"], *(rows[name] for name in TABLES[plan.table].key)]
    # journal_ref cannot be sorted by on every engine; it is only carried along
    chosen = rows.filter(rows.y.notnull()).order_by(order).limit(limit, offset=offset)
    dimensions = {field.name: chosen[f"d{place}"] for place, field in enumerate(plan.dimensions) if "." in field.name}
    found = reader.read(chosen.select(*named, chosen.y, *said, **dimensions)).to_pylist()
    return _readable(plan, found)


def _readable(plan: Plan, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = [name for name in (rows[0] if rows else {}) if any(row[name] is not None for row in rows)]
    said = [name for name in WHETHER_ENDED if name in kept and name not in TABLES[plan.table].by_name]
    first = list(dict.fromkeys((*TABLES[plan.table].key, "y", *said)))
    ordered = [*first, *(name for name in kept if name not in {*first, "journal_ref"}), "journal_ref"]
    return [{name: _plain(row[name]) for name in ordered} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return f"{value['segment']}/{value['record']}/{value['row']}"
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return str(value) if isinstance(value, Decimal) else value
