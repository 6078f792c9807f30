"""A log of snapshots to changes: against a slow oracle, over batch borders, over overlapping exports."""

from __future__ import annotations

import itertools
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers import ChangeTracker, load_mapping, map_batch

LOG = """
format = 1
table = "ticket_changes"
changes = { status = "state", group = "team" }
columns = { ticket_id = "n", changed_at = "at" }
[missing]
value = ["?"]
"""
STEPS = st.lists(
    st.tuples(
        st.sampled_from("123"),
        st.sampled_from(["new", "open", "?", None]),
        st.sampled_from(["a", "b"]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=25,
)


def changes_of(steps: list[tuple[Any, ...]], cuts: list[int]) -> list[tuple[Any, ...]]:
    tracker, found = ChangeTracker(), []
    borders = sorted({0, len(steps), *(cut for cut in cuts if cut < len(steps))})
    for start, end in itertools.pairwise(borders):
        number, state, team, hour = (list(column) for column in zip(*steps[start:end], strict=True))
        batch = pa.record_batch(
            {
                "n": pa.array(number, pa.string()),
                "state": pa.array(state, pa.string()),
                "team": pa.array(team, pa.string()),
                "at": pa.array([f"2026-01-01 {h:02d}:00" for h in hour], pa.string()),
                "_row": pa.array(range(start, end), pa.int64()),
                "_line": pa.array(range(start, end), pa.int64()),
            }
        )
        for one in map_batch(batch, load_mapping(LOG), source_sha256="0" * 64, zone="UTC", secret=b"", state=tracker):
            found += [
                (r["_row"], r["ticket_id"], r["what"], r["value"], r["changed_at"].hour) for r in one.rows.to_pylist()
            ]
    return sorted(found, key=str)


def oracle(steps: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    last: dict[str, tuple[Any, Any]] = {}
    found = []
    for row, (number, state, team, hour) in enumerate(steps):
        now = (None if state == "?" else state, team)
        for what, before, after in zip(("status", "group"), last.get(number, now), now, strict=True):
            if before != after:
                found.append((row, number, what, after, hour))
        last[number] = now
    return sorted(found, key=str)


@given(STEPS, st.lists(st.integers(0, 25), max_size=4))
@settings(deadline=None, max_examples=100)
def test_equals_an_oracle_over_every_border(steps: list[tuple[Any, ...]], cuts: list[int]) -> None:
    assert changes_of(steps, cuts) == oracle(steps)


def test_the_first_row_of_a_ticket_is_no_change(rows: Any) -> None:
    assert rows(LOG, n=["1"], state=["new"], team=["a"], at=["2026-01-01"]) == []


def test_changes_of_one_instant_are_numbered_and_exports_agree(rows: Any) -> None:
    columns = {"n": ["1"] * 3, "state": ["new", "open", "new"], "team": ["a"] * 3, "at": ["2026-01-01 10:00"] * 3}
    found = rows(LOG, **columns)
    assert [(row["value"], row["ordinal"]) for row in found] == [("open", 0), ("new", 1)]
    later = {name: ["9" if name == "n" else values[0], *values] for name, values in columns.items()}
    shifted = [row for row in rows(LOG, **later) if row["ticket_id"] == "1"]
    place = ("_row", "_line")
    assert [{k: v for k, v in row.items() if k not in place} for row in shifted] == [
        {k: v for k, v in row.items() if k not in place} for row in found
    ]


def test_a_row_that_is_refused_is_no_row_before(rows: Any, refused: Any) -> None:
    columns = {
        "n": ["1"] * 3,
        "state": ["new", "open", "new"],
        "team": ["a"] * 3,
        "at": ["2026-01-01", "never", "2026-01-03"],
    }
    assert rows(LOG, **columns) == []
    assert [row["row"] for row in refused(LOG, **columns)] == [1]
