"""Customers who were hurt lately, as the page shows them: what happened to each, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.customers import Hurt, HurtCustomers
from clew_server.insights.customers.showing import rating_words
from clew_server.insights.reading import Reading

__all__ = ["DAYS", "Line", "Said", "asked_of", "last_day", "lines_of"]

#: So many days are looked back over, so many customers shown, and so many things told of each.
DAYS, SHOWN, TOLD = 14, 20, 4
LETTERS = 200
Text = str | Promise
HOW: dict[str, Text] = {"complaint": gettext_lazy("Complained"), "promise": gettext_lazy("A promise was broken")}


@dataclass(frozen=True)
class Said:
    """One thing that hurt: what, about what, when (UTC)."""

    what: Text
    about: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One customer: who they are, what hurt, the newest first, and the last words they wrote about it."""

    customer: str
    known: str
    said: tuple[Said, ...]
    more: int
    words: str


def last_day(reading: Reading) -> date:
    """Return the last day that is looked at, in the workspace's zone."""
    now = reading.now if reading.now.tzinfo else reading.now.replace(tzinfo=UTC)
    return now.astimezone(ZoneInfo(reading.settings.zone)).date()


def asked_of(reading: Reading) -> dict[str, Any]:
    """Return what the job is told: the days (from, and the day after the last), and how many customers to tell of."""
    end = last_day(reading) + timedelta(days=1)
    return {"start": (end - timedelta(days=DAYS)).isoformat(), "end": end.isoformat(), "limit": SHOWN}


def lines_of(document: dict[str, Any]) -> list[Line]:
    """Return the customers of a document that the job has kept."""
    known = document.get("known", {})
    if not document:
        return []
    found = msgspec.convert(document, HurtCustomers)
    return [_line(one.customer_id, known.get(one.customer_id, ()), one.hurts) for one in found.customers]


def _line(customer: str, known: Any, hurts: tuple[Hurt, ...]) -> Line:
    words = next((hurt.text.strip() for hurt in hurts if hurt.text and hurt.text.strip()), "")
    short = words if len(words) <= LETTERS else words[:LETTERS].rsplit(" ", 1)[0] + " …"
    told = tuple(Said(_what(hurt), hurt.about or "", hurt.at) for hurt in hurts[:TOLD])
    return Line(customer, " · ".join(known), told, max(len(hurts) - TOLD, 0), short)


def _what(hurt: Hurt) -> Text:
    if hurt.how == "rating":
        rating = rating_words(hurt.metric, hurt.rating, hurt.scale_min, hurt.scale_max)
        return gettext("Rated: %(rating)s") % {"rating": rating}
    return HOW[hurt.how]
