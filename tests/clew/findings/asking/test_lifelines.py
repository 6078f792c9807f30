"""Contracts and bad experiences as numbers: who, from when to when, and what is not watched."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.findings.asking.lifelines import EXPERIENCES, read_contracts
from clew.findings.tested.churn import DAY
from clew.questions.gathering.lake import Reader
from clew.tables import TABLES

AS_OF = "2026-06-30T12:00:00+00:00"
START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return datetime.fromtimestamp(START.timestamp() + number * 86_400, UTC)


class Lake:
    """Tables written by hand."""

    version = settings_version = 1

    def __init__(self, folder, **tables):
        self.views = {name: TableView(name, table.schema) for name, table in TABLES.items()}
        for name, rows in tables.items():
            schema, path = TABLES[name].schema, folder / f"{name}.parquet"
            hashed = [{"id_hash": at, "content_hash": at, **row} for at, row in enumerate(rows)]
            pq.write_table(pa.Table.from_pylist(hashed, schema=schema), path)
            self.views[name] = TableView(name, schema, (str(path),))


@pytest.fixture
def read(tmp_path):
    def reading(name, **tables):
        with DuckDBEngine(tmp_path, threads=1, memory_limit="500MB") as engine:
            return read_contracts(name, Reader(Lake(tmp_path, **tables), engine), AS_OF)

    return reading


def complaint(customer, at, kind="complaint"):
    return {"ticket_id": f"{customer}-{at}", "customer_id": customer, "opened_at": day(at), "kind": kind}


def contract(customer, begin, end=None):
    return {
        "subscription_id": f"{customer}-{begin}",
        "customer_id": customer,
        "started_at": day(begin),
        "ended_at": None if end is None else day(end),
    }


def days(times):
    return [(int(at) - int(START.timestamp()) * 1_000_000) / DAY for at in times]


def test_contracts_are_watched_since_the_first_experience_until_they_end_or_today(read):
    tickets = [complaint("b", 30), complaint("a", 10), complaint("a", 5), complaint("c", 1, kind="question")]
    owned = [contract("a", -400, 50), contract("b", 20), contract("a", -400, 3), contract("d", 7, 5_000)]
    contracts, bad = read("complaint", tickets=tickets, subscriptions=owned)
    assert days(contracts.begin) == [5, 20, 7]
    assert days(contracts.end) == [50, 180.5, 180.5]
    assert contracts.ended.tolist() == [True, False, False]
    assert days(bad.at) in ([5, 10, 30], [30, 5, 10])
    assert (np.diff(bad.customer) >= 0).all()
    a, b, d = contracts.customer.tolist()
    assert len({a, b, d}) == 3
    assert dict(zip(days(bad.at), bad.customer.tolist(), strict=True)) == {5.0: a, 10.0: a, 30.0: b}


def test_whose_they_are_has_to_be_known(read):
    nobodys = {**complaint("x", 5), "customer_id": None}
    assert read("complaint", tickets=[nobodys], subscriptions=[contract("a", 0)]) is None
    assert (
        read("complaint", tickets=[complaint("a", 5)], subscriptions=[{**contract("a", 0), "customer_id": None}])
        is None
    )
    assert read("complaint", tickets=[complaint("a", 5)]) is None
    assert read("complaint", subscriptions=[contract("a", 0)]) is None
    contracts, bad = read("complaint", tickets=[nobodys, complaint("a", 9)], subscriptions=[contract("a", 0)])
    assert (days(contracts.begin), days(bad.at)) == ([9], [9])


def promise(customer, due, kept):
    return {
        "promise_id": f"{customer}-{due}",
        "customer_id": customer,
        "kind": "visit",
        "made_at": day(due - 5),
        "due_at": day(due),
        "kept_at": None if kept is None else day(kept),
    }


def test_a_broken_promise_is_felt_when_it_was_due(read):
    promises = [promise("a", 10, 12), promise("b", 20, 19), promise("c", 30, None), promise("d", 400, None)]
    _, bad = read("broken promise", promises=promises, subscriptions=[contract("a", 0)])
    assert sorted(days(bad.at)) == [10, 30]


def test_a_bad_score_is_one_of_six_or_less(read):
    answers = [
        {"feedback_id": f"f{at}", "customer_id": "a", "metric": metric, "rating": rating, "answered_at": day(at)}
        for at, (metric, rating) in enumerate([("nps", 6), ("nps", 7), ("nps", 0), ("csat", 1), ("nps", None)])
    ]
    _, bad = read("detractor", feedback=answers, subscriptions=[contract("a", -5)])
    assert days(bad.at) == [0, 2]


def test_each_kind_of_experience_is_tested():
    assert set(EXPERIENCES) == {"complaint", "broken promise", "detractor"}
