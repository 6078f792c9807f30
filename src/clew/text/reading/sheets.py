"""Answers of one sheet: a questionnaire's rating and its comment are rows of their own, and are read together.

Rows of one sheet share what stands in their ids before the last "|", which importers put between sheet and column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import msgspec

from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import find_field
from clew.questions.plan import Filters

__all__ = [
    "RATED",
    "Rated",
    "counted_by_sheet",
    "of_sheets",
    "partition",
    "ratings_of",
    "share_of_scale",
    "sheet_of",
    "sorted_ratings",
    "with_sheet_share",
]

#: Fields of a rating: a comment meets conditions on them where a rating of its sheet does.
RATED = frozenset({"metric", "nps_class", "rating", "choice", "scale_min", "scale_max"})
_SEPARATOR = "|"


class Rated(msgspec.Struct, frozen=True):
    """One rating of a sheet, on its own scale."""

    metric: str | None
    rating: float
    scale_min: float | None
    scale_max: float | None
    nps_class: str | None
    question: str | None


def sheet_of(feedback_id: str) -> str:
    """Return what the rows of one sheet share.

    >>> sheet_of("R-1|comment"), sheet_of("R-1")
    ('R-1', 'R-1')
    """
    return feedback_id.rpartition(_SEPARATOR)[0] or feedback_id


def partition(filters: Filters) -> tuple[Filters, Filters]:
    """Return the filters, with their fields, that are about ratings, and the others."""
    rated = tuple(one for one in filters if one[0].table == "feedback" and one[0].name in RATED)
    return rated, tuple(one for one in filters if one not in rated)


def of_sheets(rows: Any, rated: Any) -> Any:
    """Return those of ``rows`` whose sheet has one of the rows ``rated``."""
    wanted = rated.select(wanted_sheet=_sheet(rated)).distinct()
    rows = rows.mutate(sheet=_sheet(rows))
    return rows.semi_join(wanted, rows.sheet == wanted.wanted_sheet).drop("sheet")


def with_sheet_share(rows: Any, feedback: Any) -> Any:
    """Return ``rows`` with ``sheet_share``: the mean of the ratings of their sheets, each as a share of its scale."""
    given = feedback.filter(feedback.rating.notnull())
    shares = given.group_by(rated_sheet=_sheet(given)).aggregate(sheet_share=share_of_scale(given).mean())
    rows = rows.mutate(sheet=_sheet(rows))
    return rows.left_join(shares, rows.sheet == shares.rated_sheet).drop("sheet", "rated_sheet")


def counted_by_sheet(rows: Any, feedback: Any, name: str) -> Any:
    """Return ``value`` and ``times``: how many of ``rows`` have each value of a rating's field in their sheet."""
    given = feedback.filter(feedback.rating.notnull())
    value = find_field(name, "feedback").read(given, MOMENTS).cast("string")
    pairs = given.select(rated_sheet=_sheet(given), value=value)
    pairs = pairs.filter(pairs.value.notnull()).distinct()
    rows = rows.select(sheet=_sheet(rows))
    return rows.inner_join(pairs, rows.sheet == pairs.rated_sheet).group_by("value").aggregate(times=ibis._.count())


def share_of_scale(rows: Any) -> Any:
    """Return ratings as shares of their scales, from 0 to 10 where none is told."""
    return ibis.coalesce((rows.rating - rows.scale_min) / (rows.scale_max - rows.scale_min).nullif(0), rows.rating / 10)


def ratings_of(feedback: Any, times: Sequence[Any]) -> Any:
    """Return the ratings that may belong to sheets that were answered at ``times``, as an expression to be read."""
    given = feedback.filter(feedback.rating.notnull() & feedback.answered_at.isin(times))
    named = ("feedback_id", "metric", "rating", "scale_min", "scale_max", "question")
    nps_class = find_field("nps_class", "feedback").read(given, MOMENTS).name("nps_class")
    return given.select(*named, nps_class)


def sorted_ratings(read: Sequence[dict[str, Any]], sheets: dict[str, Any]) -> dict[str, tuple[Rated, ...]]:
    """Return the ratings of each sheet among the rows ``read``."""
    found: dict[str, list[Rated]] = {name: [] for name in sheets}
    for row in sorted(read, key=lambda row: row["feedback_id"]):
        sheet = sheet_of(row["feedback_id"])
        if sheet in found:
            found[sheet].append(Rated(**{name: row[name] for name in Rated.__struct_fields__}))
    return {name: tuple(ratings) for name, ratings in found.items()}


def _sheet(rows: Any) -> Any:
    place = rows.feedback_id.reverse().find(_SEPARATOR)  # from the end; below 0 where there is none
    length = rows.feedback_id.length() - place - 1
    return ibis.cases(
        (place < 0, rows.feedback_id), (length <= 0, rows.feedback_id), else_=rows.feedback_id.left(length)
    )
