# ruff: noqa: DTZ001 - times of the tables are UTC without a zone
"""The moment of a figure over a table of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import duckdb
import ibis
import pyarrow as pa
import pytest

from clew.engines.compile import DIALECTS, compile_expression
from clew.errors import UsageError
from clew.metrics import promise_kept, repeat_contact, repurchase

TIME = pa.timestamp("us")
MARCH, APRIL, FAR = datetime(2026, 3, 1), datetime(2026, 4, 1), datetime(2999, 1, 1)
DAY = timedelta(days=1)


def figure(metric, columns, **asked):
    table = pa.table({name: pa.array(v, TIME if name.endswith("_at") else None) for name, v in columns.items()})
    assert table.num_columns
    given = ibis.table({n: "timestamp(6)" if n.endswith("_at") else "string" for n in columns}, name="own")
    with duckdb.connect() as connection:
        connection.register("own", table)
        return connection.sql(compile_expression(metric(given, **asked).as_table())).fetchall()[0][0]


PROMISES = {"made_at": [MARCH, MARCH], "due_at": [APRIL, FAR], "kept_at": [APRIL - DAY, None]}


def test_a_promise_due_in_the_future_is_not_broken():
    assert figure(promise_kept, PROMISES) == 1.0
    assert figure(promise_kept, PROMISES, statistic="answers") == 1
    assert figure(promise_kept, PROMISES, as_of=FAR + DAY) == 0.5


@pytest.mark.parametrize(
    "as_of",
    [
        datetime(2026, 3, 10),
        "2026-03-10",
        datetime(2026, 3, 10, tzinfo=UTC),
        datetime(2026, 3, 10, 1, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_contacts_whose_days_are_not_over_are_left_out(as_of):
    contacts = {"customer_id": ["a", "a", "b"], "occurred_at": [MARCH, MARCH + 2 * DAY, MARCH + 8 * DAY]}
    contacts["event_id"] = ["1", "2", "3"]
    assert figure(repeat_contact, contacts) == 1.0
    assert figure(repeat_contact, contacts, as_of=as_of) == 0.5


def test_buyers_whose_days_are_not_over_are_left_out():
    bought = {"customer_id": ["a", "a", "b"], "purchased_at": [MARCH, MARCH + DAY, MARCH + 100 * DAY]}
    bought |= {"purchase_id": ["1", "2", "3"], "order_id": [None, None, None], "kind": [None, None, None]}
    assert figure(repurchase, {**bought, "order_id": ["1", "2", "3"], "kind": ["purchase"] * 3}) == 1.0


def test_the_zone_says_when_a_day_begins():
    # 22:30 UTC is half past midnight of the next day in Warsaw
    promises = {"due_at": [datetime(2026, 7, 1, 9)], "kept_at": [datetime(2026, 7, 1, 22, 30)]}
    assert figure(promise_kept, promises, day="yes") == 1.0
    assert figure(promise_kept, promises, day="yes", zone="Europe/Warsaw") == 0.0
    assert figure(promise_kept, promises, as_of="2026-07-02T00:15", zone="Europe/Warsaw", statistic="answers") == 1
    assert figure(promise_kept, promises, as_of="2026-07-01T10:15", zone="Europe/Warsaw", statistic="answers") == 0


def test_what_is_no_moment_and_no_zone_is_said():
    with pytest.raises(UsageError, match="is no date"):
        figure(promise_kept, PROMISES, as_of="yesterday")
    with pytest.raises(UsageError, match="no time zone"):
        figure(promise_kept, PROMISES, zone="Warsaw")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("metric", [promise_kept, repeat_contact, repurchase], ids=lambda metric: metric.name)
def test_the_latest_moment_compiles_everywhere(metric, dialect):
    names = ["due_at", "kept_at", "made_at", "occurred_at", "purchased_at"]
    kinds = dict.fromkeys(names, "timestamp(6)")
    kinds |= dict.fromkeys(("customer_id", "event_id", "purchase_id", "order_id", "kind"), "string")
    assert "SELECT" in compile_expression(metric(ibis.table(kinds, name="own")).as_table(), dialect)
