# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Share: rows of any table with a value in any column."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.errors import UsageError

CUSTOMERS = [
    {"customer_id": "a", "traits": '{"churn": "Yes", "lines": 2, "senior": true}', "country": "PL"},
    {"customer_id": "b", "traits": '{"churn": "No", "lines": 1}', "country": "RO"},
    {"customer_id": "c", "traits": "{}"},
    {"customer_id": "d"},
]


def flags(rows):
    return {row["customer_id"]: row["y"] for row in rows}


@pytest.mark.parametrize(
    ("column", "equals", "expected"),
    [
        pytest.param("traits.churn", "Yes", {"a": 1, "b": 0, "c": None, "d": None}, id="text in JSON"),
        pytest.param("traits.lines", "2", {"a": 1, "b": 0, "c": None, "d": None}, id="number in JSON"),
        pytest.param("traits.senior", "true", {"a": 1, "b": None, "c": None, "d": None}, id="flag in JSON"),
        pytest.param("country", "PL|RO", {"a": 1, "b": 1, "c": None, "d": None}, id="several values"),
    ],
)
def test_share_of_customers(population, column, equals, expected):
    assert flags(population("share", {"customers": CUSTOMERS}, column=column, equals=equals)) == expected


def test_a_derived_column_of_another_table(population):
    promises = [{"promise_id": "p", "due_at": datetime(2026, 1, 1), "kept_at": datetime(2026, 1, 1)}]
    rows = population("share", {"promises": promises}, table="promises", column="kept", equals="yes")
    assert rows[0]["y"] == 1


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"column": "traits.churn"}, "'equals' must be given"),
        ({"equals": "Yes"}, "'column' must be given"),
        ({"column": "nothing", "equals": "Yes"}, "no field of customers 'nothing'"),
        ({"column": "promises.kept", "equals": "Yes"}, "no field of customers; choose its table"),
        ({"column": "rating", "equals": "ten", "table": "feedback"}, "holds numbers"),
        ({"column": "traits", "equals": "x"}, "name one of them"),
        ({"column": "country", "equals": "x", "table": "people"}, "no value of 'table' 'people'"),
    ],
)
def test_what_cannot_be_is_said(population, parameters, message):
    with pytest.raises(UsageError, match=message):
        population("share", {}, **parameters)
