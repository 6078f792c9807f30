"""Customer satisfaction: the share of answers in the highest boxes of their scale (4-5 of 5).

Farris, Bendle, Pfeifer & Reibstein (2010), "Marketing Metrics", 2nd ed., chapter 2; interval: Wilson (1927).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import answers_to, count_of
from clew.metrics.rows.columns import optional
from clew.tables import SCALES

__all__ = ["csat"]

BOXES = Parameter("boxes", "how many of the highest boxes count as satisfied", "2", kind="number")


def in_top(
    rating: Any,
    parameters: Mapping[str, str],
    lowest: Any = SCALES["csat"][0],
    highest: Any = SCALES["csat"][1],
) -> Any:
    """Return 1 for a rating in the highest boxes, 0 for another of the scale, null for a blank or one beyond it."""
    satisfied = rating > highest - float(parameters["boxes"])
    return ibis.cases(((rating >= lowest) & (rating <= highest), satisfied.ifelse(1.0, 0.0)))


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the answers to the satisfaction question, ``y`` telling whether they are satisfied (:func:`in_top`)."""
    return answers_to(tables, "csat", lambda rows: in_top(rows.rating, parameters, *_ends(rows)))


def _ends(rows: Any) -> tuple[Any, Any]:
    """Return the lowest and the highest rating each answer could give: those of its row, else the usual ones."""
    low, high = (optional(rows, name, "float64") for name in ("scale_min", "scale_max"))
    usual = SCALES["csat"]
    return ibis.coalesce(low, ibis.literal(float(usual[0]))), ibis.coalesce(high, ibis.literal(float(usual[1])))


csat = Metric(
    name="csat",
    label="Customer satisfaction",
    about="share of answers in the two highest boxes of their scale (4-5 of 5)",
    unit="share",
    direction="higher",
    table="feedback",
    needs=("feedback.rating where metric = csat", "feedback.scale_max (5 where absent)"),
    time_column="answered_at",
    default_statistic="satisfied",
    statistics={
        "satisfied": Statistic("satisfied", "share", "proportion", "share of the highest boxes"),
        "mean": Statistic("mean", "points of the scale", "mean", "mean rating", lambda t, _: t.rating),
        "distribution": Statistic(
            "distribution", "share", "distribution", "share of each rating", lambda t, _: t.rating
        ),
        "answers": Statistic("answers", "answers", "count", "how many answered", count_of),
    },
    population=population,
    rowwise=("answered_at", "asked_at"),
    parameters=(BOXES,),
    score=in_top,
    counts="answers to the satisfaction question",
    source="Farris et al. (2010), Marketing Metrics, 2nd ed., chapter 2; interval: Wilson (1927)",
)
