"""An answer as a chart: lines over periods, or figures side by side, always with their intervals."""

from __future__ import annotations

from typing import Any

import altair as alt

from clew.charts.theme import INK, QUIET, styled
from clew.questions.answer import Answer, AnswerRow

__all__ = ["answer_chart"]

#: Joins the values of several dimensions in a label.
JOINT = " · "
#: More lines than this cannot be told apart; each then has a small chart of its own.
MOST_LINES = 4


def answer_chart(answer: Answer) -> Any:
    """Return the chart of ``answer``: periods as lines with a band, groups as points with their interval."""
    values = [_point(row) for row in answer.rows if row.value is not None]
    if any(row.period for row in answer.rows):
        return _over_time(values, f"{answer.label}, {answer.unit}")
    return _side_by_side(values, f"{answer.label}, {answer.unit}")


def _point(row: AnswerRow) -> dict[str, Any]:
    named = [value if value is not None else "(none)" for value in row.dimensions.values()]
    return {
        "group": JOINT.join(named) or "all",
        "period": row.period,
        "value": row.value,
        "lo": row.lo if row.lo is not None else row.value,
        "hi": row.hi if row.hi is not None else row.value,
        "n": row.n,
    }


_TOOLTIP = ["group:N", "period:N", "value:Q", "lo:Q", "hi:Q", "n:Q"]


def _over_time(values: list[dict[str, Any]], title: str) -> Any:
    data = alt.Data(values=values)
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False))
    scale = alt.Scale(zero=False)
    band = (
        alt.Chart()
        .mark_area(opacity=0.16, color=QUIET)
        .encode(x=x, y=alt.Y("lo:Q", title=title, scale=scale), y2="hi:Q")
    )
    line = alt.Chart().mark_line(color=INK, point=True).encode(x=x, y=alt.Y("value:Q", scale=scale), tooltip=_TOOLTIP)
    groups = {point["group"] for point in values}
    if len(groups) == 1:
        return styled(alt.layer(band, line, data=data), width=520, height=220)
    many = alt.layer(band, line).properties(width=240, height=130)
    return _bare(many.facet("group:N", data=data, columns=2 if len(groups) <= MOST_LINES else 3))


def _bare(chart: Any) -> Any:
    return chart.configure(background="transparent", view=alt.ViewConfig(stroke=None))


def _side_by_side(values: list[dict[str, Any]], title: str) -> Any:
    data = alt.Data(values=values)
    y = alt.Y("group:N", sort=alt.EncodingSortField("value", order="descending"), title=None)
    scale = alt.Scale(zero=False)
    span = alt.Chart(data).mark_rule(strokeWidth=2, color=QUIET).encode(y=y, x=alt.X("lo:Q", scale=scale), x2="hi:Q")
    dot = alt.Chart(data).mark_point(filled=True, size=70, color=INK).encode(
        y=y, x=alt.X("value:Q", title=title, scale=scale), tooltip=_TOOLTIP
    )  # fmt: skip
    return styled(alt.layer(span, dot).properties(height={"step": 22}), width=420, height=None)
