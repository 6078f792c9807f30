"""Response rate: the share of invitations that were answered, partial answers included.

RR2 of AAPOR (2023), "Standard Definitions", 10th ed.: everybody invited is below the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import moment, unweighted

__all__ = ["response_rate"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return one row an invitation; ``y`` is 1 where any of its questions was answered by ``as_of``.

    Rows of one ``invitation_id`` are one invitation (its first row stands for it); a row without is one of its own.
    Opinions nobody asked for have no ``asked_at`` and do not count.
    """
    asked = tables["feedback"].filter(lambda rows: rows.asked_at.notnull())
    if "invitation_id" not in asked.columns:
        return unweighted(asked, _given(asked, parameters), asked.asked_at)
    asked = asked.mutate(own=_invitation(asked))
    own, whole = asked.own, ibis.window(group_by=asked.own)
    order = [asked[name] for name in ("asked_at", "feedback_id") if name in asked.columns]
    ordered = ibis.window(group_by=own, order_by=order)
    marked = asked.mutate(answers=_given(asked, parameters).sum().over(whole), place=ibis.row_number().over(ordered))
    first = marked.filter(marked.place == 0)
    y = ibis.ifelse(first.answers > 0, 1.0, 0.0)
    return unweighted(first, y, first.asked_at).drop("answers", "place", "own")


def _invitation(rows: Any) -> Any:
    """Return what names the invitation of each row: its id, else the row's own."""
    if "feedback_id" in rows.columns:
        return ibis.coalesce(rows.invitation_id, rows.feedback_id)
    order = ibis.window(order_by=rows.asked_at)
    alone = ibis.literal("row ") + ibis.row_number().over(order).cast("string")
    return ibis.coalesce(rows.invitation_id.cast("string"), alone)


def _given(rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return 1 where the row was answered: at a time, and not with a blank."""
    answered = rows.answered_at.notnull() & (rows.answered_at <= moment(parameters))
    if "answer_state" not in rows.columns:
        return ibis.ifelse(answered, 1, 0)
    return ibis.cases((rows.answer_state == "missing", 0), (answered, 1), else_=0)


response_rate = Metric(
    name="response_rate",
    label="Response rate",
    about="share of invitations that were answered, partial answers included",
    unit="share",
    direction="higher",
    table="feedback",
    needs=("feedback.asked_at", "feedback.answered_at", "feedback.invitation_id, where an invitation has several rows"),
    time_column="asked_at",
    default_statistic="answered",
    statistics={
        "answered": Statistic("answered", "share", "proportion", "answered invitations of all"),
        "answers": Statistic("answers", "invitations", "count", "how many were invited", count_of),
    },
    population=population,
    split=("program", "instrument"),  # an invitation has no scale, its questions have
    required=lambda _: ("asked_at", "answered_at"),
    counts="invitations to give feedback",
    source="AAPOR (2023), Standard Definitions, 10th ed., RR2",
)
