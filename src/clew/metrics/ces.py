"""Customer effort: the mean rating of effort, and who found it easy or hard.

Version 1 asks "how much effort did you put forth" (1-5, low is good): Dixon, Freeman & Toman (2010), "Stop Trying to
Delight Your Customers". Version 2 asks for agreement with "made it easy" (1-7, high is good): CEB (2013).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Direction, Metric, Parameter, Statistic
from clew.metrics.rows.answers import answers_to, count_of
from clew.metrics.rows.columns import optional

__all__ = ["ces"]

VERSION = Parameter("version", "v1: effort, 1-5, low is good; v2: ease, 1-7, high is good", "v2", ("v1", "v2"))
SCALE = {"v1": (1.0, 5.0), "v2": (1.0, 7.0)}


def population(tables: Mapping[str, Any], _parameters: Mapping[str, str]) -> Any:
    """Return the answers to the effort question, ``y`` being the rating on its own scale."""
    return answers_to(tables, "ces", lambda rows: rows.rating)


def _easy(rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return 1 on the side of ease of the middle (5-7 of 1-7; 1-2 of effort 1-5), else 0, null beyond the scale."""
    low, high = _ends(rows, parameters)
    easy = rows.rating * 2 < low + high if parameters["version"] == "v1" else rows.rating * 2 > low + high
    return _flag(rows, easy, low, high)


def _hard(rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return 1 on the side of effort of the middle (1-3 of 1-7; 4-5 of effort 1-5), else 0, null beyond the scale."""
    low, high = _ends(rows, parameters)
    hard = rows.rating * 2 > low + high if parameters["version"] == "v1" else rows.rating * 2 < low + high
    return _flag(rows, hard, low, high)


def _ends(rows: Any, parameters: Mapping[str, str]) -> tuple[Any, Any]:
    """Return the lowest and the highest rating each answer could give: those of its row, else the usual ones."""
    lowest, highest = SCALE[parameters["version"]]
    low = ibis.coalesce(optional(rows, "scale_min", "float64"), ibis.literal(lowest))
    high = ibis.coalesce(optional(rows, "scale_max", "float64"), ibis.literal(highest))
    return low, high


def _flag(rows: Any, condition: Any, low: Any, high: Any) -> Any:
    return ibis.cases(((rows.rating >= low) & (rows.rating <= high), condition.ifelse(1.0, 0.0)))


def direction(parameters: Mapping[str, str]) -> Direction:
    """Return that much effort is bad (version 1) and much ease is good (version 2)."""
    return "lower" if parameters["version"] == "v1" else "higher"


ces = Metric(
    name="ces",
    label="Customer effort",
    about="mean rating of effort (v1, low is good) or of ease (v2, high is good)",
    unit="points of the scale",
    direction="higher",
    directions=direction,
    table="feedback",
    needs=("feedback.rating where metric = ces", "feedback.scale_min and scale_max (1-7 or 1-5 where absent)"),
    time_column="answered_at",
    default_statistic="mean",
    statistics={
        "mean": Statistic("mean", "points of the scale", "mean", "mean rating on its own scale"),
        "easy": Statistic("easy", "share", "proportion", "share on the easy side of the middle: 5-7 of 1-7", _easy),
        "hard": Statistic("hard", "share", "proportion", "share on the hard side of the middle: 1-3 of 1-7", _hard),
        "distribution": Statistic("distribution", "share", "distribution", "share of each rating"),
        "answers": Statistic("answers", "answers", "count", "how many answered", count_of),
    },
    population=population,
    rowwise=("answered_at", "asked_at"),
    parameters=(VERSION,),
    score=lambda rating, _: rating.cast("float64"),
    counts="answers to the effort question",
    source="Dixon, Freeman & Toman (2010), Harvard Business Review 88(7/8); version 2: CEB (2013)",
)
