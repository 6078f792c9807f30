# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""A stock: how many promises are open at the end of each period, asked through the one door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew import metrics
from clew.errors import UsageError
from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.columns import moment, unweighted
from clew.questions.asking import answer
from clew.questions.behind import rows_behind
from clew.questions.parse import parse_question

FIRST = datetime(2026, 1, 31, 12)


def changes(tables, parameters):
    """One row more where a promise is made, one less where it is kept."""
    promises = tables["promises"]
    made = promises.mutate(change=ibis.literal(1.0), changed_at=promises.made_at)
    kept = promises.filter(promises.kept_at.notnull())
    kept = kept.mutate(change=ibis.literal(-1.0), changed_at=kept.kept_at)
    rows = made.union(kept)
    rows = rows.filter(rows.changed_at.isnull() | (rows.changed_at <= moment(parameters)))
    return unweighted(rows, rows.change, rows.changed_at).drop("change", "changed_at")


OPEN_PROMISES = Metric(
    name="open_promises",
    label="Open promises",
    about="promises made and not kept yet",
    unit="promises",
    direction="lower",
    table="promises",
    needs=("promises.made_at",),
    time_column="made_at",
    default_statistic="open",
    statistics={"open": Statistic("open", "promises", "stock", "open at the end")},
    population=changes,
    counts="promises made and kept",
    source="made up for a test",
)


def promise(i, made, kept=None, **more):
    at = {"made_at": FIRST + timedelta(days=made), "kept_at": None if kept is None else FIRST + timedelta(days=kept)}
    return {"promise_id": f"p{i}", "customer_id": "c1", **at, **more}


@pytest.fixture
def ask(lake, engine, monkeypatch):
    monkeypatch.setitem(metrics.METRICS, "open_promises", OPEN_PROMISES)

    def run(**words):
        return answer(parse_question("open_promises", **words), lake, engine)

    return run


@pytest.fixture
def written(lake):
    """Four promises from the end of January on; nothing changes in March, all but one are kept by the end of April."""
    rows = [promise(0, 0, 10, kind="shop"), promise(1, 1, 70, kind="web"), promise(2, 2, 80, kind="shop")]
    return lake.write("promises", [*rows, promise(3, 88, kind="web")])


def test_open_now_is_a_complete_count(written, ask):
    (row,) = ask().rows
    assert (row.value, row.lo, row.hi, row.n, row.method, row.warnings) == (1, None, None, 4, "complete count", ())


def test_open_at_the_end_of_each_period_also_where_nothing_changed(written, ask):
    rows = ask(every="month").rows
    assert [(row.period, row.value, row.n) for row in rows] == [
        ("2026-01", 1, 1), ("2026-02", 2, 3), ("2026-03", 2, 3), ("2026-04", 1, 4),
    ]  # fmt: skip
    assert [row.warnings for row in rows] == [(), (), (), ("incomplete period",)]


def test_what_was_open_before_the_question_begins_is_counted_in(written, ask):
    rows = ask(every="month", start="2026-03-01", end="2026-04-01").rows
    assert [(row.period, row.value) for row in rows] == [("2026-03", 2)]
    (row,) = ask(start="2026-04-01", end="2026-04-15").rows
    assert row.value == 1
    (row,) = ask(as_of="2026-03-15").rows
    assert row.value == 2


def test_groups_filters_and_zero(written, ask):
    rows = ask(every="month", by="kind").rows
    assert [(row.dimensions["kind"], row.value) for row in rows] == [
        ("shop", 1), ("shop", 1), ("shop", 1), ("shop", 0), ("web", 0), ("web", 1), ("web", 1), ("web", 1),
    ]  # fmt: skip
    assert rows[4].n == 0
    assert [row.value for row in ask(every="month", where="kind=shop").rows] == [1, 1, 1, 0]


def test_changes_at_unknown_times_say_nothing(lake, ask):
    lake.write("promises", [promise(0, 0), {"promise_id": "p1", "made_at": None}])
    (row,) = ask().rows
    assert (row.value, row.n, row.missing) == (1, 1, 1)
    assert [row.value for row in ask(every="day").rows] == [1]


def test_changes_after_the_table_s_own_last_time_are_shown(lake, ask, monkeypatch):
    """Deadlines end these: they lie after everything that happened in the table, but before the question's moment."""

    def until_due(tables, parameters):
        return changes({"promises": tables["promises"].mutate(kept_at=tables["promises"].due_at)}, parameters)

    monkeypatch.setitem(metrics.METRICS, "open_promises", replace(OPEN_PROMISES, population=until_due))
    lake.write("promises", [promise(0, 0, due_at=FIRST + timedelta(days=70)), promise(1, 1)])
    rows = ask(every="month", as_of="2026-04-20").rows
    assert [(row.period, row.value) for row in rows] == [
        ("2026-01", 1), ("2026-02", 2), ("2026-03", 2), ("2026-04", 1),
    ]  # fmt: skip


def test_nothing_is_compared_and_an_empty_lake_has_none_open(ask):
    with pytest.raises(UsageError, match="no comparison"):
        ask(every="month", compare="previous")
    (row,) = ask().rows
    assert (row.value, row.n) == (None, 0)  # nothing is known of it
    assert ask(every="month").rows == ()


def test_the_rows_behind(written, lake, engine, ask):
    found = rows_behind(parse_question("open_promises"), lake, engine)
    assert [row["y"] for row in found] == [1, 1, 1, -1, -1, -1, 1]


spans = st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60)), min_size=1, max_size=15)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans)
def test_every_day_is_what_counting_says(lake, ask, spans):
    """The oracle: for each day, made by its end less kept by its end."""
    lake.write("promises", [promise(i, a, None if b is None else a + b) for i, (a, b) in enumerate(spans)])
    rows = ask(every="day").rows
    first = FIRST + timedelta(days=min(a for a, _ in spans))
    last = max([a for a, _ in spans] + [a + b for a, b in spans if b is not None])
    assert len(rows) == last - min(a for a, _ in spans) + 1
    for place, row in enumerate(rows):
        end = (first + timedelta(days=place)).replace(hour=0) + timedelta(days=1)
        day = (end - FIRST).days
        made = sum(a <= day for a, _ in spans)
        kept = sum(b is not None and a + b <= day for a, b in spans)
        assert (row.value, row.n) == (made - kept, made)
