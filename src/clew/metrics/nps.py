"""Net Promoter Score: percent promoters (9-10) less percent detractors (0-6); blanks count in neither.

Reichheld, F. (2003), "The One Number You Need to Grow", Harvard Business Review 81(12).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import answers_to, count_of

__all__ = ["nps"]

PROMOTERS, PASSIVES, DETRACTORS = (9, 10), (7, 8), (0, 1, 2, 3, 4, 5, 6)


def balance(rating: Any, _parameters: Mapping[str, str]) -> Any:
    """Return 1 for a promoter (9-10), 0 for a passive (7-8), -1 for a detractor (0-6), null for anything else.

    A blank, 11, 99 ("don't know" in many exports) or 6.5 is no answer to this question.
    """
    promoter, passive, detractor = (rating.isin(box) for box in (PROMOTERS, PASSIVES, DETRACTORS))
    return ibis.cases((promoter, 1.0), (detractor, -1.0), (passive, 0.0))


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the answers to the recommendation question, ``y`` being the :func:`balance`."""
    return answers_to(tables, "nps", lambda rows: balance(rows.rating, parameters))


nps = Metric(
    name="nps",
    label="Net Promoter Score",
    about="percent promoters (9-10) less percent detractors (0-6)",
    unit="points",
    direction="higher",
    table="feedback",
    needs=("feedback.rating (0-10) where metric = nps",),
    time_column="answered_at",
    default_statistic="nps",
    statistics={
        "nps": Statistic("nps", "points", "nps", "promoters less detractors, -100 to 100"),
        "promoters": Statistic("promoters", "share", "proportion", "share of 9-10", lambda t, _: _share(t, t.y > 0)),
        "passives": Statistic("passives", "share", "proportion", "share of 7-8", lambda t, _: _share(t, t.y == 0)),
        "detractors": Statistic("detractors", "share", "proportion", "share of 0-6", lambda t, _: _share(t, t.y < 0)),
        "mean": Statistic("mean", "points of the scale", "mean", "mean rating, 0 to 10", lambda t, _: _rating(t)),
        "distribution": Statistic(
            "distribution", "share", "distribution", "share of each rating, 0 to 10", lambda t, _: _rating(t)
        ),
        "answers": Statistic("answers", "answers", "count", "how many answered", count_of),
    },
    population=population,
    rowwise=("answered_at", "asked_at"),
    score=balance,
    counts="answers to the recommendation question (0-10)",
    source="Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12)",
)


def _share(rows: Any, condition: Any) -> Any:
    return ibis.cases((rows.y.isnull(), ibis.null("float64")), (condition, 1.0), else_=0.0)


def _rating(rows: Any) -> Any:
    """Return the rating where it is one of the eleven, else null."""
    return ibis.cases((rows.y.notnull(), rows.rating.cast("float64")))
