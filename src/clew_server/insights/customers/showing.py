"""One customer as the page shows them: entries by day, with scores, promises, and where their ids lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from clew.customers import Entry, Header
from clew.text.reading.sheets import sheet_of
from clew_server.insights.customers.words import KINDS, kept_words, what_words
from clew_server.insights.feedback.words import metric_words, value_words
from clew_server.insights.reading import Reading
from clew_server.web.figures import amounts

__all__ = ["Day", "days_of", "is_known", "rating_words"]

Text = str | Promise
_KIND_OF = {table: kind for kind, (_, tables) in KINDS.items() for table in tables}


@dataclass(frozen=True)
class Line:
    """One entry of the timeline. ``tone`` is good or bad where a promise was kept or broken."""

    at: str
    clock: str
    kind: str
    what: Text
    text: str
    is_quote: bool
    ratings: tuple[str, ...]
    kept: Text
    tone: str
    facts: tuple[Text, ...]
    links: tuple[tuple[str, str], ...]
    anchor: str
    money: tuple[str, str] | None


@dataclass(frozen=True)
class Day:
    """The entries of one day in the workspace's zone, the newest first."""

    day: date
    lines: list[Line]


def is_known(header: Header) -> bool:
    """Return whether there is anything of the customer."""
    said = (header.first_seen, header.last_seen, header.account_id, header.country, header.consent)
    return bool(header.counts or header.traits or any(said))


def days_of(reading: Reading, customer: str, entries: tuple[Entry, ...]) -> list[Day]:
    """Return the entries by day."""
    zone, days, anchors = ZoneInfo(reading.settings.zone), list[Day](), set[str]()
    for entry, ratings in _sheets(entries):
        local = entry.at.replace(tzinfo=UTC).astimezone(zone)
        if not days or days[-1].day != local.date():
            days.append(Day(local.date(), []))
        days[-1].lines.append(_line(reading, customer, entry, ratings, local, anchors))
    return days


def _sheets(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Yield entries with their ratings; the answers of one sheet are one entry, the one with words stands for it."""

    def sheet(entry: Entry) -> tuple[Any, ...]:
        is_answer = entry.table == "feedback"
        return (
            (entry.at, entry.table, sheet_of(entry.id)) if is_answer else (entry.at, entry.table, entry.id, id(entry))
        )

    for _, group in groupby(entries, key=sheet):
        same = list(group)
        words = (rating_words(one.metric, one.rating, one.scale_min, one.scale_max) for one in same)
        yield next((one for one in same if one.text), same[0]), tuple(said for said in words if said)


def _line(
    reading: Reading, customer: str, entry: Entry, ratings: tuple[str, ...], local: datetime, anchors: set[str]
) -> Line:
    kind = _KIND_OF[entry.table]
    anchor = f"{kind}-{entry.id if kind != 'purchases' else entry.order_id or entry.id}"
    is_new = anchor not in anchors
    anchors.add(anchor)
    kept = entry.kept if entry.table == "promises" and entry.what in {"due", "kept"} else None
    return Line(
        at=local.isoformat(timespec="seconds"),
        clock=local.strftime("%H:%M"),
        kind=kind,
        what=what_words(entry.table, entry.what),
        text=entry.text or "",
        is_quote=entry.table == "feedback",
        ratings=ratings,
        kept=kept_words(kept),
        tone={"yes": "good", "no": "bad"}.get(kept or "", ""),
        facts=tuple(_facts(entry)),
        links=tuple(_links(reading, customer, entry)),
        anchor=anchor if is_new else "",
        money=(entry.amount, entry.currency or "") if entry.amount is not None else None,
    )


def _facts(entry: Entry) -> list[Text]:
    program = value_words("program", entry.program) if entry.program and entry.program != "none" else None
    given = (program, entry.topic, entry.touchpoint, entry.channel, entry.product, entry.team, entry.by)
    return [fact for fact in given if fact]


def _links(reading: Reading, customer: str, entry: Entry) -> list[tuple[str, str]]:
    """Return the ids that lead on: a verbatim to the list, tickets and orders to their place on the timeline."""
    mine = reverse("customers:customer", args=[reading.workspace.id])
    found = []
    if entry.table == "feedback" and entry.text:
        query = urlencode({"period": "all", "where": f"feedback_id={entry.id}"})
        found.append((gettext("open it"), f"{reverse('feedback:feedback', args=[reading.workspace.id])}?{query}"))
    if entry.table in {"tickets", "ticket_changes"} or entry.ticket_id:
        ticket = entry.ticket_id or entry.id
        query = urlencode({"id": customer, "kind": "tickets"})
        found.append((gettext("ticket %(id)s") % {"id": ticket}, f"{mine}?{query}#tickets-{ticket}"))
    if entry.order_id:
        query = urlencode({"id": customer, "kind": "purchases"})
        found.append((gettext("order %(id)s") % {"id": entry.order_id}, f"{mine}?{query}#purchases-{entry.order_id}"))
    return found


def rating_words(metric: str | None, rating: float | None, low: float | None, high: float | None) -> str:
    """Return a rating with its scale; empty where there is none."""
    if rating is None:
        return ""
    reader = amounts.reader()
    value = reader.number(rating, 0 if float(rating).is_integer() else 1)
    if low is None or high is None:
        return f"{metric_words(metric)} {value}"
    said: dict[str, Any] = {"what": metric_words(metric), "value": value}
    return gettext("%(what)s %(value)s (%(low)s to %(high)s)") % {
        **said,
        "low": reader.number(low, 0),
        "high": reader.number(high, 0),
    }
