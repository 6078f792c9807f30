# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Net Promoter Score: the boxes, the blanks, and the function form."""

from __future__ import annotations

from datetime import datetime

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.compile import compile_expression
from clew.errors import UsageError
from clew.metrics import nps


def asked(ratings, **more):
    return [{"feedback_id": str(i), "metric": "nps", "rating": r, **more} for i, r in enumerate(ratings)]


def balances(rows):
    return [row["y"] for row in sorted(rows, key=lambda row: int(row["feedback_id"]))]


def test_zero_is_an_answer_and_a_blank_is_none(population):
    rows = population("nps", {"feedback": asked([0, 6, 7, 8, 9, 10, None])})
    assert balances(rows) == [-1, -1, 0, 0, 1, 1, None]


@pytest.mark.parametrize("code", [11, 99, -1, 6.5, 9.5])
def test_what_is_no_answer_from_0_to_10_is_missing(population, code):
    assert balances(population("nps", {"feedback": asked([10, code])})) == [1, None]
    assert balances(population("nps.mean", {"feedback": asked([10, code])})) == [10, None]


@pytest.mark.parametrize("state", ["not_asked", "not_applicable", "not_experienced"])
def test_who_could_not_answer_is_not_counted_as_missing(population, state):
    could_not = {"feedback_id": "9", "metric": "nps", "rating": None, "answer_state": state}
    rows = [*asked([10, None], answer_state="given"), could_not]
    assert balances(population("nps", {"feedback": rows})) == [1, None]


def test_other_metrics_are_left_out(population):
    rows = [*asked([10]), {"feedback_id": "9", "metric": "csat", "rating": 5.0}]
    assert len(population("nps", {"feedback": rows})) == 1


def test_a_blank_counts_at_the_time_it_was_asked(population):
    rows = population("nps", {"feedback": asked([None], asked_at=datetime(2026, 3, 1))})
    assert rows[0]["at"] == datetime(2026, 3, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("promoters", [1, 0, 0, None]), ("passives", [0, 1, 0, None]), ("detractors", [0, 0, 1, None])],
)
def test_shares_of_the_boxes(population, name, expected):
    assert balances(population(f"nps.{name}", {"feedback": asked([9, 8, 3, None])})) == expected


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=30))
def test_the_boxes_are_those_of_the_literature(population, ratings):
    found = balances(population("nps", {"feedback": asked(ratings)}))
    assert found == [None if r is None else 1 if r >= 9 else -1 if r <= 6 else 0 for r in ratings]


def figure(expression):
    answers = pa.table({"rating": pa.array([10, 9, 8, 0, None], pa.float64()), "shop": ["a", "a", "b", "b", "b"]})
    assert answers.num_rows
    with duckdb.connect() as connection:
        connection.register("answers", answers)
        return connection.sql(compile_expression(expression)).fetchall()


ANSWERS = ibis.table({"rating": "float64", "shop": "string"}, name="answers")


def test_a_column_gives_a_figure_that_groups_can_be_made_of():
    assert figure(nps(ANSWERS.rating).as_table()) == [(25.0,)]
    grouped = ANSWERS.group_by("shop").aggregate(score=nps(ANSWERS.rating)).order_by("shop")
    assert figure(grouped) == [("a", 100.0), ("b", -50.0)]


def test_a_table_of_ones_own_needs_only_the_ratings():
    assert figure(nps(ANSWERS).as_table()) == [(25.0,)]
    assert figure(nps(ANSWERS, statistic="answers").as_table()) == [(4,)]


def test_codes_for_no_answer_in_a_foreign_column_are_no_promoters():
    whole = ibis.table({"rating": "int64"}, name="codes")
    with duckdb.connect() as connection:
        connection.sql("create table codes as select unnest([10, 9, 0, 11, 99, -1, null]) as rating")
        found = connection.sql(compile_expression(nps(whole.rating).as_table())).fetchall()
    assert found == [(pytest.approx(100 / 3),)]


def test_what_is_no_single_figure_says_so():
    with pytest.raises(UsageError, match="no single figure"):
        nps(ANSWERS, statistic="distribution")
    with pytest.raises(UsageError, match="needs a table"):
        nps(ANSWERS.rating, statistic="promoters")
    with pytest.raises(UsageError, match="Did you mean 'promoters'"):
        nps(ANSWERS, statistic="promoter")


def test_who_answers_is_the_customer_else_the_invitation(population):
    known = asked([10], customer_id="c", invitation_id="i")
    unknown = {"feedback_id": "8", "metric": "nps", "rating": 9.0, "invitation_id": "i"}
    rows = [*known, unknown, {"feedback_id": "9", "metric": "nps", "rating": 9.0}]
    found = population("nps", {"feedback": rows})
    assert [row["unit_id"] for row in sorted(found, key=lambda row: row["feedback_id"])] == ["c", "i", None]


def test_ids_of_a_foreign_table_can_be_numbers():
    kinds = {"rating": "int64", "customer_id": "int64", "invitation_id": "string"}
    assert "SELECT" in compile_expression(nps(ibis.table(kinds, name="answers")).as_table())
