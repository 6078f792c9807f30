# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Which files can hold rows of a span: never fewer than do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.views import TableView
from clew.questions.spans.files import files_within, happened_by
from clew.tables import TABLES

SCHEMA = TABLES["feedback"].schema
SPAN = (datetime(2026, 3, 1), datetime(2026, 4, 1))


def file_of(folder, name, *, statistics=True, **times):
    rows = pa.Table.from_pylist([{"feedback_id": "1", **times}, {"feedback_id": "2"}], schema=SCHEMA)
    pq.write_table(rows, folder / name, write_statistics=statistics)
    return str(folder / name)


@pytest.mark.parametrize(
    ("times", "stays"),
    [
        ({"answered_at": datetime(2026, 3, 1)}, True),
        ({"answered_at": datetime(2026, 4, 1)}, False),
        ({"answered_at": datetime(2026, 2, 28, 23, 59, 59, 999_999)}, False),
        ({"answered_at": datetime(2026, 5, 1), "asked_at": datetime(2026, 3, 31, 23)}, True),
        ({"version_at": datetime(2026, 3, 5)}, False),
        ({}, False),
    ],
)
def test_a_file_stays_where_one_of_its_times_lies_in_the_span(tmp_path, times, stays):
    file = file_of(tmp_path, "a.parquet", **times)
    for view in (TableView("feedback", SCHEMA, (file,)), TableView("feedback", SCHEMA, (), (file,), dead="d")):
        found = files_within(view, ("answered_at", "asked_at"), [SPAN])
        assert found == (view if stays else replace(view, files=(), dirty=()))


def test_a_file_that_says_nothing_of_its_times_stays_and_may_lie_ahead(tmp_path):
    file = file_of(tmp_path, "a.parquet", statistics=False, answered_at=datetime(2020, 1, 1))
    view = TableView("feedback", SCHEMA, (file,))
    assert files_within(view, ("answered_at",), [SPAN]) == view
    assert not happened_by(view, datetime(2030, 1, 1))


def test_all_had_happened_where_no_time_at_all_lies_after_the_moment(tmp_path):
    view = TableView("feedback", SCHEMA, (file_of(tmp_path, "a.parquet", version_at=datetime(2026, 3, 5)),))
    assert happened_by(view, datetime(2026, 3, 5))
    assert not happened_by(view, datetime(2026, 3, 4))
