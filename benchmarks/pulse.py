"""The figures of Pulse over 10 million answers and 50 million events: cold, unchanged, and after a day's files came.

*Cold* is a process that has just started: no answer is known and nothing is in memory; what is kept of each file and
day is on disk, where a job puts it after each import. *Nothing kept* is the first page ever of such a lake.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from measure import Limit, Size, Times, run_child, timed
from pulse_lake import add_a_day, pulse_workspace
from pulse_rows import END

import clew
from clew.questions.extracts import histories
from clew.questions.extracts.keeping import KNOWN
from clew.questions.parse import parse_question
from clew.questions.question import Question
from clew.questions.spans.reading import CELLS

__all__ = ["run"]

ZONE = "Europe/Warsaw"
NOW = datetime(1970, 1, 1) + timedelta(microseconds=int(END))  # noqa: DTZ001 - UTC
#: Each tile: metric, filters, settings, and how many days back its latest answer is known (those of repurchase).
TILES = {
    "relationship NPS": ("nps", "program=relationship", {}, 0),
    "after-contact NPS": ("nps", "program=transactional", {}, 0),
    "CSAT": ("csat", "", {}, 0),
    "CES": ("ces", "", {}, 0),
    "time to resolution": ("resolution_time.within", "", {"time": "working", "target": "16"}, 0),
    "solved at first contact": ("first_contact_resolution", "", {}, 0),
    "promises kept": ("promise_kept", "", {}, 0),
    "contact rate": ("contact_rate", "", {}, 0),
    "repurchase": ("repurchase", "", {}, 90),
}
#: What a reader of events cannot do without: thirteen weeks of contacts by customer, said by hand.
BY_HAND = """SELECT week, count(*), sum(n * n) FROM (
    SELECT date_diff('week', occurred_at, TIMESTAMP '{now}') AS week, customer_id, count(*) AS n
    FROM read_parquet({files}) WHERE occurred_at >= TIMESTAMP '{since}' AND initiated_by = 'customer' GROUP BY ALL)
GROUP BY ALL"""


@dataclass
class Measured:
    """Seconds on the clock and of the processor, several times."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{Times(tuple(self.clock))}, processor {Times(tuple(self.processor))}"


def run(size: Size) -> list[Limit]:
    """Return the limits of a page that is cold, one that is known, and one after a day's files came."""
    names = ("nothing kept, compiling", "nothing kept", "cold", "unchanged", "a minute later", "new files")
    found = {name: Measured() for name in (*names, "new files, Monday", "by hand")}
    tiles: dict[str, Measured] = {name: Measured() for name in TILES}
    for turn in range(size.repeat):
        with pulse_workspace(size) as workspace:
            _turn(workspace, size, found, first=turn == 0)
            if turn == 0:
                _each(workspace, tiles)
    questions = len(page(NOW))
    print(f"{questions} questions of {len(TILES)} tiles; by hand: {BY_HAND}\n")
    for name, measured in found.items():
        print(f"  {name:24} {measured}")
    for name, measured in tiles.items():
        print(f"  nothing kept, alone: {name:24} {measured}")
    middle = {name: Times(tuple(measured.clock)).median for name, measured in found.items()}
    print(f"  nothing kept is {middle['nothing kept'] / middle['by hand']:.1f} x by hand")
    return [
        Limit("Pulse, cold (a new process; extracts on disk)", middle["cold"], 2, "s"),
        Limit("Pulse, lake unchanged", middle["unchanged"] * 1000, 100, "ms"),
        Limit("Pulse, only new files came", middle["new files"] * 1000, 500, "ms"),
    ]


def _turn(workspace: clew.Workspace, size: Size, found: dict[str, Measured], *, first: bool) -> None:
    _forget(workspace)
    if first:
        _measure(found["nothing kept, compiling"], workspace, NOW)
        _forget(workspace)
    _measure(found["nothing kept"], workspace, NOW)
    _cold(found["cold"], workspace)
    _measure(found["unchanged"], workspace, NOW)
    _measure(found["a minute later"], workspace, NOW + timedelta(minutes=1))
    for day in range(4):  # the first day after a cold start meets statements of sizes that were never compiled
        add_a_day(workspace, size, day)
        now = NOW + timedelta(days=day + 1)
        # on Mondays what had happened by then is told anew, of files that are not yet over
        measured = found["new files, Monday" if now.weekday() == 0 else "new files"]
        _measure(Measured() if first and not day else measured, workspace, now)
    _by_hand(workspace, found["by hand"])


def _cold(measured: Measured, workspace: clew.Workspace) -> None:
    """Ask in a process of its own, which knows no answer."""
    shutil.rmtree(workspace.store.place.cache / "answers")
    asked = run_child([Path(__file__).with_name("pulse_cold.py"), workspace.store.data])
    measured.clock.append(asked.seconds)
    measured.processor.append(asked.processor)


def _forget(workspace: clew.Workspace) -> None:
    """A new engine, no answer, no extract and no cell known; texts that were compiled stay."""
    workspace.close()
    CELLS.forget()
    KNOWN.forget()
    histories._KNOWN.clear()  # noqa: SLF001 - what is remembered of a lake version
    shutil.rmtree(workspace.store.place.cache, ignore_errors=True)
    workspace._cache = type(workspace._cache)(workspace.store.place.cache / "answers")  # noqa: SLF001


def _measure(
    measured: Measured, workspace: clew.Workspace, now: datetime, tiles: tuple[str, ...] = tuple(TILES)
) -> None:
    used = time.process_time()
    measured.clock.append(timed(lambda: workspace.ask_together(page(now, tiles))))
    measured.processor.append(time.process_time() - used)


def _each(workspace: clew.Workspace, tiles: dict[str, Measured]) -> None:
    for name, measured in tiles.items():
        _forget(workspace)
        _measure(measured, workspace, NOW, (name,))


def _by_hand(workspace: clew.Workspace, measured: Measured) -> None:
    files = list(workspace.store.snapshot().views["events"].files)
    text = BY_HAND.format(now=NOW, since=NOW - timedelta(weeks=13), files=files)
    with duckdb.connect(":memory:") as connection:
        used = time.process_time()
        measured.clock.append(timed(lambda: connection.execute(text).fetchall()))
        measured.processor.append(time.process_time() - used)


def page(now: datetime, tiles: Sequence[str] = tuple(TILES)) -> list[Question]:
    """Return the questions of ``tiles``: the month so far beside the time before and a year before, and 13 weeks."""
    return [question for name in tiles for question in _tile(now, *TILES[name])]


def _tile(now: datetime, metric: str, where: str, settings: dict[str, str], known_after: int) -> list[Question]:
    latest = now - timedelta(days=known_after)
    month = (latest - timedelta(days=1)).replace(day=1).date()
    monday = (latest - timedelta(weeks=13, days=latest.weekday())).date()
    every = {"where": [where] if where else [], "settings": settings, "as_of": f"{now}Z", "zone": ZONE}
    end = f"{latest}Z"
    return [
        parse_question(metric, start=month, end=end, compare="previous", **every),
        parse_question(metric, start=month, end=end, compare="year", **every),
        parse_question(metric, start=monday, end=end, every="week", **every),
    ]
