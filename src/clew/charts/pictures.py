"""A finding's picture: its line over time with the interval as a band, or places side by side with theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from clew.changes import Change
from clew.charts.marks import change_layers, marks_of
from clew.charts.theme import BAD, GOOD, INK, LINE, QUIET, THREAD, styled

__all__ = ["line_chart", "picture", "places_chart", "spark"]

#: Pixels a place takes in a chart of places.
STEP = 22


def picture(
    data: Mapping[str, Any],
    *,
    unit: str,
    axis: str,
    accent: str = THREAD,
    changes: Iterable[Change] = (),
    week_start: str = "monday",
) -> Any | None:
    """Return the chart of a finding's picture data, or None where there is nothing to draw.

    ``changes`` of the company's change log are drawn where it is over time.
    """
    points = [point for point in data.get("points", ()) if point["value"] is not None]
    if not points:
        return None
    if data["kind"] == "line":
        return line_chart(
            points, unit=unit, axis=axis, accent=accent, marked=data, changes=changes, week_start=week_start
        )
    return places_chart(points, unit=unit, axis=axis, accent=accent)


def line_chart(
    points: list[dict[str, Any]],
    *,
    unit: str,
    axis: str,
    accent: str,
    marked: Mapping[str, Any],
    changes: Iterable[Change] = (),
    week_start: str = "monday",
) -> Any:
    """Return a line over periods with its band; the marked period is a point, the marked beginning a rule.

    ``changes`` of the company's change log are thin rules with a label.
    """
    data = alt.Data(values=points)
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False, ticks=False))
    band = alt.Chart(data).mark_area(opacity=0.16, color=QUIET).encode(
        x=x, y=alt.Y("lo:Q", title=axis, axis=_value_axis(unit), scale=alt.Scale(zero=False)), y2="hi:Q"
    )  # fmt: skip
    line = alt.Chart(data).mark_line(color=INK, strokeWidth=1.6).encode(x=x, y="value:Q")
    hollow = alt.condition("datum.incomplete", alt.value("transparent"), alt.value(INK))
    dots = alt.Chart(data).mark_point(filled=True, size=22, color=INK).encode(x=x, y="value:Q", fill=hollow)
    marks = marks_of(changes, [point["period"] for point in points], week_start)
    layers = [*change_layers(marks, x), band, line, dots]
    if marked.get("period"):
        own = [point for point in points if point["period"] == marked["period"]]
        layers.append(
            alt.Chart(alt.Data(values=own)).mark_point(filled=True, size=90, color=accent).encode(x=x, y="value:Q")
        )
    if marked.get("since"):
        rule = alt.Chart(alt.Data(values=[{"period": marked["since"]}]))
        layers.append(rule.mark_rule(color=accent, strokeWidth=1.4, strokeDash=[4, 3]).encode(x=x))
    return styled(alt.layer(*layers))


def places_chart(points: list[dict[str, Any]], *, unit: str, axis: str, accent: str) -> Any:
    """Return one row a place: its figure as a point, its interval as a line; the told one in the accent."""
    data = alt.Data(values=points)
    order = [point["place"] for point in points]
    y = alt.Y("place:N", sort=order, title=None, axis=alt.Axis(grid=False, ticks=False, domain=False, labelLimit=190))
    x = alt.X("value:Q", title=axis, axis=_value_axis(unit), scale=alt.Scale(zero=False))
    colour = alt.condition("datum.told", alt.value(accent), alt.value(QUIET))
    span = (
        alt.Chart(data)
        .mark_rule(strokeWidth=2)
        .encode(y=y, x=alt.X("lo:Q", scale=alt.Scale(zero=False)), x2="hi:Q", color=colour)
    )
    dot = alt.Chart(data).mark_point(filled=True, size=70, opacity=1).encode(y=y, x=x, color=colour)
    return styled(alt.layer(span, dot).properties(height={"step": STEP}), width=230, height=None)


def spark(points: list[dict[str, Any]], *, good: bool | None = None) -> Any | None:
    """Return a line without axes for a tile; its end coloured by whether the last change was good."""
    shown = [point for point in points if point["value"] is not None and not point["incomplete"]]
    if len(shown) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    data = alt.Data(values=shown)
    x = alt.X("period:O", axis=None)
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False))
    line = alt.Chart(data).mark_line(color=QUIET, strokeWidth=1.6).encode(x=x, y=y)
    end = (
        alt.Chart(alt.Data(values=shown[-1:]))
        .mark_point(filled=True, size=36, color=_verdict(good=good))
        .encode(x=x, y=y)
    )
    return styled(alt.layer(line, end), width=120, height=28)


def _verdict(*, good: bool | None) -> str:
    return QUIET if good is None else GOOD if good else BAD


def _value_axis(unit: str) -> alt.Axis:
    shown = {"share": "%", "points": ".0f"}.get(unit, "~f")
    return alt.Axis(
        format=shown, domain=False, ticks=False, gridColor=LINE, tickCount=5, labelOverlap="greedy", labelSeparation=6
    )
