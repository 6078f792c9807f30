"""One theme for all charts: hairlines, no boxes, the page's own ink; good and bad differ in hue and lightness."""

from __future__ import annotations

from typing import Any

import altair as alt

__all__ = ["BAD", "GOOD", "INK", "LINE", "QUIET", "THREAD", "styled", "themed"]

#: Colours of the light page. In SVG they become the page's own variables: see :mod:`clew.charts.svg`.
INK, QUIET, LINE, THREAD, GOOD, BAD = "#1b2430", "#56616f", "#e1e5ea", "#a3263f", "#0f6b61", "#9a4b00"
FONT = "system-ui, Noto Sans, sans-serif"
AXIS: dict[str, Any] = {
    "labelColor": QUIET,
    "titleColor": QUIET,
    "gridColor": LINE,
    "domainColor": LINE,
    "tickColor": LINE,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelLimit": 190,
}


def styled(chart: Any, *, width: int = 380, height: int | None = 180) -> Any:
    """Return ``chart`` in the theme, ``width`` × ``height`` pixels; height None leaves it to the chart's steps."""
    return themed(chart.properties(width=width) if height is None else chart.properties(width=width, height=height))


def themed(chart: Any) -> Any:
    """Return ``chart`` in the theme as wide and high as it is: for many small ones side by side."""
    return chart.configure(
        background="transparent",
        font=FONT,
        axis=alt.AxisConfig(**AXIS),
        header=alt.HeaderConfig(labelColor=INK, labelFontSize=12, labelLimit=240, titleColor=QUIET),
        view=alt.ViewConfig(stroke=None),
    )
