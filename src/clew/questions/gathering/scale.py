"""The scale that the ratings of a cell are on: a mean of ratings from 1 to 5 cannot lie below 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
from msgspec import structs

from clew.engines.views import TableView
from clew.questions.gathering.cells import Cell
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.reading import Groups
from clew.questions.gathering.rows import Window, counted_rows
from clew.questions.gathering.split import SCALE, scale_name
from clew.questions.keeping.looks import Pairs, pairs_of
from clew.questions.plan import Plan
from clew.questions.spans.expression import made_text
from clew.questions.spans.files import files_within
from clew.questions.spans.shape import is_of_one_table

__all__ = ["Bounds", "read_scale"]

Bounds = tuple[float, float]


def read_scale(reader: Reader, plan: Plan, window: Window, groups: Groups) -> Callable[[Cell], Bounds | None]:
    """Return what gives each cell the ends of its scale; None where it has none, or several are taken together."""
    if plan.statistic.family != "mean" or not set(SCALE) <= set(plan.split):
        return lambda _: None
    scales = _scales(reader, plan, window)
    if "scale" not in groups.names:
        only = next(iter(scales.values())) if len(scales) == 1 else None
        return lambda _: only
    place = groups.names.index("scale")
    return lambda cell: scales.get(cell.dimensions[place])


def _scales(reader: Reader, plan: Plan, window: Window) -> dict[str | None, Bounds | None]:
    """Return the scales of the answers by their names; None for answers on a scale that is not known."""

    def make(asked: Plan, seen_in: Window) -> Any:
        rows = counted_rows(reader, asked, seen_in)
        return rows.filter(rows.y.notnull()).select(*SCALE).distinct()

    text = made_text(reader, plan, window, make, "scales")
    if not (plan.metric.rowwise and window.looked_at):
        return _named(_pairs(reader.run(text)))
    view = files_within(reader.views[plan.table], plan.metric.rowwise, window.looked_at)
    only = _of_files(reader, plan, view, make)
    if only is not None:
        reader.sql.append(text)
        return _named(only)
    return _named(_pairs(reader.run(text, {plan.table: view})))


def _of_files(reader: Reader, plan: Plan, view: TableView, make: Callable[[Plan, Window], Any]) -> Pairs | None:
    """Return the one scale of all answers in the files of ``view``, whenever given; None where they have several."""
    ever = replace(plan, question=structs.replace(plan.question, as_of=None, every=None))
    if not is_of_one_table(ever):
        return None
    text = made_text(reader, ever, Window(None, None, None), make, "scales")
    views = reader.views
    parts = pairs_of(view, text, lambda part: _pairs(reader.engine.read(text, {**views, part.name: part})))
    found = {pair for pairs in parts or () for pair in pairs}
    return tuple(found) if parts is not None and len(found) == 1 else None


def _pairs(rows: pa.Table) -> Pairs:
    return tuple((row[SCALE[0]], row[SCALE[1]]) for row in rows.to_pylist())


def _named(ends: Pairs) -> dict[str | None, Bounds | None]:
    return {scale_name(low, high): None if None in {low, high} else (low, high) for low, high in ends}
