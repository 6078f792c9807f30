"""Transitions with exact median and p90 waits: Clew beside retentioneering and pm4py, each in its own environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from lakes import DATA
from measure import Limit, Size, Times
from path_events import path_events
from paths import workspace_of
from peers.environments import python_of

__all__ = ["run"]

ROWS = 2_000_000
SCRIPTS = Path(__file__).parent / "peers"
Figures = dict[tuple[str, str], tuple[float, ...]]
#: Every pair of names with its count, its median and 90th percentile (inverted CDF, seconds), and the median and 95th
#: percentile as retentioneering defines them (whole seconds, interpolated).
BY_HAND = """
CREATE TEMP TABLE pairs AS
SELECT name, lead(name) OVER w AS next, occurred_at AS here, lead(occurred_at) OVER w AS there
FROM read_parquet('{events}') WINDOW w AS (PARTITION BY journey_run_id ORDER BY occurred_at, ordinal);
SELECT name, next, count(*), quantile_disc(epoch_us(there) - epoch_us(here), [0.5, 0.9]),
    quantile_cont(date_diff('second', here, there), [0.5, 0.95])
FROM pairs WHERE next IS NOT NULL GROUP BY ALL"""


@dataclass(frozen=True)
class Told:
    """What a peer's process said of itself: seconds of its libraries, its load, its ask and the processor of both."""

    libraries: float
    load: float
    ask: float
    processor: float
    peak_mb: float
    rows: Figures
    again: float = 0.0


@dataclass(frozen=True)
class Truth:
    """The same figures by hand, in both definitions."""

    exact: Figures
    interpolated: Figures


def run(size: Size) -> list[Limit]:
    """Return how many times quicker than its peers Clew answers; peers that cannot be installed are skipped."""
    events, turns = parquet_of(size.rows(ROWS)), max(2, size.repeat - 2)
    truth = by_hand(events)
    print(f"{size.rows(ROWS):,} events, {len(truth.exact)} transitions; Clew reads its lake, the others Parquet")
    first, again = asked_clew(size.rows(ROWS), turns, truth.exact)
    retentioneering = measured("retentioneering", [events], turns, truth.interpolated)
    # over a lazy frame pm4py cuts waits to whole seconds
    polars = measured("pm4py", [events, "polars"], turns, truth.exact, within=1)
    frame = measured("pm4py", [events, "frame"], turns, truth.exact)
    fewer = parquet_of(size.rows(ROWS) // 10)
    print(f"  over a tenth, {size.rows(ROWS) // 10:,} events, its own event log objects take:")
    measured("pm4py", [fewer, "log"], 1, by_hand(fewer).exact)
    limits = []
    if retentioneering:
        limits.append(quicker("first ask to retentioneering with its load", both(retentioneering) / first, 5))
    if polars and frame:
        limits.append(quicker("first ask to pm4py with its load", min(both(polars), both(frame)) / first, 30))
        least = min(each.ask for each in polars + frame)
        print(f"  asked again, Clew is {least / again:,.0f} x quicker than pm4py, which computes again")
    return limits


def quicker(name: str, times: float, least: float) -> Limit:
    """Return the promise to be so many times quicker."""
    return Limit(name, times, least, "x", at_least=True)


def both(told: list[Told]) -> float:
    """Return the median seconds of load and ask together."""
    return Times(tuple(each.load + each.ask for each in told)).median


def asked_clew(rows: int, turns: int, truth: Figures) -> tuple[float, float]:
    """Return the median seconds of Clew's first ask, nothing being kept, and of its second."""
    told = []
    for _ in range(turns):
        with workspace_of(rows) as data:
            told.append(in_process(Path(sys.executable), [SCRIPTS / "ask_clew.py", data]))
        compare("Clew", told[-1].rows, truth, 1e-6)
    show("Clew", told)
    again = Times(tuple(each.again for each in told))
    print(f"  {'Clew, asked again':17} {again}", flush=True)
    return both(told), again.median


def parquet_of(rows: int) -> Path:
    """Return the Parquet file of ``rows`` events, made where it is missing."""
    path = DATA / f"path-events-{rows}.parquet"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        pq.write_table(path_events(rows), unfinished)
        unfinished.rename(path)
    return path


def by_hand(events: Path) -> Truth:
    """Return the figures of hand-written SQL, against which every peer and Clew itself are checked."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(BY_HAND.format(events=events)).fetchall()
    exact = {(a, b): (n, *(wait / 1e6 for wait in waits)) for a, b, n, waits, _ in rows}
    return Truth(exact, {(a, b): (n, *seconds) for a, b, n, _, seconds in rows})


def measured(peer: str, words: list[Path | str], turns: int, truth: Figures, *, within: float = 1e-3) -> list[Told]:
    """Return what the peer took, turn by turn, its figures checked; nothing where it cannot be installed."""
    python = python_of(peer)
    if python is None:
        return []
    told = [in_process(python, [SCRIPTS / f"ask_{peer}.py", *words]) for _ in range(turns)]
    for each in told:
        compare(peer, each.rows, truth, within)
    show(" ".join([peer, *map(str, words[1:])]), told)
    return told


def in_process(python: Path, words: list[Path | str]) -> Told:
    """Run a script with ``python``; the last line it prints is its JSON."""
    source = str(SCRIPTS.parents[1] / "src")  # for Clew alone; the peers bring their own
    environment = {**os.environ, "RETENTIONEERING_NO_TRACK": "1", "PYTHONPATH": source}
    done = subprocess.run([python, *words], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"a peer's process ended with {done.returncode}: {words}\n{done.stderr[-2000:]}")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    rows = {(a, b): tuple(figures) for a, b, *figures in said.pop("rows")}
    return Told(**said, rows=rows)


def compare(peer: str, mine: Figures, truth: Figures, within: float) -> None:
    """Refuse to compare the speed of two different answers: counts equal, waits ``within`` so many seconds."""
    assert mine.keys() == truth.keys(), f"{peer} finds other transitions"  # noqa: S101 - a benchmark's check
    for pair, (count, *waits) in truth.items():
        same = mine[pair][0] == count and all(abs(a - b) < within for a, b in zip(mine[pair][1:], waits, strict=True))
        assert same, f"{peer} differs at {pair}: {mine[pair]}, {(count, *waits)}"  # noqa: S101


def show(name: str, told: list[Told]) -> None:
    figures: dict[str, Callable[[Told], float]] = {
        "load": lambda each: each.load,
        "ask": lambda each: each.ask,
        "both": lambda each: each.load + each.ask,
        "processor": lambda each: each.processor,
        "libraries": lambda each: each.libraries,
    }
    words = [f"{what} {Times(tuple(map(figure, told)))}" for what, figure in figures.items()]
    print(f"  {name:17} {', '.join(words)}, peak {max(each.peak_mb or 0 for each in told):,.0f} MB", flush=True)
