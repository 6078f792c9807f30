"""An answer as a chart: lines over periods, or figures side by side, always with their intervals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from clew.changes import Change
from clew.charts.marks import change_layers, marks_of
from clew.charts.theme import INK, QUIET, styled, themed
from clew.questions.answer import Answer, AnswerRow

__all__ = ["answer_chart"]

#: Joins the values of several dimensions in a label.
JOINT = " · "
#: More lines than this cannot be told apart; each then has a small chart of its own.
MOST_LINES = 4
#: Room between small charts, so that their axes' labels do not meet.
APART = 34
#: How far beyond all limits an open interval is drawn, as a share of what they span.
BEYOND = 0.08
#: Figures in hints: two places where they are needed (d3).
FIGURE = ",.2~f"


def answer_chart(answer: Answer, changes: Iterable[Change] = (), week_start: str = "monday") -> Any:
    """Return the chart of ``answer``: periods as lines with a band, groups as points with their interval.

    ``changes`` of the company's change log are thin rules with a label where the answer is over time; ``week_start`` is
    the first day of the weeks of its periods. An interval with one limit only is drawn to beyond all that is known, and
    ends in an arrow: it is open there.
    """
    values = _with_ends([_point(row) for row in answer.rows if row.value is not None])
    if any(row.period for row in answer.rows):
        marks = marks_of(changes, [row.period for row in answer.rows], week_start)
        return _over_time(values, f"{answer.label}, {answer.unit}", marks)
    return _side_by_side(values, f"{answer.label}, {answer.unit}")


def _point(row: AnswerRow) -> dict[str, Any]:
    named = [value if value is not None else "(none)" for value in row.dimensions.values()]
    return {
        "group": JOINT.join(named) or "all",
        "period": row.period,
        "value": row.value,
        "lo": row.lo,
        "hi": row.hi,
        "n": row.n,
    }


def _with_ends(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the points with the ends of their lines: the limits, the value where there are none, else ``open``."""
    known = [point[name] for point in points for name in ("value", "lo", "hi") if point[name] is not None]
    first, last = min(known, default=0.0), max(known, default=0.0)
    beyond = BEYOND * ((last - first) or abs(last) or 1.0)
    return [{**point, **_ends(point, first - beyond, last + beyond)} for point in points]


def _ends(point: dict[str, Any], before: float, after: float) -> dict[str, Any]:
    lo, hi = point["lo"], point["hi"]
    if lo is None and hi is None:
        return {"from": point["value"], "to": point["value"], "open": None}
    is_open = "below" if lo is None else "above" if hi is None else None
    return {"from": before if lo is None else lo, "to": after if hi is None else hi, "open": is_open}


def _hint(values: list[dict[str, Any]]) -> list[Any]:
    """Return what is said of a point: only what tells it from the others, and its figures as numbers are written."""
    named = [name for name in ("group", "period") if len({point[name] for point in values}) > 1]
    figures = [alt.Tooltip(f"{name}:Q", title=name, format=FIGURE) for name in ("value", "lo", "hi")]
    return [
        *(alt.Tooltip(f"{name}:N", title=name) for name in named),
        *figures,
        alt.Tooltip("n:Q", title="n", format=",d"),
    ]


def _over_time(values: list[dict[str, Any]], title: str, marks: list[dict[str, Any]]) -> Any:
    data, groups = alt.Data(values=values), {point["group"] for point in values}
    is_one = len(groups) == 1
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False))
    scale = alt.Scale(zero=False)
    band = (
        alt.Chart()
        .mark_area(opacity=0.16, color=QUIET)
        .encode(x=x, y=alt.Y("from:Q", title=title if is_one else None, scale=scale), y2="to:Q")
    )
    line = (
        alt.Chart()
        .mark_line(color=INK, point=alt.OverlayMarkDef(color=INK))
        .encode(x=x, y=alt.Y("value:Q", scale=scale), tooltip=_hint(values))
    )
    arrows = _arrows(values, {"below": ("triangle-down", "from"), "above": ("triangle-up", "to")}, x=x, along="y")
    if is_one:
        return styled(alt.layer(*change_layers(marks, x), band, line, *arrows, data=data), width=520, height=220)
    many = alt.layer(*change_layers(marks, x), band, line, *arrows).properties(width=240, height=130)
    columns = 2 if len(groups) <= MOST_LINES else 3
    said = alt.TitleParams(title, anchor="start", color=QUIET, fontSize=12, fontWeight="normal")
    small = many.facet(alt.Facet("group:N", title=None), data=data, columns=columns)
    return themed(small.properties(title=said, spacing=APART))


def _side_by_side(values: list[dict[str, Any]], title: str) -> Any:
    data = alt.Data(values=values)
    y = alt.Y("group:N", sort=alt.EncodingSortField("value", order="descending"), title=None)
    scale = alt.Scale(zero=False)
    span = alt.Chart().mark_rule(strokeWidth=2, color=QUIET).encode(y=y, x=alt.X("from:Q", scale=scale), x2="to:Q")
    dot = alt.Chart().mark_point(filled=True, size=70, color=INK).encode(
        y=y, x=alt.X("value:Q", title=title, scale=scale), tooltip=_hint(values)
    )  # fmt: skip
    arrows = _arrows(values, {"below": ("triangle-left", "from"), "above": ("triangle-right", "to")}, y=y, along="x")
    return styled(alt.layer(span, *arrows, dot, data=data).properties(height={"step": 22}), width=420, height=None)


def _arrows(values: list[dict[str, Any]], ends: dict[str, tuple[str, str]], *, along: str, **place: Any) -> list[Any]:
    """Return a layer of arrow heads for each end at which any interval is open."""
    scale = alt.Scale(zero=False)
    axis = {"x": alt.X, "y": alt.Y}[along]
    return [
        alt.Chart()
        .transform_filter(f"datum.open === '{end}'")
        .mark_point(filled=True, shape=shape, size=60, color=QUIET, opacity=1)
        .encode(**place, **{along: axis(f"{name}:Q", scale=scale)})
        for end, (shape, name) in ends.items()
        if any(point["open"] == end for point in values)
    ]
