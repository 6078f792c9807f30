"""One customer under several ids, and columns fetched through a shared id, whatever came first."""

from __future__ import annotations

import itertools

import pyarrow.parquet as pq
import pytest

from clew.importers import load_mapping

ORDERS = load_mapping(
    """
format = 1
table = "purchases"
key = ["order_id"]
[columns]
customer_id = "customer"
order_id = "order_id"
purchased_at = "at"
amount = "amount"
"""
)
REVIEWS = load_mapping(
    """
format = 1
table = "feedback"
key = ["review"]
[columns]
order_id = "order_id"
rating = "stars"
answered_at = "at"
[constants]
metric = "rating"
scale_min = "1"
scale_max = "5"
[join.customer_id]
table = "purchases"
by = "order_id"
"""
)
PEOPLE = load_mapping(
    """
format = 1
table = "customers"
key = ["number"]
[columns]
customer_id = "number"
country = "country"
[private]
keep = {email = "mail"}
"""
)
SURVEY = load_mapping(
    """
format = 1
table = "feedback"
key = ["answer"]
[columns]
rating = "score"
answered_at = "at"
[constants]
metric = "nps"
[private]
keep = {email = "e-mail"}
"""
)


@pytest.fixture
def orders(write_csv):
    rows = [("order_id", "customer", "at", "amount"), ("o1", "c1", "2026-01-01", 5), ("o2", "c2", "2026-01-02", 7)]
    return write_csv("orders.csv", [*rows, ("o3", "c3", "2026-01-03", 1)]), ORDERS


@pytest.fixture
def reviews(write_csv):
    rows = [("review", "order_id", "stars", "at"), ("r1", "o1", 5, "2026-02-01"), ("r2", "o2", 1, "2026-02-02")]
    return write_csv("reviews.csv", [*rows, ("r3", "o9", 4, "2026-02-03"), ("r4", "", 4, "2026-02-03")]), REVIEWS


@pytest.fixture
def people(write_csv):
    rows = [("number", "mail", "country"), ("k1", "Anna@x.example", "PL"), ("k2", "two@x.example", "PL")]
    return write_csv("people.csv", [*rows, ("k3", "two@x.example", "DE")]), PEOPLE


@pytest.fixture
def survey(write_csv):
    rows = [("answer", "e-mail", "score", "at"), ("a1", "anna@X.example", 9, "2026-01-01")]
    rows += [("a2", "two@x.example", 2, "2026-01-01"), ("a3", "no@x.example", 3, "2026-01-01")]
    return write_csv("survey.csv", rows), SURVEY


def customers_of(rows_of, workspace, table="feedback", by="feedback_id"):
    return {row[by]: row["customer_id"] for row in rows_of(workspace, table)}


def test_a_join_finds_the_customer_whatever_came_first(another, orders, reviews, rows_of):
    for number, order in enumerate(itertools.permutations([orders, reviews])):
        workspace = another(str(number))
        for path, mapping in order:
            workspace.import_files([path], mapping=mapping)
        assert customers_of(rows_of, workspace) == {"r1": "c1", "r2": "c2", "r3": None, "r4": None}
    again = workspace.import_files([reviews[0]], mapping=REVIEWS)[0]
    assert again.joins == [{"key": "order_id", "matched": 2, "ambiguous": 0, "unmatched": 2}]


def test_an_order_of_two_customers_is_ambiguous_and_joins_nobody(workspace, orders, reviews, write_csv, rows_of):
    workspace.import_files([orders[0]], mapping=ORDERS)
    split = load_mapping(ORDERS_BY_LINE)
    path = write_csv("split.csv", [("line", "order_id", "customer", "at"), ("l1", "o1", "c8", "2026-01-01")])
    workspace.import_files([path], mapping=split)
    result = workspace.import_files([reviews[0]], mapping=REVIEWS)[0]
    assert result.joins == [{"key": "order_id", "matched": 1, "ambiguous": 1, "unmatched": 2}]
    assert customers_of(rows_of, workspace)["r1"] is None


