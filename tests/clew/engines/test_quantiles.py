"""The inverted distribution function: worked cases, numpy's as the oracle, PostgreSQL as a witness."""

from __future__ import annotations

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.compile import compile_expression
from clew.engines.quantiles import quantile, sorted_values
from clew.errors import UsageError


def of(values: list[float | None]) -> ibis.Table:
    rows = [ibis.literal(value, type="float64").name("y").as_table() for value in values]
    return ibis.union(*rows) if len(rows) > 1 else rows[0]


CASES = [
    ([1, 2, 3, 4], 0.5, 2),  # the lower of the two middle values, not their mean
    ([1, 2, 3, 4], 0.51, 3),
    ([3, 1, 2], 0.5, 2),
    ([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.9, 90),
    ([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.91, 100),
    ([5], 0.01, 5),
    ([0, 0, 0, 9], 0.75, 0),
    ([1, None, 3, None], 0.5, 1),
    ([4, 7], 1.0, 7),
    ([None], 0.5, None),
]


@pytest.mark.parametrize(("values", "level", "expected"), CASES)
def test_worked_cases(on_duckdb, values, level, expected):
    table = of(values)
    assert on_duckdb(table.aggregate(q=quantile(table["y"], level))) == [{"q": expected}]


def test_worked_cases_on_postgres(postgres):
    for values, level, expected in CASES:
        table = of(values)
        (found,) = postgres(compile_expression(table.aggregate(q=quantile(table["y"], level)), "postgres"))
        assert (float(found) if found else None) == expected, (values, level)


@settings(deadline=None, max_examples=60)
@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=25),
    level=st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]),
)
def test_quantiles_agree_with_numpy(on_duckdb, values, level):
    table = of(values)
    (found,) = on_duckdb(table.aggregate(q=quantile(table["y"], level)))
    assert found["q"] == np.quantile(values, level, method="inverted_cdf")


def test_quantiles_by_group_and_sorted_values(on_duckdb):
    table = of([3.0, 1.0, None, 2.0, -1.0])
    grouped = table.group_by(sign=table["y"] > 0).aggregate(q=quantile(table["y"], 0.5), ys=sorted_values(table["y"]))
    found = {row["sign"]: (row["q"], row["ys"]) for row in on_duckdb(grouped)}
    assert found[True] == (2.0, [1.0, 2.0, 3.0])
    assert found[False] == (-1.0, [-1.0])
    assert found[None][0] is None


@pytest.mark.parametrize("level", [0, -0.1, 1.01])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(UsageError, match="level lies above 0"):
        quantile(of([1.0])["y"], level)


def test_every_dialect_says_it(assert_compiles):
    table = ibis.table({"g": "string", "y": "float64"}, name="t")
    texts = assert_compiles(table.group_by("g").aggregate(q=quantile(table["y"], 0.9), ys=sorted_values(table["y"])))
    assert "QUANTILE_CONT" not in str(texts).upper()
