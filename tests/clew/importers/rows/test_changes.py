"""A log of snapshots to changes: against a slow oracle, over batch borders, over overlapping exports."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
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
                (r["_row"], r["ticket_id"], r["what"], r["value"], r["changed_at"].hour, r["ordinal"])
                for r in one.rows.to_pylist()
            ]
    return sorted(found, key=str)


def oracle(steps: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    last: dict[str, tuple[Any, Any]] = {}
    rows_of: Counter[tuple[str, int]] = Counter()
    found = []
    for row, (number, state, team, hour) in enumerate(steps):
        now = (None if state == "?" else state, team)
        for what, before, after in zip(("status", "group"), last.get(number, (None, None)), now, strict=True):
            if before != after:
                found.append((row, number, what, after, hour, rows_of[number, hour]))
        last[number] = now
        rows_of[number, hour] += 1
    return sorted(found, key=str)


@given(STEPS, st.lists(st.integers(0, 25), max_size=4))
@settings(deadline=None, max_examples=60)
def test_equals_an_oracle_over_every_border(steps: list[tuple[Any, ...]], cuts: list[int]) -> None:
    log = sorted(steps, key=lambda step: step[3])
    assert changes_of(log, cuts) == oracle(log)


@given(STEPS, st.lists(st.integers(0, 2), max_size=2))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exports_that_begin_in_the_middle_contradict_nothing_and_lose_nothing(
    rows: Any, steps: Any, starts: Any
) -> None:
    """An export from some hour on says of each ticket once more what it said then; the story told is the same."""
    log = sorted(((n, state or "new", team, hour) for n, state, team, hour in steps), key=lambda step: step[3])
    told = {hour: _told(rows, [step for step in log if step[3] >= hour]) for hour in {0, *starts}}
    joined: dict[Any, str] = {}
    for export in told.values():
        assert all(joined.setdefault(key, value) == value for key, value in export.items())
    assert _story(joined) == _story(told[0])


def _told(rows: Any, log: list[tuple[Any, ...]]) -> dict[Any, str]:
    n, state, team, hour = (list(column) for column in zip(*log, strict=True)) if log else ([], [], [], [])
    found = rows(LOG, n=n, state=state, team=team, at=[f"2026-01-01 {h:02d}:00" for h in hour])
    return {(r["ticket_id"], r["what"], r["changed_at"], r["ordinal"]): r["value"] for r in found}


def _story(told: dict[Any, str]) -> dict[Any, list[Any]]:
    """What each ticket said, one after the other, where it differs from what it said before."""
    story: dict[Any, list[Any]] = {}
    for (ticket, what, at, _), value in sorted(told.items()):
        said = story.setdefault((ticket, what), [])
        if not said or said[-1][1] != value:
            said.append((at, value))
    return story


def test_the_first_row_of_a_ticket_says_what_it_was_from_then_on(rows: Any) -> None:
    found = rows(LOG, n=["1"], state=["Resolved"], team=[""], at=["2026-01-01"])
    assert [(row["what"], row["value"], row["ordinal"]) for row in found] == [("status", "Resolved", 0)]


def test_a_log_with_the_newest_row_first_tells_the_same(rows: Any) -> None:
    columns = {"n": ["1"] * 3, "state": ["new", "open", "done"], "team": ["a"] * 3}
    days = [f"2026-01-0{day}" for day in (1, 2, 3)]
    turned = {name: values[::-1] for name, values in columns.items()}
    assert _values(rows(LOG, **turned, at=days[::-1])) == _values(rows(LOG, **columns, at=days))


def test_the_sources_own_order_is_kept(rows: Any) -> None:
    columns = {"n": ["1"] * 3, "state": ["done", "new", "open"], "team": ["a"] * 3, "at": ["2026-01-01"] * 3}
    mapping = LOG.replace('changed_at = "at"', 'changed_at = "at", ordinal = "count"')
    found = rows(mapping, **columns, count=["7", "2", "4"])
    assert sorted((r["ordinal"], r["value"]) for r in found if r["what"] == "status") == [
        (2, "new"), (4, "open"), (7, "done")
    ]  # fmt: skip


def test_two_blocks_follow_columns_of_their_own(rows: Any) -> None:
    both = """
format = 1
[[table]]
table = "ticket_changes"
changes = { status = "state" }
columns = { ticket_id = "n", changed_at = "at" }
[[table]]
table = "ticket_changes"
changes = { group = "team" }
columns = { ticket_id = "n", changed_at = "at" }
"""
    columns = {"n": ["1"] * 2, "state": ["new", "open"], "team": ["a", "a"], "at": ["2026-01-01", "2026-01-02"]}
    assert _values(rows(both, **columns)) == _values(rows(LOG, **columns))


def _values(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((r["what"], r["changed_at"], r["ordinal"], r["value"]) for r in found)


def test_changes_of_one_instant_are_numbered_and_exports_agree(rows: Any) -> None:
    columns = {"n": ["1"] * 3, "state": ["new", "open", "new"], "team": ["a"] * 3, "at": ["2026-01-01 10:00"] * 3}
    found = rows(LOG, **columns)
    assert [(row["value"], row["ordinal"]) for row in found] == [("new", 0), ("open", 1), ("new", 2), ("a", 0)]
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
    assert [(row["value"], row["ordinal"]) for row in rows(LOG, **columns)] == [("new", 0), ("a", 0)]
    assert [row["row"] for row in refused(LOG, **columns)] == [1]


def test_a_border_within_an_instant_goes_on_counting() -> None:
    steps = [("1", state, "a", 1) for state in ("new", "open", "open", "done")]
    assert changes_of(steps, [3]) == changes_of(steps, []) == oracle(steps)
    assert [found[-1] for found in changes_of(steps, [3]) if found[2] == "status"] == [0, 1, 3]
