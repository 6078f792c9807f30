"""Whom a raw row names, whether or not it would stand."""

from __future__ import annotations

from clew.importers import load_mapping
from clew.importers.rows.identifiers import identifier_id
from clew.importers.rows.references import SHARED, find_references

SECRET = b"secret"


def named(raw, toml, **columns):
    found = find_references(raw(**columns), load_mapping(toml), source_sha256="ab" * 32, zone="UTC", secret=SECRET)
    people = {(row["position"], row["kind"], row["value"]) for row in found.people.to_pylist()}
    return people, {(row["position"], row["kind"], row["value"]) for row in found.shared.to_pylist()}


def test_the_ids_by_which_tables_hang_together():
    assert set(SHARED) == {"account_id", "feedback_id", "journey_run_id", "order_id", "session_id", "ticket_id"}


def test_rows_that_would_be_rejected_are_read_too(raw):
    toml = """
format = 1
table = "tickets"
columns = { ticket_id = "n", customer_id = "who", opened_at = "at" }
"""
    people, shared = named(raw, toml, n=["t1", None], who=["a", "b"], at=["never", "2026-01-01"])
    assert people == {(0, "customer", "a"), (1, "customer", "b")}
    assert shared == {(0, "ticket_id", "t1")}


def test_values_and_composed_ids_are_read_as_the_mapping_reads_them(raw):
    toml = """
format = 1
table = "customers"
[columns]
customer_id = ["=shop", "n"]
[missing]
customer_id = ["0"]
"""
    people, _ = named(raw, toml, n=["1", None])
    assert people == {(0, "customer", "shop|1")}


def test_identifiers_are_named_plain_and_hashed_and_stand_in_for_a_customer(raw):
    toml = """
format = 1
table = "feedback"
key = ["id"]
columns = { customer_id = "who", rating = "score" }
private = { keep = { email = "mail" } }
"""
    people, shared = named(raw, toml, id=["1", "2"], who=["a", None], score=["9", "9"], mail=["A@x.pl", "b@x.pl"])
    stand_in = {text: identifier_id("email", text, SECRET) for text in ("a@x.pl", "b@x.pl")}
    assert people == {
        (0, "customer", "a"),
        (1, "customer", stand_in["b@x.pl"]),
        *((n, "identifier", text) for n, text in enumerate(stand_in)),
        *((n, "identifier", hashed) for n, hashed in enumerate(stand_in.values())),
    }
    assert shared == {(0, "feedback_id", "1"), (1, "feedback_id", "2")}


def test_every_answer_of_a_wide_survey_has_its_id(raw):
    toml = """
format = 1
table = "feedback"
key = ["n"]
columns = { customer_id = "n" }
[unpivot]
columns = { q1 = "art", q2 = "food" }
"""
    _, shared = named(raw, toml, n=["1"], q1=["5"], q2=["4"])
    assert shared == {(0, "feedback_id", "1|q1"), (0, "feedback_id", "1|q2")}


def test_both_sides_of_an_identity_are_people(raw):
    toml = 'format = 1\ntable = "identities"\ncolumns = { from_id = "a", to_id = "b", stated_at = "at" }\n'
    people, _ = named(raw, toml, a=["x"], b=["y"], at=["2026-01-01"])
    assert people == {(0, "customer", "x"), (0, "customer", "y")}
