"""Working time between every pair of successive changes: 10 million changes of 1 million tickets, summed a ticket."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from lakes import DATA
from measure import Limit, Size, Times, timed

from clew.calendars import Calendar, calendar_view, intervals
from clew.calendars.calendar import Version
from clew.calendars.working_days import unbound_working_days
from clew.engines.compile import canonical_tables, compile_expression
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.metrics.rows.working import clock, seconds_of
from clew.tables import TABLES

__all__ = ["run"]

TICKETS, CHANGES = 1_000_000, 10
ZONE, FIRST, LAST = "Europe/Warsaw", date(2025, 1, 1), date(2026, 12, 31)
#: A split shift, so that a day has two intervals; holidays; two changes of the clock a year.
OFFICE = Calendar(
    versions=(Version(begins=None, week=("8-12,13-17",) * 5 + ("9-13", "closed"), holidays=("PL",)),), zone=ZONE
)


def run(size: Size) -> list[Limit]:
    """Return the limit of working time; calendar time is printed beside it."""
    tickets = size.rows(TICKETS)
    DATA.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        compiling = timed(lambda: calendar_view(OFFICE, ZONE, FIRST, LAST, folder))
        days = calendar_view(OFFICE, ZONE, FIRST, LAST, folder)
        views = {"ticket_changes": _changes(folder, tickets), "working_days": days}
        with DuckDBEngine(folder, threads=2) as engine:
            found = {time: _measured(engine, views, time, size.repeat) for time in ("calendar", "working")}
            _check(engine, views, folder)
    finally:
        shutil.rmtree(folder)
    rows, working = tickets * CHANGES, found["working"]
    ratio = working.median / found["calendar"].median
    print(f"the calendar of two years, compiled: {compiling * 1000:.0f} ms")
    print(f"{rows:,} changes, calendar time: {found['calendar']}")
    print(f"{rows:,} changes, working time:  {working}, {ratio:.2f} x as long")
    return [Limit("working time between 10 million changes", working.median, 30, "s")]


def _measured(engine: DuckDBEngine, views: dict[str, TableView], time: str, repeat: int) -> Times:
    sums = _by_ticket(views, time)
    total = compile_expression(sums.aggregate(tickets=sums.count(), seconds=sums.seconds.sum()))
    return Times(tuple(timed(lambda: engine.read(total, views)) for _ in range(repeat)))


def _by_ticket(views: dict[str, TableView], time: str) -> Any:
    """Per ticket the seconds between its successive changes, in one kind of time."""
    tables = {**canonical_tables(), "working_days": unbound_working_days(views["working_days"].schema)}
    changes = tables["ticket_changes"].select("ticket_id", "changed_at", "ordinal")
    read = clock(tables, changes, changes.changed_at, {"time": time}, name="shown")
    window = ibis.window(group_by=read.ticket_id, order_by=[read.changed_at, read.ordinal])
    spans = read.mutate(seconds=seconds_of(read.shown, read.shown.lead().over(window)))
    return spans.group_by("ticket_id").aggregate(seconds=spans.seconds.sum())


def _changes(folder: Path, tickets: int) -> TableView:
    """Write the changes: opened at any minute of 700 days, then waits from minutes to a week."""
    rng = np.random.default_rng(3)
    schema, step = TABLES["ticket_changes"].schema, 100_000
    files = []
    for first in range(0, tickets, step):
        count = min(step, tickets - first)
        waits = rng.exponential(20_000, (count, CHANGES)).astype(np.int64)
        waits[:, 0] = rng.integers(0, 700 * 86_400, count)
        start = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
        at = np.minimum(start + waits.cumsum(axis=1), start + 729 * 86_400) * 1_000_000
        columns = {
            "ticket_id": pa.array(np.repeat(np.arange(first, first + count), CHANGES)).cast(pa.string()),
            "changed_at": pa.array(at.ravel()).cast(pa.timestamp("us")),
            "ordinal": pa.array(np.tile(np.arange(CHANGES), count)),
        }
        rows = {field.name: columns.get(field.name, pa.nulls(count * CHANGES, field.type)) for field in schema}
        files.append(str(folder / f"changes-{first}.parquet"))
        pq.write_table(pa.table(rows, schema=schema), files[-1])
    return TableView("ticket_changes", schema, tuple(files))


def _check(engine: DuckDBEngine, views: dict[str, TableView], folder: Path) -> None:
    """Compare the first tickets with a walk over the calendar's intervals: a join that finds nothing is quick."""
    sums = _by_ticket(views, "working")
    found = engine.rows(compile_expression(sums.filter(sums.ticket_id.isin([str(n) for n in range(20)]))), views)
    rows = pq.read_table(views["ticket_changes"].files[0], columns=["ticket_id", "changed_at"]).slice(0, 20 * CHANGES)
    work = intervals(OFFICE, ZONE, FIRST, LAST)
    for row in found:
        at = [each["changed_at"] for each in rows.to_pylist() if each["ticket_id"] == row["ticket_id"]]
        parts = (min(at[-1], end) - max(at[0], start) for start, end in work)
        expected = sum((part for part in parts if part > timedelta()), timedelta()).total_seconds()
        assert abs(row["seconds"] - expected) < 1, (row, expected)  # noqa: S101 - figures that are wrong are quick too
    assert len(found) == 20, folder  # noqa: S101
