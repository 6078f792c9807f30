"""Ratings on their own scale: mean, distribution, and the boxes at both ends.

Public-review averages are self-selected (J-shaped): Hu, Pavlou & Zhang (2009), Communications of the ACM 52(10).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.errors import UsageError
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import answers_to, count_of
from clew.metrics.rows.columns import optional

__all__ = ["rating"]

MEASURED = Parameter("of", "what was rated: the metric of the feedback", "rating", ("nps", "csat", "ces", "rating"))
BOXES = Parameter("boxes", "how many boxes the top and the bottom of the scale have", "2", kind="number")


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the ratings asked for, ``y`` being the rating on its own scale."""
    return answers_to(tables, parameters["of"], lambda rows: rows.rating)


def _top(rows: Any, parameters: Mapping[str, str]) -> Any:
    highest = _end(rows, "scale_max")
    under = ibis.coalesce(rows.rating < optional(rows, "scale_min", "float64"), ibis.literal(value=False))
    return _flag((rows.rating <= highest) & ~under, rows.rating > highest - float(parameters["boxes"]))


def _bottom(rows: Any, parameters: Mapping[str, str]) -> Any:
    lowest = _end(rows, "scale_min")
    over = ibis.coalesce(rows.rating > optional(rows, "scale_max", "float64"), ibis.literal(value=False))
    return _flag((rows.rating >= lowest) & ~over, rows.rating < lowest + float(parameters["boxes"]))


def _end(rows: Any, name: str) -> Any:
    """Return an end of each row's scale; a scale that is not known has no top and no bottom."""
    if name not in rows.columns:
        raise UsageError(f"The boxes of a scale need the column {name}.")
    return optional(rows, name, "float64")


def _flag(within: Any, condition: Any) -> Any:
    """Return 1 or 0 where the rating lies within its scale, which is known; null elsewhere."""
    return ibis.cases((within, condition.ifelse(1.0, 0.0)))


rating = Metric(
    name="rating",
    label="Rating",
    about="mean rating on its own scale; stars, marks",
    unit="points of the scale",
    direction="higher",
    table="feedback",
    needs=("feedback.rating where metric = rating",),
    time_column="answered_at",
    default_statistic="mean",
    statistics={
        "mean": Statistic("mean", "points of the scale", "mean", "mean rating"),
        "median": Statistic("median", "points of the scale", "quantile", "the middle rating", quantile=0.5),
        "distribution": Statistic("distribution", "share", "distribution", "share of each rating"),
        "top": Statistic("top", "share", "proportion", "share of the highest boxes", _top),
        "bottom": Statistic("bottom", "share", "proportion", "share of the lowest boxes", _bottom),
        "answers": Statistic("answers", "answers", "count", "how many answered", count_of),
    },
    population=population,
    rowwise=("answered_at", "asked_at"),
    parameters=(MEASURED, BOXES),
    score=lambda given, _: given.cast("float64"),
    counts="ratings",
    source="Hu, Pavlou & Zhang (2009), Communications of the ACM 52(10); interval: Student (1908)",
)
