"""Compaction: fewer files, no superseded rows, the same answers."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from clew.store.lake import compaction


@pytest.fixture
def crowded(workspace, feedback_csv):
    """A feedback table of nine files, some with superseded rows, over three months and without a time."""
    for week in range(9):
        rows = [
            (f"f{i}", f"c{i}", (i + week) % 11, 1 + i % 28, f"2026-0{1 + week // 4}-{1 + week:02d}")
            for i in range(week * 2, week * 2 + 5)
        ]
        workspace.import_files([feedback_csv(f"w{week}.csv", rows)], table="feedback")
    return workspace


def test_compact_keeps_the_rows_and_drops_the_dead(crowded, rows_of):
    before = rows_of(crowded, "feedback")
    assert crowded.status()["superseded_rows"] > 0
    assert len(crowded.place.lake.current().table("feedback").files) > 1
    document = crowded.compact()
    assert rows_of(crowded, "feedback") == before
    assert document["tables"] == [{"name": "feedback", "rows": len(before), "files": 1}]
    assert crowded.status()["superseded_rows"] == 0
    assert crowded.place.lake.current().table("feedback").dead is None
    assert crowded.verify() == []


def test_a_table_of_many_files_is_compacted_by_the_load_that_made_them(crowded, feedback_csv, rows_of, monkeypatch):
    monkeypatch.setattr(compaction, "CROWD", 3)
    before = rows_of(crowded, "feedback")
    crowded.import_files([feedback_csv("one.csv", [("x", "c", 1, 1)])], table="feedback")
    assert len(crowded.place.lake.current().table("feedback").files) <= 3
    found = rows_of(crowded, "feedback")
    assert [row for row in found if row["feedback_id"] != "x"] == before


def test_months_get_files_of_their_own_once_they_fill_one(workspace, write_csv, monkeypatch, rows_of):
    monkeypatch.setattr(compaction, "_LEAST_ROWS", 4)
    days = [f"2026-{month:02d}-0{day}" for month in (1, 2, 3) for day in range(1, 6)]
    rows = [("ticket_id", "customer_id", "opened_at"), *((f"t{i}", "c", day) for i, day in enumerate(days))]
    workspace.import_files([write_csv("t.csv", [*rows[::2], ("t99", "c", "")])], table="tickets")
    workspace.import_files([write_csv("u.csv", [rows[0], *rows[1::2]])], table="tickets")
    before = rows_of(workspace, "tickets")
    workspace.compact()
    assert rows_of(workspace, "tickets") == before
    files = workspace.place.lake.current().table("tickets").files
    assert [file.rows for file in files] == [5, 5, 5, 1]
    assert [file.first is None for file in files] == [False, False, False, True]
    months = [pq.ParquetFile(workspace.place.lake.path(f)).read()["opened_at"].to_pylist() for f in files[:3]]
    assert [{time.month for time in month} for month in months] == [{1}, {2}, {3}]


def test_compacting_twice_changes_nothing(crowded):
    crowded.compact()
    version = crowded.snapshot().version
    crowded.compact()
    assert crowded.snapshot().version == version


def test_rows_are_found_again_after_compaction(crowded, feedback_csv):
    crowded.compact()
    path = feedback_csv("again.csv", [("f0", "c0", 0, 1, "2026-01-01")])
    counts = crowded.import_files([path], table="feedback")[0].tables[0]
    assert (counts["accepted"], counts["duplicates"]) == (0, 1)
