"""How many rows found their customer: by number, by e-mail, through an order; known from another file and table."""

from __future__ import annotations

from typing import Any

import pytest

from clew.errors import UsageError
from clew.importers import load_mapping, open_source

ANSWERS = load_mapping(
    """
format = 1
table = "feedback"
key = ["id"]
[columns]
customer_id = "who"
rating = "score"
answered_at = "day"
[constants]
metric = "nps"
[private]
keep = { email = "mail" }
"""
)
PEOPLE = load_mapping(
    """
format = 1
table = "customers"
[columns]
customer_id = "nr"
[private]
keep = { email = "mail" }
"""
)
REVIEWS = load_mapping(
    """
format = 1
table = "feedback"
key = ["id"]
[columns]
order_id = "order"
rating = "score"
answered_at = "day"
[constants]
metric = "rating"
[join]
customer_id = { table = "purchases", by = "order_id" }
"""
)
ROWS = [
    ("id", "who", "mail", "score", "day"),
    ("1", "c1", "", 9, "2026-01-01"),  # known by number
    ("2", "c9", "", 9, "2026-01-01"),  # a number nobody else has
    ("3", "", "b@example.com", 9, "2026-01-01"),  # known by e-mail
    ("4", "", "family@example.com", 9, "2026-01-01"),  # an e-mail of two customers
    ("5", "", "stranger@example.com", 9, "2026-01-01"),
    ("6", "", "", 9, "2026-01-01"),  # nobody
    ("7", "c1", "", 9, "2026-01-01"),
]
REGISTER = [
    ("nr", "mail"),
    ("c1", "a@example.com"),
    ("c2", "b@example.com"),
    ("c3", "family@example.com"),
    ("c4", "family@example.com"),
]
WANTED = {"table": "feedback", "rows": 7, "found": 3, "ambiguous": 1, "unknown": 2, "without": 1, "share": 3 / 7}


def test_every_way_a_row_may_go(workspace: Any, write_csv: Any) -> None:
    workspace.import_files([write_csv("people.csv", REGISTER)], mapping=PEOPLE)
    (answers,) = workspace.import_files([write_csv("answers.csv", ROWS)], mapping=ANSWERS)
    assert workspace.join_rate(answers.import_id) == [WANTED]


def test_what_comes_later_counts_too(workspace: Any, write_csv: Any) -> None:
    (answers,) = workspace.import_files([write_csv("answers.csv", ROWS)], mapping=ANSWERS)
    nobody = {**WANTED, "found": 0, "ambiguous": 0, "unknown": 6, "share": 0.0}
    assert workspace.join_rate(answers.import_id) == [nobody]
    (people,) = workspace.import_files([write_csv("people.csv", REGISTER)], mapping=PEOPLE)
    assert workspace.join_rate(answers.import_id) == [WANTED]
    workspace.undo(people.import_id)
    assert workspace.join_rate(answers.import_id) == [nobody]


def test_a_preview_says_before_what_the_import_says_after(workspace: Any, write_csv: Any) -> None:
    workspace.import_files([write_csv("people.csv", REGISTER)], mapping=PEOPLE)
    path = write_csv("answers.csv", ROWS)
    document = workspace.preview(path, ANSWERS, rows=2)
    assert document["joins"] == [WANTED]
    assert len(document["rows"]) == 2
    with open_source(path) as source:
        assert workspace.preview(source, ANSWERS, sample=2)["joins"][0]["rows"] == 2
    assert [row["file"] for row in workspace.imports()] == [str(path.parent / "people.csv")]


def test_through_an_order(workspace: Any, write_csv: Any) -> None:
    orders = [
        ("purchase_id", "customer_id", "order_id", "purchased_at"),
        ("p1", "c1", "o1", "2026-01-01"),
        ("p2", "c2", "o2", "2026-01-01"),
        ("p3", "c3", "o2", "2026-01-01"),
    ]
    workspace.import_files([write_csv("orders.csv", orders)], table="purchases")
    reviews = [
        ("id", "order", "score", "day"),
        *((n, o, 5, "2026-01-02") for n, o in enumerate(["o1", "o2", "o3", ""])),
    ]
    path = write_csv("reviews.csv", reviews)
    wanted = {"table": "feedback", "rows": 4, "found": 1, "ambiguous": 1, "unknown": 0, "without": 2, "share": 0.25}
    assert workspace.preview(path, REVIEWS)["joins"] == [wanted]
    (done,) = workspace.import_files([path], mapping=REVIEWS)
    assert workspace.join_rate(done.import_id) == [wanted]


def test_ids_that_are_one_customer(workspace: Any, write_csv: Any) -> None:
    same = [("from_id", "to_id"), ("app-7", "c1")]
    workspace.import_files([write_csv("same.csv", same)], table="identities")
    workspace.import_files([write_csv("people.csv", REGISTER)], mapping=PEOPLE)
    path = write_csv("answers.csv", [ROWS[0], ("1", "app-7", "", 9, "2026-01-01")])
    assert workspace.preview(path, ANSWERS)["joins"][0]["found"] == 1
    (done,) = workspace.import_files([path], mapping=ANSWERS)
    assert workspace.join_rate(done.import_id)[0]["found"] == 1


def test_the_file_itself_and_its_own_kind_are_no_witnesses(workspace: Any, write_csv: Any) -> None:
    """Two weeks of one survey know each other's people; that says nothing of whether they were found."""
    workspace.import_files([write_csv("week1.csv", [ROWS[0], ROWS[1]])], mapping=ANSWERS)
    (done,) = workspace.import_files([write_csv("week2.csv", [ROWS[0], ("8", *ROWS[1][1:])])], mapping=ANSWERS)
    assert workspace.join_rate(done.import_id)[0]["unknown"] == 1


def test_no_such_import_and_an_undone_one(workspace: Any, write_csv: Any) -> None:
    with pytest.raises(UsageError, match="import"):
        workspace.join_rate("nothing")
    (done,) = workspace.import_files([write_csv("answers.csv", ROWS)], mapping=ANSWERS)
    workspace.undo(done.import_id)
    assert workspace.join_rate(done.import_id) == []
