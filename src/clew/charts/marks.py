"""What the company changed, as thin rules with a label on charts over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from clew.charts.theme import QUIET
from clew.questions.timing.marks import marks_of

__all__ = ["change_layers", "marks_of"]

#: The height of a line of labels.
_HEIGHT = 13


def change_layers(marks: Sequence[dict[str, Any]], x: Any) -> list[Any]:
    """Return the layers that draw ``marks`` over a chart whose periods are on ``x``; none where there is nothing."""
    if not marks:
        return []
    data = alt.Data(values=list(marks))
    hint = [alt.Tooltip("period:N", title="period"), alt.Tooltip("what:N", title="what")]
    spans = [mark for mark in marks if mark["until"] != mark["period"]]
    layers = []
    if spans:
        band = alt.Chart(alt.Data(values=spans)).mark_rule(color=QUIET, strokeWidth=3, opacity=0.5)
        layers.append(band.encode(x=x, x2="until:O", y=alt.value("height"), tooltip=hint))
    rule = alt.Chart(data).mark_rule(color=QUIET, strokeWidth=1, strokeDash=[3, 3])
    layers.append(rule.encode(x=x, tooltip=hint))
    for line, is_late in sorted({(mark["line"], mark["is_late"]) for mark in marks}):
        own = alt.Data(values=[mark for mark in marks if (mark["line"], mark["is_late"]) == (line, is_late)])
        align, dx = ("right", -3) if is_late else ("left", 3)
        text = alt.Chart(own).mark_text(align=align, baseline="top", dx=dx, color=QUIET, fontSize=11)
        layers.append(text.encode(x=x, y=alt.value(2 + line * _HEIGHT), text="label:N", tooltip=hint))
    return layers
