"""Answers: the rows of ``feedback`` that were asked one thing, with the number each answer gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.rows.columns import optional

__all__ = ["answers_to", "asked", "count_of"]

#: States in which a person was asked and could have answered; the others are counted apart and never as missing.
ASKED = ("given", "missing")


def asked(feedback: Any, measured: str) -> Any:
    """Return the rows of ``feedback`` where ``measured`` (nps, csat, ...) was asked and could be answered.

    Not asked, not applicable and not experienced are no missing answers: such rows are left out.
    """
    rows = feedback
    if "metric" in feedback.columns:
        rows = rows.filter(rows.metric == measured)
    if "answer_state" in feedback.columns:
        rows = rows.filter(rows.answer_state.isnull() | rows.answer_state.isin(ASKED))
    return rows


def answers_to(tables: Mapping[str, Any], measured: str, score: Callable[[Any], Any]) -> Any:
    """Return the population of a metric of ratings: ``y`` is ``score(rows)``, null where no rating was given.

    An unanswered row counts at the time it was asked.
    """
    rows = asked(tables["feedback"], measured)
    weight = ibis.coalesce(optional(rows, "weight", "float64"), ibis.literal(1.0))
    at = ibis.coalesce(optional(rows, "answered_at", "timestamp(6)"), optional(rows, "asked_at", "timestamp(6)"))
    y = score(rows).cast("float64")
    return rows.mutate(y=y, w=weight, unit_id=respondent(rows), at=at, blank=rows.rating.isnull())


def respondent(rows: Any) -> Any:
    """Return who answered: the customer, where none is known the invitation, since its answers are one person's."""
    return ibis.coalesce(*(optional(rows, name, "string").cast("string") for name in ("customer_id", "invitation_id")))


def count_of(rows: Any, _parameters: Mapping[str, str]) -> Any:
    """Return 1 for a row that has an answer, null otherwise."""
    return ibis.cases((rows.y.notnull(), 1.0))