ORDERS_BY_LINE = """
format = 1
table = "purchases"
key = ["line"]
[columns]
customer_id = "customer"
order_id = "order_id"
purchased_at = "at"
"""


def test_an_email_finds_its_one_customer_and_never_merges_two(another, people, survey, rows_of):
    for number, order in enumerate(itertools.permutations([people, survey])):
        workspace = another(str(number))
        for path, mapping in order:
            workspace.import_files([path], mapping=mapping)
        found = customers_of(rows_of, workspace)
        assert found["a1"] == "k1"
        assert found["a2"].startswith("email:")
        assert found["a3"].startswith("email:")
        assert workspace.status()["ambiguous_identifiers"] == 1
    again = workspace.import_files([survey[0]], mapping=SURVEY)[0]
    assert again.joins == [{"key": "email", "matched": 1, "ambiguous": 1, "unmatched": 1}]


def test_direct_identifiers_stay_out_of_the_tables(workspace, people, survey):
    workspace.import_files([people[0]], mapping=PEOPLE)
    workspace.import_files([survey[0]], mapping=SURVEY)
    for file in (workspace.place.folder / "lake").rglob("*.parquet"):
        assert "x.example" not in repr(pq.ParquetFile(file).read().to_pylist()), file
    held = [pq.ParquetFile(file) for file in (workspace.place.folder / "identifiers").glob("*.parquet")]
    assert any("anna@x.example" in repr(file.read().to_pylist()) for file in held)
    columns = [(file, file.schema.names.index("value")) for file in held]
    assert not any(file.metadata.row_group(0).column(at).is_stats_set for file, at in columns)
    assert workspace.status()["identifiers"] == 6


def test_undo_takes_identifiers_back(another, people, survey, rows_of):
    workspace = another("w")
    first = workspace.import_files([people[0]], mapping=PEOPLE)[0]
    workspace.import_files([survey[0]], mapping=SURVEY)
    workspace.undo(first.import_id)
    assert workspace.status()["identifiers"] == 3
    assert customers_of(rows_of, workspace)["a1"].startswith("email:")


def test_stated_identities_make_one_customer_and_undo_parts_them(workspace, write_csv, feedback_csv, rows_of):
    workspace.import_files([feedback_csv("f.csv", [("f1", "old", 9, 1), ("f2", "new", 8, 2)])], table="feedback")
    pairs = write_csv("pairs.csv", [("from_id", "to_id", "stated_at"), ("old", "new", "2026-01-01")])
    stated = workspace.import_files([pairs], table="identities")[0]
    assert set(customers_of(rows_of, workspace).values()) == {"new"}
    assert workspace.snapshot().tables["feedback"]["customers"] == 1
    workspace.undo(stated.import_id)
    assert set(customers_of(rows_of, workspace).values()) == {"old", "new"}


def test_rebuild_keeps_aliases_and_links(workspace, orders, reviews, people, survey, rows_of):
    for path, mapping in (orders, reviews, people, survey):
        workspace.import_files([path], mapping=mapping)
    before = rows_of(workspace, "feedback")
    workspace.rebuild()
    assert rows_of(workspace, "feedback") == before


def test_two_columns_fetched_by_one_id_are_told_once(workspace, orders, reviews):
    mapping = load_mapping(REVIEWS_BY_TWO)
    workspace.import_files([orders[0]], mapping=ORDERS)
    result = workspace.import_files([reviews[0]], mapping=mapping)[0]
    assert result.joins == [{"key": "order_id", "matched": 2, "ambiguous": 0, "unmatched": 2}]


REVIEWS_BY_TWO = """
format = 1
table = "feedback"
key = ["review"]
[columns]
order_id = "order_id"
rating = "stars"
answered_at = "at"
[constants]
metric = "rating"
scale_min = "1"
scale_max = "5"
[join.customer_id]
table = "purchases"
by = "order_id"
[join.product]
table = "purchases"
by = "order_id"
"""
