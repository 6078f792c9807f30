"""What an answer needs besides its cells: metric, scale, and whether there is an answer at all."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import Scale
from clew.tables import SCALES

__all__ = ["ANSWERS", "add_scale", "answer_states", "default_metric", "reversed_ratings"]

Columns = dict[str, pa.Array]
#: Columns an answer may stand in; the first is asked first why there is none.
ANSWERS = ("rating", "choice", "verbatim")


def default_metric(named: frozenset[str]) -> str:
    """Return what a block measures that does not say: a rating, a choice or a text, by the columns it fills.

    >>> default_metric(frozenset({"verbatim"}))
    'text'
    """
    return next((metric for column, metric in (("rating", "rating"), ("choice", "choice")) if column in named), "text")


def add_scale(columns: Columns, scale: Scale) -> None:
    """Fill scale_min and scale_max where rows do not say them: the mapping's, else the metric's own."""
    metrics = pc.index_in(columns["metric"], value_set=pa.array(SCALES))
    for side, (name, stated) in enumerate((("scale_min", scale.min), ("scale_max", scale.max))):
        usual = pa.array([bounds[side] for bounds in SCALES.values()], pa.float64()).take(metrics)
        fallback = usual if stated is None else pa.scalar(float(stated), pa.float64())
        columns[name] = pc.coalesce(columns[name], fallback)


def answer_states(columns: Columns, states: Columns) -> pa.Array:
    """Return given, or why not: the state the mapping declares for what the source wrote, else missing."""
    answered = [pc.is_valid(columns[name]) for name in ANSWERS]
    given = pc.or_(pc.or_(answered[0], answered[1]), answered[2])
    reasons = [states[name] for name in ANSWERS if name in states]
    return pc.if_else(given, "given", pc.coalesce(*reasons, pa.scalar("missing")))


def reversed_ratings(columns: Columns) -> pa.Array:
    """Return ratings turned round on their own scale: lowest + highest - rating."""
    return pc.subtract(pc.add(columns["scale_min"], columns["scale_max"]), columns["rating"])
