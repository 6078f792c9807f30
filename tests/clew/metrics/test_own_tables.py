# ruff: noqa: DTZ001 - times of the tables are UTC without a zone
"""Every metric on a table of one's own that has only the columns its definition needs."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import ibis
import pyarrow as pa
import pytest

from clew.engines.compile import compile_expression
from clew.errors import UsageError
from clew.metrics import METRICS

MARCH = datetime(2026, 3, 1)
DAY = timedelta(days=1)
KINDS = {"at": "timestamp(6)", "id": "string", "country": "string"}
BUYERS = {"customer_id": ["a", "a", "b", "b"], "purchased_at": [MARCH + n * DAY for n in (0, 5, 0, 200)]}
INVITED = {"asked_at": [MARCH, MARCH, MARCH], "answered_at": [MARCH + DAY, None, None]}
PROMISED = {"due_at": [MARCH, MARCH + DAY], "kept_at": [MARCH + 2 * DAY, MARCH]}
CONTACTS = [MARCH, MARCH + DAY, MARCH + 30 * DAY]
CALLED = {
    "queued_at": [MARCH] * 3,
    "answered_at": [MARCH + timedelta(seconds=10), None, MARCH + timedelta(seconds=30)],
    "abandoned_at": [None, MARCH + timedelta(seconds=20), None],
}
#: Metrics that read the history of tickets besides: one table is not enough.
OF_TICKETS = {
    "agent_wait", "backlog", "first_contact_resolution", "first_reply_time", "on_hold", "reassignments", "reopen_rate",
    "requester_wait", "resolution_time", "sla_met", "time_with",
}  # fmt: skip
CASES = [
    ("abandonment", CALLED, {}, 1 / 3),
    ("wait_time", CALLED, {"statistic": "answered_mean"}, 20.0),
    ("wait_time", CALLED, {"statistic": "answered_median"}, 10.0),
    ("transfers", {**CALLED, "transfers": [1.0, 5.0, 0.0]}, {}, 0.5),
    (
        "bot_share",
        {**CALLED, "ended_at": [MARCH + DAY] * 3, "bot_seconds": [5.0, None, 0.0]},
        {"statistic": "touched"},
        0.5,
    ),
    ("nps", {"rating": [10.0, 9.0, 0.0, None]}, {}, 100 / 3),
    ("csat", {"rating": [5.0, 4.0, 1.0, None]}, {}, 2 / 3),
    ("csat", {"rating": [7.0, 4.0], "scale_max": [7.0, 7.0]}, {}, 1 / 2),
    ("csat", {"rating": [5.0, 4.0, None]}, {"statistic": "mean"}, 4.5),
    ("ces", {"rating": [7.0, 1.0, None]}, {}, 4.0),
    ("ces", {"rating": [7.0, 1.0, None]}, {"statistic": "easy"}, 1 / 2),
    ("rating", {"rating": [5.0, 1.0, None]}, {}, 3.0),
    ("rating", {"rating": [5.0, 1.0, None]}, {"statistic": "median"}, 1.0),
    ("rating", {"rating": [5.0, 1.0], "scale_max": [5.0, 5.0]}, {"statistic": "top"}, 1 / 2),
    ("rating", {"rating": [5.0, 1.0], "scale_min": [1.0, 1.0]}, {"statistic": "bottom"}, 1 / 2),
    ("share", {"country": ["PL", "RO", None]}, {"column": "country", "equals": "PL"}, 1 / 2),
    ("response_rate", INVITED, {}, 1 / 3),
    ("response_rate", {**INVITED, "invitation_id": ["i", "i", None]}, {}, 1 / 2),
    ("response_rate", {**INVITED, "invitation_id": [None, None, None]}, {}, 1 / 3),
    ("response_rate", {**INVITED, "feedback_id": ["1", "2", "3"]}, {}, 1 / 3),
    ("promise_kept", PROMISED, {}, 1 / 2),
    ("promise_kept", {"due_at": [MARCH, MARCH]}, {"as_of": MARCH + DAY}, 0.0),
    ("promise_kept", {"promised_value": [1.0, 2.0], "delivered_value": [1.0, 1.0]}, {}, 1 / 2),
    ("lateness", PROMISED, {}, -86_400.0),
    ("lateness", PROMISED, {"statistic": "late"}, 1 / 2),
    ("repeat_contact", {"customer_id": ["a", "a", "b"], "occurred_at": CONTACTS}, {}, 1 / 2),
    ("repeat_contact", {"customer_id": ["a", "a", "b"], "queued_at": CONTACTS}, {"contact": "calls"}, 1 / 2),
    ("repeat_contact", {"customer_id": ["a", "a", "b"], "opened_at": CONTACTS}, {"contact": "tickets"}, 1 / 2),
    ("contact_rate", {"occurred_at": CONTACTS}, {"statistic": "contacts"}, 3),
    ("repurchase", BUYERS, {}, 1 / 2),
    ("repurchase", {**BUYERS, "order_id": ["1", "1", None, None]}, {}, 0.0),
    ("repurchase", {**BUYERS, "order_id": [None] * 4}, {}, 1 / 2),
]


def kind_of(column):
    return KINDS.get(column.rpartition("_")[2], "float64")


def figure(metric, columns, **asked):
    times = {name: pa.timestamp("us") for name in columns if kind_of(name).startswith("timestamp")}
    texts = {name: pa.string() for name in columns if kind_of(name) == "string"}
    own = pa.table({name: pa.array(values, {**times, **texts}.get(name)) for name, values in columns.items()})
    given = ibis.table({name: kind_of(name) for name in columns}, name="own")
    with duckdb.connect() as connection:
        connection.register("own", own)
        return connection.sql(compile_expression(metric(given, **asked).as_table())).fetchall()[0][0]


@pytest.mark.parametrize(("name", "columns", "asked", "expected"), CASES)
def test_the_columns_it_needs_are_enough(name, columns, asked, expected):
    assert figure(METRICS[name], columns, **asked) == pytest.approx(expected)


def test_no_metric_is_left_out():
    assert {name for name, *_ in CASES} | OF_TICKETS == set(METRICS)


@pytest.mark.parametrize("name", sorted(OF_TICKETS))
def test_a_second_table_that_is_read_is_named(name):
    with pytest.raises(UsageError, match=f"{name} reads ticket_changes as well: give a dict of tables"):
        figure(METRICS[name], {"ticket_id": ["a"], "opened_at": [MARCH], "customer_id": ["x"]})


@pytest.mark.parametrize(
    ("name", "lacks"),
    [
        ("nps", "nps needs the column rating; the table has score"),
        ("csat", "csat needs the column rating"),
        ("ces", "ces needs the column rating"),
        ("rating", "rating needs the column rating"),
        ("response_rate", "response_rate needs the columns asked_at, answered_at; the table has score"),
        ("promise_kept", "promise_kept needs the column due_at or promised_value"),
        ("lateness", "lateness needs the columns due_at, kept_at"),
        ("repeat_contact", "repeat_contact needs the columns customer_id, occurred_at"),
        ("contact_rate", "contact_rate needs the column occurred_at"),
        ("repurchase", "repurchase needs the columns customer_id, purchased_at"),
    ],
)
def test_a_column_that_is_not_there_is_named(name, lacks):
    with pytest.raises(UsageError, match=lacks):
        figure(METRICS[name], {"score": [1.0]})


def test_a_column_that_is_shared_out_is_named():
    with pytest.raises(UsageError, match="share needs the column country; the table has score"):
        figure(METRICS["share"], {"score": [1.0]}, column="country", equals="PL")


def test_a_table_that_is_not_there_is_named():
    with pytest.raises(UsageError, match="nps counts the rows of feedback; given are purchases"):
        METRICS["nps"]({"purchases": ibis.table({"rating": "float64"}, name="own")})
