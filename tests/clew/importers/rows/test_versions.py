"""Versions of one time: the source's own count of changes says which is the later, whatever the order of rows."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from clew.errors import MappingError
from clew.importers import load_mapping
from clew.importers.rows.versions import latest_time

COUNTED = """
format = 1
table = "tickets"
version_at = ["at", "count"]
columns = { ticket_id = "n", opened_at = "at" }
properties = "*"
[missing]
"*" = ["?"]
"""


def versions(rows: Any, *counts: str | None) -> list[int]:
    at = ["2026-01-01 10:00"] * len(counts)
    return [row["version_at"].microsecond for row in rows(COUNTED, n=["1"] * len(counts), at=at, count=list(counts))]


def test_a_count_orders_the_versions_of_one_time(rows: Any) -> None:
    assert versions(rows, "2", "10", "0", "999999") == [2, 10, 0, 999_999]


def test_a_blank_count_adds_nothing(rows: Any) -> None:
    assert versions(rows, "", None, "?") == [0, 0, 0]


@pytest.mark.parametrize("count", ["-1", "1000000", "2.5", "many"])
def test_a_count_that_is_none_is_refused(rows: Any, refused: Any, count: str) -> None:
    assert versions(rows, count, "3") == [3]
    (found,) = refused(COUNTED, n=["1"], at=["2026-01-01"], count=[count])
    assert (found["value"], found["reason"]) == (count, "A count of changes is a whole number from 0 to 999,999.")


def test_a_count_is_no_property(rows: Any) -> None:
    """Else two rows that differ in nothing but the count would differ in what they say."""
    (row,) = rows(COUNTED, n=["1"], at=["2026-01-01"], count=["3"], plan=["gold"])
    assert row["properties"] == '{"plan":"gold"}'


def test_three_columns_are_refused() -> None:
    with pytest.raises(MappingError, match="at most one column that counts changes"):
        load_mapping(COUNTED.replace('"count"]', '"count", "n"]'))


def test_a_row_without_times_has_no_version() -> None:
    (block,) = load_mapping(COUNTED).blocks
    columns = {name: pa.nulls(2) for name in block.definition.times}
    assert latest_time(columns, block, 2).null_count == 2
