# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Fields of other tables: by which id they come, and that no row is ever counted twice."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.errors import UsageError
from clew.questions.asking import answer
from clew.questions.parse import parse_question

AT = datetime(2026, 3, 10)


def given(i, rating=10, **more):
    return {
        "feedback_id": f"f{i}",
        "customer_id": f"c{i % 3}",
        "metric": "nps",
        "rating": rating,
        "answered_at": AT,
        **more,
    }


@pytest.fixture
def ask(lake, engine):
    return lambda metric, **words: answer(parse_question(metric, **words), lake, engine)


def counts(found):
    return {tuple(row.dimensions.values()): row.n for row in found.rows}


def promise(i, order, **more):
    return {"promise_id": f"p{i}", "order_id": order, "customer_id": "c0", "due_at": AT, **more}


def test_the_most_particular_id_joins(lake, ask):
    lake.write("feedback", [given(i, order_id=f"o{i}") for i in range(6)])
    lake.write("promises", [promise(i, f"o{i}", kept_at=AT if i < 4 else datetime(2026, 3, 11)) for i in range(5)])
    assert counts(ask("nps", by="promises.kept")) == {("yes",): 4, ("no",): 1, (None,): 1}
    assert counts(ask("nps", where=["promises.kept=no"])) == {(): 1}
    assert counts(ask("nps", where=["promises.kept="])) == {(): 1}


def test_an_id_without_data_does_not_join(lake, ask):
    lake.write("feedback", [given(i) for i in range(6)])
    lake.write("promises", [promise(i, None, kept_at=AT) for i in range(2)])
    assert counts(ask("nps", by="promises.kept")) == {("yes",): 2, (None,): 4}


def test_a_join_that_would_multiply_rows_is_refused(lake, ask):
    lake.write("feedback", [given(i) for i in range(6)])
    lake.write(
        "purchases",
        [{"purchase_id": str(i), "customer_id": "c0", "purchased_at": AT, "product": "ab"[i % 2]} for i in range(4)],
    )
    with pytest.raises(UsageError, match="more than once: one customer_id has several values in purchases"):
        ask("nps", by="purchases.product")
    with pytest.raises(UsageError, match="more than once"):
        ask("nps", where=["purchases.product=a"])


def test_the_same_value_twice_multiplies_nothing(lake, ask):
    lake.write("feedback", [given(i) for i in range(6)])
    lake.write(
        "purchases",
        [{"purchase_id": str(i), "customer_id": "c0", "purchased_at": AT, "product": "a"} for i in range(4)],
    )
    assert counts(ask("nps", by="purchases.product")) == {("a",): 2, (None,): 4}


def test_traits_are_those_of_the_customer(lake, ask):
    lake.write("feedback", [given(i) for i in range(6)])
    lake.write(
        "customers",
        [{"customer_id": f"c{i}", "traits": f'{{"plan": "{p}", "lines": {i}}}'} for i, p in enumerate("AAB")],
    )
    assert (
        counts(ask("nps", by="traits.plan")) == counts(ask("nps", by="customers.traits.plan")) == {("A",): 4, ("B",): 2}
    )
    assert counts(ask("nps", where=["customers.traits.lines>=1"])) == {(): 4}


def test_tables_without_a_common_id_say_so(ask):
    with pytest.raises(UsageError, match="share no id"):
        ask("repurchase", by="readings.reader")


def test_a_derived_column_listens_to_the_settings(lake, ask):
    lake.write("feedback", [given(i, order_id=f"o{i}") for i in range(6)])
    lake.write("promises", [promise(i, f"o{i}", kept_at=datetime(2026, 3, 10, 9)) for i in range(6)])
    assert counts(ask("nps", by="promises.kept")) == {("no",): 6}
    assert counts(ask("nps", by="promises.kept", settings=["day=yes"])) == {("yes",): 6}
    with pytest.raises(UsageError, match="no parameter of nps 'day'"):
        ask("nps", settings=["day=yes"])


def test_a_refused_join_says_which_id_has_several_rows_and_what_works(lake, ask):
    lake.write("feedback", [given(i) for i in range(6)])
    lake.write("promises", [promise(i, None, kept_at=AT if i else None) for i in range(2)])
    with pytest.raises(UsageError) as refused:
        ask("nps", by="promises.kept")
    said = str(refused.value)
    assert "one customer_id has several values in promises (1 more values than ids)" in said
    assert "What works: a field of feedback; a metric that counts the rows of promises; importing the order_id" in said
    assert counts(ask("promise_kept", by="customers.country"))
