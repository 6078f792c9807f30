"""What an answer doubts of the data it was made from: times that cannot be, statuses nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clew.questions.gathering.lake import SLACK, Reader
from clew.questions.plan import Plan

__all__ = ["late_rows", "read_doubts"]


def read_doubts(reader: Reader, plan: Plan) -> tuple[str, ...]:
    """Return the sentences on the tables of a question that go beyond the rows it counts.

    Times after the last import are no doubt where the question itself says when "now" is.
    """
    return late_rows(reader, plan.tables) if plan.question.as_of is None else ()


def late_rows(reader: Reader, tables: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence on each table with rows that lie more than a day after the last import."""
    return tuple(_said_late(reader, tables))


def _said_late(reader: Reader, tables: Sequence[str]) -> Iterator[str]:
    for table in tables:
        late, horizon = reader.late(table), reader.horizon
        if late and horizon:
            until = (horizon + SLACK).strftime("%Y-%m-%d %H:%M")
            rows, whose = ("row", "its date") if late == 1 else ("rows", "their dates")
            yield f"{late:,} {rows} of {table} after {until}, a day after the last import: {whose} may be wrong"
