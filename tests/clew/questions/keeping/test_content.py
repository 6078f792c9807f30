# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""What an answer is made from: equal only for equal content, whatever folder it lies in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from clew.engines.views import Link, Names, TableView
from clew.questions.keeping.content import content_hash, happens_after
from clew.tables import TABLES

SEEN = TableView("feedback", TABLES["feedback"].schema, ("/lake/a.parquet",), ("/lake/b.parquet",), "/lake/d.parquet")
OTHER = TableView("tickets", TABLES["tickets"].schema, ("/lake/t.parquet",))


def hash_of(view):
    return content_hash({"feedback": view, "tickets": OTHER}, ["feedback"])


@pytest.mark.parametrize(
    "change",
    [
        {"files": ("/lake/a.parquet", "/lake/c.parquet")},
        {"files": ("/lake/b.parquet",), "dirty": ("/lake/a.parquet",)},
        {"dead": "/lake/e.parquet"},
        {"aliases": "/lake/aliases.parquet"},
        {"links": (Link("customer_id", "ticket_id", "/lake/links.parquet"),)},
        {"names": (Names("channel", (("web", "site"),)),)},
    ],
)
def test_whatever_a_table_is_read_from_is_in_its_hash(change):
    assert hash_of(replace(SEEN, **change)) != hash_of(SEEN)


def test_other_tables_and_other_folders_are_not():
    moved = replace(SEEN, files=("/elsewhere/a.parquet",), dirty=("/elsewhere/b.parquet",), dead="/elsewhere/d.parquet")
    assert hash_of(moved) == hash_of(SEEN)
    more = content_hash({"feedback": SEEN, "tickets": replace(OTHER, files=("/lake/u.parquet",))}, ["feedback"])
    assert more == hash_of(SEEN)


def test_what_lies_ahead_is_known_from_footers(lake):
    lake.write("tickets", [{"ticket_id": "1", "opened_at": datetime(2026, 3, 1), "due_at": datetime(2026, 4, 1)}])
    assert happens_after(lake.views["tickets"], datetime(2026, 2, 28))
    assert not happens_after(lake.views["tickets"], datetime(2026, 3, 1)), "a deadline has not happened"
    assert not happens_after(lake.views["calls"], datetime(2026, 1, 1))
    assert not happens_after(None, datetime(2026, 1, 1))
