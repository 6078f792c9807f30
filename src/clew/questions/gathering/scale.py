"""The scale that the ratings of a cell are on: a mean of ratings from 1 to 5 cannot lie below 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clew.questions.gathering.cells import Cell
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.reading import Groups
from clew.questions.gathering.rows import Window, counted_rows
from clew.questions.gathering.split import SCALE, scale_name
from clew.questions.plan import Plan
from clew.questions.spans.expression import made_text
from clew.questions.spans.files import files_within

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

    times, view = plan.metric.rowwise, reader.views[plan.table]
    views = {plan.table: files_within(view, times, window.looked_at)} if times and window.looked_at else {}
    found: Any = reader.run(made_text(reader, plan, window, make, "scales"), views).to_pylist()
    ends = [(row[SCALE[0]], row[SCALE[1]]) for row in found]
    return {scale_name(low, high): None if None in {low, high} else (low, high) for low, high in ends}
