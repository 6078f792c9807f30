"""What is set aside: counted by reason, listed page by page, gone with the import."""

from __future__ import annotations

ROWS = [
    ("feedback_id", "customer_id", "metric", "rating", "answered_at"),
    ("f1", "c1", "nps", "9", "2026-01-01"),
    ("f2", "c2", "nps", "ten", "2026-01-02"),
    ("f3", "c3", "nps", "ten", "2026-01-03"),
    ("f4", "c4", "nps", "8", "someday"),
]


def test_reasons_are_counted_and_rows_listed_by_page_and_filter(workspace, write_csv):
    assert workspace.quarantine() == []
    assert workspace.set_aside() == {"total": 0, "rows": []}
    (done,) = workspace.import_files([write_csv("a.csv", ROWS)], table="feedback")
    first, second = workspace.quarantine()
    assert (first["import_id"], first["file"], first["table"]) == (done.import_id, "a.csv", "feedback")
    assert [(row["column"], row["count"]) for row in (first, second)] == [("rating", 2), ("answered_at", 1)]
    assert workspace.set_aside()["total"] == 3
    page = workspace.set_aside(import_id=done.import_id, offset=1, limit=1)
    assert (page["total"], [row["line"] for row in page["rows"]]) == (3, [4])
    chosen = workspace.set_aside(reason=first["reason"], column="rating", table="feedback", value="ten")
    assert [(row["row"], row["value"]) for row in chosen["rows"]] == [(1, "ten"), (2, "ten")]
    assert workspace.set_aside(table="events") == {"total": 0, "rows": []}
    workspace.undo(done.import_id)
    assert workspace.quarantine() == []


def test_conflicts_are_among_them(workspace, events_csv):
    workspace.import_files([events_csv("a.csv", [("e1", "c1", "open", 1)])], table="events")
    workspace.import_files([events_csv("b.csv", [("e1", "c1", "close", 1)])], table="events")
    (only,) = workspace.quarantine()
    assert (only["reason"], only["column"], only["count"]) == ("conflict", "event_id", 1)


def test_raw_rows_are_read_from_the_journal(workspace, write_csv):
    (done,) = workspace.import_files([write_csv("a.csv", ROWS)], table="feedback")
    found = workspace.raw_rows(done.import_id, offset=1, limit=2)
    assert [(row["_row"], row["_line"], row["rating"]) for row in found] == [(1, 3, "ten"), (2, 4, "ten")]
    assert len(workspace.raw_rows(done.import_id)) == 4
    assert workspace.raw_rows(done.import_id, offset=9) == []
