"""Rows of extracts added up: the sketches, numbers and times are those of the rows themselves."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clew.questions.extracts.extract import extract_of
from clew.questions.extracts.folding import fold, rows_within
from clew.stats.sketch import Sketch

OWN = lambda units: units  # noqa: E731 - no alias
SPLIT = lambda key: key  # noqa: E731


def table(draw, count, *, weighted=False, blank=0.3, nobody=0.2):
    y = [None if draw.random() < blank else float(draw.integers(-1, 2)) for _ in range(count)]
    alone = draw.random(count) < nobody
    columns = {
        "at": pa.array(draw.integers(0, 1000, count)).cast(pa.timestamp("us")),
        "y": pa.array(y, pa.float64()),
        "unit": pa.array(np.where(alone, 0, draw.integers(0, 9, count))),
        "nobody": pa.array(alone),
        "fixed": pa.array(np.zeros(count, dtype=bool)),
        "s0": pa.array([["survey", "review", None][place] for place in draw.integers(0, 3, count)], pa.string()),
    }
    return pa.table({**columns, **({"w": pa.array(draw.random(count) * 3)} if weighted else {})})


def expected(rows, *, weighted):
    y = [np.nan if row["y"] is None else row["y"] for row in rows]
    w = [row["w"] for row in rows] if weighted else None
    return Sketch.of(y, w, [None if row["nobody"] else row["unit"] for row in rows])


@pytest.mark.parametrize("weighted", [False, True])
def test_sums_are_those_of_the_rows_whatever_files_they_lie_in(weighted):
    draw = np.random.default_rng(7)
    for _ in range(20):
        parts = [table(draw, int(draw.integers(0, 60)), weighted=weighted) for _ in range(3)]
        extracts = [extract_of(part, ["s0"]) for part in parts]
        start, end = sorted(draw.integers(0, 1000, 2).tolist())
        cells = fold(rows_within(extracts, start, end, OWN, SPLIT), "mean", weighted=weighted)
        every = pa.concat_tables(parts)
        at = every["at"].cast(pa.int64()).to_numpy()
        rows = every.filter(pa.array((at >= start) & (at < end))).to_pylist()
        assert {cell.split[0] for cell in cells} == {row["s0"] for row in rows}
        for cell in cells:
            mine = expected([row for row in rows if row["s0"] == cell.split[0]], weighted=weighted)
            for name in Sketch.__dataclass_fields__:
                assert getattr(cell.content, name) == pytest.approx(getattr(mine, name), rel=1e-12, abs=1e-12), name


def test_rows_that_each_count_one_are_counted_by_customer():
    rows = table(np.random.default_rng(3), 50, blank=0, nobody=0).set_column(1, "y", pa.array([1.0] * 50))
    extract = extract_of(rows, [])
    assert extract.y is None
    (cell,) = fold(rows_within([extract], 0, 1000, OWN, SPLIT), "rate", weighted=False)
    assert cell.content == Sketch.of([1.0] * 50, None, rows["unit"].to_pylist())


def test_an_alias_is_answered_where_a_customer_is_meant():
    rows = table(np.random.default_rng(3), 3, blank=0, nobody=0)
    rows = rows.set_column(2, "unit", pa.array([1, 2, 2])).set_column(4, "fixed", pa.array([False, False, True]))
    extract = extract_of(rows, [])
    (cell,) = fold(rows_within([extract], 0, 1000, lambda units: np.where(units == 2, 1, units), SPLIT), "mean",
                   weighted=False)  # fmt: skip
    assert cell.content.clusters == 2


def test_every_number_and_every_time_is_told_with_how_often_it_is_there():
    rows = table(np.random.default_rng(3), 4, blank=0).set_column(1, "y", pa.array([5.0, 2.0, 5.0, None]))
    (cell,) = fold(rows_within([extract_of(rows, [])], 0, 1000, OWN, SPLIT), "quantile", weighted=False)
    assert (cell.content.values.tolist(), cell.content.counts.tolist(), cell.content.missing) == ([2, 5], [1, 2], 1)
    lives = rows.append_column("ended", pa.array([True, True, False, True]))
    (cell,) = fold(rows_within([extract_of(lives, [])], 0, 1000, OWN, SPLIT), "within", weighted=False)
    found = zip(cell.content.times.tolist(), cell.content.ended.tolist(), cell.content.counts.tolist(), strict=True)
    assert sorted(found) == [(2, True, 1), (5, False, 1), (5, True, 1)]
    assert cell.content.missing == 1
