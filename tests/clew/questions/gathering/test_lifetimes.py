"""Cells of times that may not have ended: compiled for every engine, and read back as they were written."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest

from clew.engines.compile import DIALECTS, canonical_tables, compile_expression
from clew.questions.gathering.cells import sketch_expression
from clew.questions.gathering.lifetimes import lifetime_cells, lifetimes_expression

calls = canonical_tables()["calls"]
waits = calls.mutate(
    y=(calls.answered_at.epoch_seconds() - calls.queued_at.epoch_seconds()).cast("float64"),
    ended=calls.answered_at.notnull(),
    ending=ibis.cases((calls.answered_at.notnull(), "answered")),
    d0=calls.queue,
    unit_id=calls.customer_id,
    at=calls.queued_at,
)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_form_compiles_everywhere(dialect):
    late = waits.mutate(entry=waits.y / 2)
    for rows, cause in [(waits, None), (waits, "answered"), (late, None), (late, "answered")]:
        assert "GROUP BY" in compile_expression(lifetimes_expression(rows, ["d0"], cause), dialect)
    changes = waits.mutate(y=ibis.cases((waits["at"].notnull(), 1.0)), w=ibis.literal(1.0))
    assert "GROUP BY" in compile_expression(sketch_expression(changes, ["d0"], weighted=False), dialect)


def test_cells_are_read_back():
    table = pa.table(
        {
            "d0": ["a", "a", "a", "b", "a"],
            "y": [2.0, 1.0, 1.0, 5.0, None],
            "ended": [False, True, False, True, False],
            "caused": [False, True, False, False, False],
            "entry": [0.0, 0.0, 0.0, 4.0, 0.0],
            "count": [1, 2, 3, 4, 5],
        }
    )
    a, b = lifetime_cells(table, 1, 0, period=False)
    assert (a.dimensions, a.content.n, a.content.open, a.content.missing) == (("a",), 6, 4, 5)
    assert (b.dimensions, b.content.begun.tolist(), b.content.of_cause.tolist()) == (("b",), [4.0], [False])
    assert lifetime_cells(table.slice(0, 0), 1, 0, period=False) == []
