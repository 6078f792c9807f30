"""NPS by touchpoint, channel and month, first and cached, against hand-written SQL over the same files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
from lakes import workspace_of
from measure import Limit, Size, Times, timed

import clew

__all__ = ["run"]

ROWS = 20_000_000
CACHED_ASKS = 20
#: What an analyst would write for the same figures: score, answers, unanswered. No interval comes with it.
BY_HAND = """
SELECT touchpoint, channel, date_trunc('month', coalesce(answered_at, asked_at)) AS month,
    count(rating) AS n, count(*) - count(rating) AS missing,
    100.0 * (count(*) FILTER (rating >= 9) - count(*) FILTER (rating <= 6)) / count(rating) AS score
FROM read_parquet({files})
WHERE metric = 'nps' AND (answer_state IS NULL OR answer_state IN ('given', 'missing'))
GROUP BY ALL ORDER BY ALL"""
#: The same without the unanswered, for comparison: a twentieth of the rows, and less than the answer says.
ANSWERED_ONLY = """
SELECT touchpoint, channel, date_trunc('month', answered_at) AS month, count(*) AS n,
    100.0 * (count(*) FILTER (rating >= 9) - count(*) FILTER (rating <= 6)) / count(*) AS score
FROM read_parquet({files}) WHERE metric = 'nps' AND rating IS NOT NULL GROUP BY ALL ORDER BY ALL"""


def run(size: Size) -> list[Limit]:
    """Return the limits of a first and of a cached ask."""
    rows = size.rows(ROWS)
    hand, used_by_hand, answered, first, used_first, cached = ([] for _ in range(6))
    for turn in range(size.repeat + 1):
        with workspace_of(size, rows) as workspace:
            files = list(workspace.store.snapshot().views["feedback"].files)
            used = time.process_time()
            figures, seconds = by_hand(BY_HAND, files)
            processor_by_hand = time.process_time() - used
            _, seconds_answered = by_hand(ANSWERED_ONLY, files)
            used = time.process_time()
            began = timed(lambda ask=workspace: _ask(ask))
            processor = time.process_time() - used
            again = [timed(lambda ask=workspace: _ask(ask)) for _ in range(CACHED_ASKS)]
            found = _ask(workspace)
            _compare(found, figures)
        if turn:  # the first turn reads the files into the system's cache and the libraries into memory
            hand.append(seconds)
            used_by_hand.append(processor_by_hand)
            answered.append(seconds_answered)
            first.append(began)
            used_first.append(processor)
            cached.append(Times(tuple(again)).median)
    peer = Times(tuple(hand))
    print(f"{rows:,} rows, {found.answer.rows and sum(row.n for row in found.answer.rows):,} with a rating")
    print(f"by hand:\n{BY_HAND.format(files='[...]')}\n\nClew:\n{found.sql[-1]}\n")
    print(f"  by hand               {peer}, processor {Times(tuple(used_by_hand))}")
    print(f"  by hand, answers only {Times(tuple(answered))}")
    print(f"  first ask             {Times(tuple(first))}, processor {Times(tuple(used_first))}")
    print(f"  cached ask            {Times(tuple(cached))}")
    return [
        Limit("NPS first, beyond .3 s, to by hand", (Times(tuple(first)).median - 0.3) / peer.median, 1.5, "x"),
        Limit("NPS cached", Times(tuple(cached)).median * 1000, 50, "ms"),
    ]


def by_hand(sql: str, files: Sequence[str | Path]) -> tuple[list[tuple[object, ...]], float]:
    """Return the rows of ``sql`` over ``files`` and the seconds it took, in a DuckDB with the engine's settings."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET memory_limit='60%'; SET TimeZone='UTC'")
        rows: list[tuple[object, ...]] = []
        text = sql.format(files=[str(file) for file in files])
        seconds = timed(lambda: rows.extend(connection.execute(text).fetchall()))
    return rows, seconds


def _ask(workspace: clew.Workspace) -> clew.Answer:
    return workspace.ask("nps", by=["touchpoint", "channel"], every="month")


def _compare(found: clew.Answer, figures: list[tuple[object, ...]]) -> None:
    """Refuse to compare the speed of two different answers."""
    mine = {
        (row.dimensions["touchpoint"], row.dimensions["channel"], row.period): (row.n, row.missing, row.value)
        for row in found.answer.rows
    }
    theirs = {(a, b, f"{month:%Y-%m}"): (n, missing, score) for a, b, month, n, missing, score in figures}
    assert mine.keys() == theirs.keys(), "the two answers have different groups"  # noqa: S101 - a benchmark's check
    for key, (n, missing, score) in theirs.items():
        value = mine[key][2]
        same = mine[key][:2] == (n, missing) and (value is None or abs(value - score) < 1e-9)
        assert same, f"the two answers differ at {key}: {mine[key]}, {(n, missing, score)}"  # noqa: S101
