"""Transitions and variants over 20 million contacts, first and from then on, against hand-written SQL in DuckDB."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from measure import Limit, Size, Times, run_child
from msgspec import structs
from path_events import canonical, path_events

import clew
from clew.store.loading.house import with_hashes
from clew.store.manifest import TableEntry
from clew.tables import TABLES

__all__ = ["run"]

DATA = Path(__file__).parent / "data"
ROWS, FILE_ROWS = 20_000_000, 1_000_000
GROWTH = (1_000_000, 5_000_000, 20_000_000, 50_000_000)
#: Grows when the events or the way they are placed change.
MADE = 1
#: In its best form: into a temporary table, then aggregated; one statement takes many times as long.
STEPS = """
CREATE TEMP TABLE steps AS SELECT journey_run_id AS path, name AS start, lead(name) OVER w AS end,
    epoch_us(lead(occurred_at) OVER w) - epoch_us(occurred_at) AS wait
FROM read_parquet({files}) WINDOW w AS (PARTITION BY journey_run_id ORDER BY occurred_at, ordinal)"""
#: Counts, median and p90; the paths that have each transition, which Clew also says, are not asked of it.
AGGREGATE = """
SELECT start, "end", count(*), quantile_disc(wait, .5), quantile_disc(wait, .9) FROM steps WHERE "end" IS NOT NULL
GROUP BY ALL ORDER BY ALL"""


def run(size: Size) -> list[Limit]:
    """Return the limits of a first and of a later ask, of variants and of memory; print how they grow."""
    rows = size.rows(ROWS)
    hand, first, again, variants, peaks = ([] for _ in range(5))
    for _turn in range(size.repeat):
        with workspace_of(rows) as data:
            hand.append(_child("hand", data))
            first.append(_child("transitions", data))
            again.append(_child("transitions", data))
            variants.append(_child("variants", data))
        peaks.append(first[-1].peak_mb)
    shown = {"by hand": hand, "first ask": first, "second ask": again, "variants, kept": variants}
    print(f"{rows:,} contacts; by hand:{STEPS.format(files='[...]')};{AGGREGATE}\n")
    for name, found in shown.items():
        seconds, processor = (Times(tuple(getattr(each, part) for each in found)) for part in ("seconds", "processor"))
        print(f"  {name:15} {seconds}, processor {processor}, peak {max(each.peak_mb for each in found):,.0f} MB")
    print_growth(size)
    median = {name: Times(tuple(each.seconds for each in found)).median for name, found in shown.items()}
    return [
        Limit("transitions first, to by hand", median["first ask"] / median["by hand"], 1.3, "x"),
        Limit("transitions from the second ask on", median["second ask"], 1, "s"),
        Limit("variants", median["variants, kept"], 5, "s"),
        Limit("memory of the first ask", max(peaks), 3000, "MB"),
    ]


def print_growth(size: Size) -> None:
    """Print the seconds and the memory of a first ask over more and more contacts."""
    for rows in map(size.rows, GROWTH):
        with workspace_of(rows) as data:
            found, hand = _child("transitions", data), _child("hand", data)
        seconds = f"first {found.seconds:6.2f} s, by hand {hand.seconds:6.2f} s"
        print(f"  {rows:>12,} contacts: {seconds}, {found.peak_mb:,.0f} MB")


def _child(what: str, data: Path):  # noqa: ANN202 - a Child
    return run_child([__file__, what, data])


@contextmanager
def workspace_of(rows: int) -> Iterator[Path]:
    """Give a data folder whose lake holds ``rows`` events, its cache empty; the events are kept between runs."""
    made = DATA / f"paths-{rows}-{MADE}"
    if not made.exists():  # in a process of its own: a child's peak memory would count what its parent held
        print(f"  making {rows:,} events (kept for the next run) ...", flush=True)
        run_child([__file__, "make", str(rows)])
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        shutil.copytree(made, folder / "data", copy_function=lambda one, other: Path(other).hardlink_to(one))
        yield folder / "data"
    finally:
        shutil.rmtree(folder)


def make(rows: int) -> None:
    """Place the events in a lake that stays."""
    made = DATA / f"paths-{rows}-{MADE}"
    beside = made.with_name(f"{made.name}-making")
    shutil.rmtree(beside, ignore_errors=True)
    events = path_events(rows)
    with clew.open(beside) as workspace:
        place = workspace.store.place
        files = []
        for first in range(0, rows, FILE_ROWS):
            table = canonical(events.slice(first, FILE_ROWS))
            with place.bench() as (bench, _):
                hashed = with_hashes(TABLES["events"], table, bench)
            files.append(place.lake.write("events", hashed, TABLES["events"].time_column))
        base = place.lake.current()
        place.lake.commit(
            base, structs.replace(base, tables={"events": TableEntry(files=tuple(files))}), datetime.now(UTC)
        )
    beside.rename(made)


def by_hand(files: list[str]) -> list[tuple[object, ...]]:
    """Return the transitions as an analyst would have them."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET memory_limit='60%'; SET TimeZone='UTC'")
        connection.execute(STEPS.format(files=files))
        return connection.execute(AGGREGATE).fetchall()


def main(what: str, data: str) -> None:
    """Do one thing in a process of its own and print its seconds as JSON; ``make`` takes how many events instead."""
    if what == "make":
        make(int(data))
        return
    with clew.open(data, create=False) as workspace:
        files = list(workspace.store.snapshot().views["events"].files)
        asked = workspace.paths()
        work = {
            "hand": lambda: by_hand(files),
            "transitions": asked.transitions,
            "variants": asked.variants,
            "summary": asked.summary,
        }[what]
        began, used = time.perf_counter(), time.process_time()
        work()
        print(json.dumps({"seconds": time.perf_counter() - began, "processor": time.process_time() - used}))


if __name__ == "__main__":
    main(*sys.argv[1:])
