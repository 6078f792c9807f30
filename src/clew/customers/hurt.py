"""Customers who were hurt lately: who rated poorly, complained, or was let down by a promise, the worst hurt first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import ibis
import msgspec

from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import find_field
from clew.metrics.rows.promises import promise_time
from clew.questions.gathering.lake import Engine, Lake, Reader, rules_of
from clew.text.reading.sheets import sheet_of

__all__ = ["POOR", "Hurt", "HurtCustomer", "HurtCustomers", "find_hurt"]

#: A rating is poor within this lowest part of its scale (1 and 2 of 5); of NPS, that of a detractor.
POOR = 0.25
RATED = ("nps", "csat", "ces", "rating")
#: Rows that are told of the customers of one answer.
MOST = 2000


class Hurt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that hurt at ``at`` (UTC): ``how`` is "rating", "complaint" or "promise"; ``id`` that of its row.

    ``text`` is what was written; ``about`` the topic of a complaint, the touchpoint of a rating, the kind of a promise.
    """

    how: str
    at: datetime
    id: str
    text: str | None = None
    about: str | None = None
    metric: str | None = None
    rating: float | None = None
    scale_min: float | None = None
    scale_max: float | None = None


class HurtCustomer(msgspec.Struct, frozen=True):
    """One customer and what hurt them, the newest first."""

    customer_id: str
    hurts: tuple[Hurt, ...]


class HurtCustomers(msgspec.Struct, frozen=True):
    """How many customers were hurt (``total``), and the worst hurt of them."""

    total: int
    customers: tuple[HurtCustomer, ...]


def find_hurt(lake: Lake, engine: Engine, start: datetime, end: datetime, limit: int = 20) -> HurtCustomers:
    """Return who was hurt from ``start`` until before ``end`` (UTC), the worst hurt first.

    Worse is who was hurt in more ways (a poor rating, a complaint, a broken promise), then more often, then later. The
    answers of one sheet are one time.
    """
    reader = Reader(lake, engine)
    tables = reader.tables()
    parameters = {**MOMENTS, "as_of": end.isoformat(), "zone": lake.settings.zone, "rules": rules_of(lake)}
    named = [
        (name, how) for name, how in _WAYS.items() if (view := lake.views.get(name)) and (view.files or view.dirty)
    ]
    found = [_within(how(tables[name], parameters), start, end) for name, how in named]
    if not found:
        return HurtCustomers(0, ())
    rows = ibis.union(*found) if len(found) > 1 else found[0]
    times = rows.group_by("customer_id", "how", "at").aggregate()
    ways = times.group_by("customer_id", "how").aggregate(times=times.count(), last=times["at"].max())
    ranked = ways.group_by("customer_id").aggregate(ways=ways.count(), times=ways.times.sum(), last=ways["last"].max())
    order = [ranked.ways.desc(), ranked.times.desc(), ranked["last"].desc(), ranked.customer_id]
    worst = [row["customer_id"] for row in reader.read(ranked.order_by(order).limit(limit)).to_pylist()]
    if not worst:
        return HurtCustomers(0, ())
    total = reader.read(ranked.aggregate(total=ranked.count()))["total"][0].as_py()
    theirs = rows.filter(rows.customer_id.isin(worst)).order_by([rows["at"].desc(), rows.how, rows.id]).limit(MOST)
    told: dict[str, list[Hurt]] = {name: [] for name in worst}
    for row in reader.read(theirs).to_pylist():
        told[row.pop("customer_id")].append(Hurt(**row))
    return HurtCustomers(int(total), tuple(HurtCustomer(name, _sheets(hurts)) for name, hurts in told.items()))


def _sheets(hurts: list[Hurt]) -> tuple[Hurt, ...]:
    """Return what hurt, of each sheet once: what was written there stands with its lowest rating."""
    once: dict[tuple[Any, ...], Hurt] = {}
    for hurt in hurts:
        key = (hurt.how, hurt.at, sheet_of(hurt.id)) if hurt.how == "rating" else (hurt.how, hurt.id)
        known = once.get(key)
        if known is None:
            once[key] = hurt
            continue
        worse = min(known, hurt, key=_place)
        once[key] = msgspec.structs.replace(worse, text=known.text or hurt.text)
    return tuple(once.values())


def _place(hurt: Hurt) -> tuple[float, str]:
    """Return where a rating lies on its scale, from 0; without a scale in the middle."""
    if hurt.rating is None or hurt.scale_min is None or hurt.scale_max is None or hurt.scale_max <= hurt.scale_min:
        return 0.5, hurt.id
    return (hurt.rating - hurt.scale_min) / (hurt.scale_max - hurt.scale_min), hurt.id


def _within(rows: Any, start: datetime, end: datetime) -> Any:
    borders = (ibis.literal(moment, type="timestamp(6)") for moment in (start, end))
    first, last = borders
    return rows.filter(rows.customer_id.notnull() & (rows["at"] >= first) & (rows["at"] < last))


def _told(rows: Any, how: str, at: Any, name: str, **said: Any) -> Any:
    """Return ``rows`` as things that hurt."""
    types = {
        "text": "string", "about": "string", "metric": "string",
        "rating": "float64", "scale_min": "float64", "scale_max": "float64",
    }  # fmt: skip
    cells = {key: said[key].cast(kind) if key in said else ibis.null(kind) for key, kind in types.items()}
    return rows.select(
        customer_id=rows.customer_id, how=ibis.literal(how), at=at.cast("timestamp(6)"), id=rows[name], **cells
    )


def _ratings(feedback: Any, parameters: dict[str, str]) -> Any:
    place = (feedback.rating - feedback.scale_min) / (feedback.scale_max - feedback.scale_min).nullif(0)
    is_detractor = find_field("nps_class", "feedback").read(feedback, parameters) == "detractor"
    is_poor = ibis.cases((feedback.metric == "nps", is_detractor), else_=place <= POOR)
    of_customers = ibis.coalesce(feedback.respondent != "employee", ibis.literal(value=True))
    rows = feedback.filter(feedback.metric.isin(RATED) & feedback.rating.notnull() & of_customers & is_poor)
    said = {name: rows[name] for name in ("metric", "rating", "scale_min", "scale_max")}
    return _told(rows, "rating", rows.answered_at, "feedback_id", text=rows.verbatim, about=rows.touchpoint, **said)


def _complaints(tickets: Any, _parameters: dict[str, str]) -> Any:
    rows = tickets.filter(tickets.kind == "complaint")
    return _told(rows, "complaint", rows.opened_at, "ticket_id", about=rows.topic)


def _promises(promises: Any, parameters: dict[str, str]) -> Any:
    rows = promises.filter(find_field("kept", "promises").read(promises, parameters) == "no")
    return _told(rows, "promise", promise_time(rows), "promise_id", about=rows.kind)


_WAYS: dict[str, Callable[[Any, dict[str, str]], Any]] = {
    "feedback": _ratings,
    "tickets": _complaints,
    "promises": _promises,
}
