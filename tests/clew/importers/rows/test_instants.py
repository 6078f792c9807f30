"""Changes of one instant are numbered within the ticket: against a slow oracle, over batch borders, over exports."""

from __future__ import annotations

import itertools
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers import ChangeTracker, load_mapping, map_batch

LISTED = """
format = 1
table = "ticket_changes"
columns = { ticket_id = "n", changed_at = "at", what = "what", value = "value" }
"""
LINES = st.lists(
    st.tuples(
        st.sampled_from("12"),
        st.sampled_from(["status", "group"]),
        st.sampled_from(["a", "b", None]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=20,
).map(lambda lines: sorted(lines, key=lambda line: line[3]))


def numbers(lines: list[tuple[Any, ...]], cuts: list[int], first: int = 0) -> list[int]:
    """Return the ordinals of the lines, imported in batches that are cut at ``cuts``."""
    tracker, found = ChangeTracker(), []
    borders = sorted({0, len(lines), *(cut for cut in cuts if cut < len(lines))})
    for start, end in itertools.pairwise(borders):
        n, what, value, hour = (list(column) for column in zip(*lines[start:end], strict=True))
        places = range(first + start, first + end)
        batch = pa.record_batch(
            {
                "n": pa.array(n, pa.string()),
                "what": pa.array(what, pa.string()),
                "value": pa.array(value, pa.string()),
                "at": pa.array([f"2026-01-01 {h:02d}:00" for h in hour], pa.string()),
                "_row": pa.array(places, pa.int64()),
                "_line": pa.array(places, pa.int64()),
            }
        )
        (mapped,) = map_batch(
            batch, load_mapping(LISTED), source_sha256="0" * 64, zone="UTC", secret=b"", state=tracker
        )
        found += mapped.rows["ordinal"].to_pylist()
    return found


def oracle(lines: list[tuple[Any, ...]]) -> list[int]:
    last: dict[tuple[Any, ...], tuple[int, Any]] = {}
    found = []
    for ticket, what, value, hour in lines:
        number, said = last.get((ticket, what, hour), (-1, ...))
        number += said != value
        last[ticket, what, hour] = number, value
        found.append(number)
    return found


@given(LINES, st.lists(st.integers(0, 20), max_size=4))
@settings(deadline=None, max_examples=60)
def test_equals_an_oracle_over_every_border(lines: list[tuple[Any, ...]], cuts: list[int]) -> None:
    assert numbers(lines, cuts) == oracle(lines)


def test_an_export_that_begins_later_numbers_alike() -> None:
    lines = [("1", "status", "new", 0), ("1", "status", "new", 1), ("1", "status", "open", 1), ("2", "status", "x", 1)]
    assert numbers(lines, [])[1:] == numbers(lines[1:], [], first=7) == [0, 1, 0]


def test_a_line_that_stands_twice_is_one_change() -> None:
    assert numbers([("1", "reply", None, 1)] * 3, [2]) == [0, 0, 0]
