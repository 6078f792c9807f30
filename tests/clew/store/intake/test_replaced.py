"""Two waves of a survey with one numbering: the second replaces the first, and the import says so."""

from __future__ import annotations

from clew.importers import load_mapping

MAPPING = """
format = 1
table = "feedback"
key = ["id"]
[columns]
rating = "{rating}"
answered_at = "day"
[constants]
metric = "nps"
"""
FIRST = [("id", "q1", "day"), ("1", 9, "2025-01-01"), ("2", 3, "2025-01-01")]
SECOND = [("id", "question_1", "day"), ("1", 4, "2026-01-01"), ("3", 5, "2026-01-01")]


def imported(workspace, file, rating):
    return workspace.import_files([file], mapping=load_mapping(MAPPING.format(rating=rating)))[0]


def test_rows_of_another_header_that_are_replaced_are_said(workspace, write_csv):
    assert imported(workspace, write_csv("2025.csv", FIRST), "q1").warnings == []
    (said,) = imported(workspace, write_csv("2026.csv", SECOND), "question_1").warnings
    assert "1 rows of feedback replaced" in said
    assert "(2025.csv)" in said


def test_a_later_export_with_the_same_header_replaces_as_it_should(workspace, write_csv):
    imported(workspace, write_csv("a.csv", FIRST), "q1")
    later = [FIRST[0], ("1", 8, "2025-02-01")]
    found = imported(workspace, write_csv("b.csv", later), "q1")
    assert found.tables[0]["updated"] == 1
    assert found.warnings == []


def test_another_header_that_replaces_nothing_is_fine(workspace, write_csv):
    imported(workspace, write_csv("a.csv", FIRST), "q1")
    other = [SECOND[0], ("7", 4, "2026-01-01")]
    assert imported(workspace, write_csv("b.csv", other), "question_1").warnings == []


def test_what_was_undone_is_not_replaced(workspace, write_csv):
    first = imported(workspace, write_csv("a.csv", FIRST), "q1")
    workspace.undo(first.import_id)
    assert imported(workspace, write_csv("b.csv", SECOND), "question_1").warnings == []
