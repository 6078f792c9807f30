# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""What holds for every answer, on tables drawn at random."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from clew.engines.compile import DIALECTS, canonical_tables, compile_expression
from clew.metrics import METRICS
from clew.questions.asking import answer
from clew.questions.behind import rows_behind
from clew.questions.gathering.cells import sketch_expression, values_expression
from clew.questions.parse import parse_question
from clew.stats.nps import nps
from clew.stats.sketch import Sketch

START = datetime(2026, 1, 1)
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
answers = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 10)), st.sampled_from(["web", "shop", None]), st.sampled_from("abc"),
        st.integers(0, 24 * 90), st.sampled_from([None, 1.0, 2.5]),
    ),
    max_size=40,
)  # fmt: skip
FILTERS = ["channel=web", "channel=shop", "customer_id!=a", "rating>=3", "answered_at>=2026-01-20"]


def rows_of(drawn):
    rows = []
    for i, (rating, channel, who, hours, weight) in enumerate(drawn):
        said = {"rating": None, "answer_state": "missing"} if rating is None else {"rating": float(rating)}
        at = {"answered_at": START + timedelta(hours=hours), "channel": channel}
        rows.append({"feedback_id": str(i), "customer_id": who, "metric": "nps", "weight": weight, **at, **said})
    return rows


def score(ratings):
    """The definition in plain Python."""
    if not ratings:
        return None
    return 100 * (sum(r >= 9 for r in ratings) - sum(r <= 6 for r in ratings)) / len(ratings)


@settings(max_examples=12, **QUIET)
@given(answers)
def test_groups_and_periods_agree_with_plain_python(lake, engine, drawn):
    rows = rows_of(drawn)
    lake.write("feedback", rows)
    found = answer(parse_question("nps", by="channel", every="month", min_n=1), lake, engine)
    groups = {}
    for row in rows:
        key = (row["channel"], f"{row['answered_at']:%Y-%m}")
        groups.setdefault(key, []).append(row["rating"])
    assert {(r.dimensions["channel"], r.period): (r.n, r.missing) for r in found.rows} == {
        key: (len([r for r in ratings if r is not None]), ratings.count(None)) for key, ratings in groups.items()
    }
    for row in found.rows:
        expected = score([r for r in groups[row.dimensions["channel"], row.period] if r is not None])
        assert row.value == (None if expected is None else pytest.approx(expected))


@settings(max_examples=12, **QUIET)
@given(answers, st.permutations(FILTERS), st.integers(0, 5))
def test_the_order_of_filters_means_nothing(lake, engine, drawn, filters, count):
    lake.write("feedback", rows_of(drawn))
    chosen = filters[:count]
    one, other = (answer(parse_question("nps", where=w), lake, engine) for w in (chosen, sorted(chosen)))
    assert structs.replace(one, sql=()) == structs.replace(other, sql=())


@settings(max_examples=12, **QUIET)
@given(answers, st.sampled_from(["channel", "customer_id", "rating", "channel,customer_id"]))
def test_groups_add_up_to_the_whole(lake, engine, drawn, by):
    lake.write("feedback", rows_of(drawn))
    whole = answer(parse_question("nps"), lake, engine).rows[0]
    parts = answer(parse_question("nps", by=by), lake, engine).rows
    assert (sum(p.n for p in parts), sum(p.missing for p in parts)) == (whole.n, whole.missing)
    assert len(rows_behind(parse_question("nps"), lake, engine)) == whole.n


@settings(max_examples=12, **QUIET)
@given(answers)
def test_weighted_answers_agree_with_the_sketch_of_plain_python(lake, engine, drawn):
    rows = [row for row in rows_of(drawn) if row["rating"] is not None]
    lake.write("feedback", rows)
    (found,) = answer(parse_question("nps", weighted=True, min_n=1), lake, engine).rows
    y = [(r["rating"] >= 9) - (r["rating"] <= 6) for r in rows]
    expected = nps(Sketch.of(y, [r["weight"] or 1 for r in rows], [r["customer_id"] for r in rows])).scaled(100)
    shown = (found.value, found.lo, found.hi, found.n_effective)
    assert shown == tuple(
        x if x is None else pytest.approx(x, abs=1e-6)
        for x in (expected.value, expected.lo, expected.hi, expected.n_effective)
    )
    assert found.method == expected.method


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("weighted", [False, True])
def test_the_sums_of_every_cell_compile_for_every_engine(dialect, weighted):
    metric = METRICS["nps"]
    rows = metric.rows(canonical_tables(), metric.statistic(None), {}).mutate(d0=lambda t: t.channel)
    for make in (sketch_expression, values_expression):
        assert "GROUP BY" in compile_expression(make(rows, ["d0"], weighted=weighted), dialect)
